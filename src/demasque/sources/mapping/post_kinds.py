"""What kind of post is it, and what does it repeat, quote or answer?"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.sources.mapping.columns import Columns, constant, whole_ids

KIND_WORDS = {
    "original": "original", "tweet": "original", "post": "original", "status": "original",
    "toot": "original", "video": "original", "photo": "original", "link": "original",
    "repost": "repost", "retweet": "repost", "retweeted": "repost", "rt": "repost",
    "reblog": "repost", "share": "repost", "shared": "repost", "boost": "repost",
    "forward": "repost", "quote": "quote", "quoted": "quote", "quote_tweet": "quote",
    "reply": "reply", "replied_to": "reply", "answer": "reply", "comment": "comment",
}  # fmt: skip
"""What exports call the kinds of post."""


def kinds_and_parents(
    columns: Columns, text: pa.Array, otherwise: str
) -> tuple[pa.Array, pa.Array]:
    """The kind of each post, and the post that it repeats, quotes or answers.

    The export's own word decides where it is known; else the field that names the other post
    (repost before quote before reply), else a text that begins 'RT @', else ``otherwise``.
    """
    repost, quote = columns.ids("repost_of"), columns.ids("quote_of")
    reply, parent = columns.ids("reply_to"), columns.ids("parent")
    marked = _marked(columns, "is_repost")
    retold = pc.fill_null(pc.match_substring_regex(text, r"^\s*RT @\w"), False)
    answer = otherwise if otherwise in {"reply", "comment"} else "reply"
    told = (
        (pc.or_(pc.or_(pc.is_valid(repost), marked), _says(columns, "from_whom")), "repost"),
        (pc.or_(pc.is_valid(quote), _marked(columns, "is_quote")), "quote"),
        (pc.or_(pc.is_valid(reply), _marked(columns, "is_reply")), answer),
        (retold, "repost"),
        (pc.is_valid(parent), answer),
    )
    words = pa.array([*(word for _, word in told), otherwise], pa.string())
    first = np.select([np.asarray(said) for said, _ in told], range(len(told)), len(told))
    guessed = words.take(pa.array(first))
    kind = pc.coalesce(_named(columns), guessed)
    own = pc.case_when(
        pc.make_struct(
            pc.equal(kind, "repost"), pc.equal(kind, "quote"), pc.equal(kind, "original")
        ),
        pc.coalesce(repost, parent),
        pc.coalesce(quote, parent),
        constant(None, columns.rows),
        pc.coalesce(reply, parent),
    )
    return kind, whole_ids(own)


def _says(columns: Columns, field: str) -> pa.Array:
    return pc.is_valid(columns.clean(field))


def _marked(columns: Columns, field: str) -> pa.Array:
    """Where a column says yes."""
    if not columns.has(field):
        return pa.repeat(False, columns.rows)
    said = pc.utf8_lower(columns.clean(field))
    return pc.fill_null(pc.is_in(said, pa.array(["true", "1", "yes", "t"])), False)


def _named(columns: Columns) -> pa.Array:
    encoded = columns.clean("kind").dictionary_encode()
    words = [word.casefold().strip() for word in encoded.dictionary.to_pylist()]
    return pc.take(pa.array([KIND_WORDS.get(w) for w in words], pa.string()), encoded.indices)
