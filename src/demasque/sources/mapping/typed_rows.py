"""Rows of typed records, whole columns at a time, into a Builder.

:func:`add_posts` and :func:`add_accounts` do for many rows what :meth:`Builder.post` and
:meth:`Builder.account` do for one, and give the same cells, rejects and order. Values are text, or
None where the record has none; whatever else a record may hold is for the Builder.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from demasque.sources.mapping.builder import Builder, why_not
from demasque.sources.mapping.cells import (
    HandleShape,
    as_bool,
    as_client,
    as_host,
    as_int,
    as_reference,
    as_text,
    digest,
    handle_shape,
)
from demasque.sources.mapping.found_in_text import hashtags_in, links_in, mentions_in
from demasque.sources.mapping.timestamps.times import parse_time

Texts = Sequence[str | None]
Lists = Sequence[Iterable[Any] | None]

_EARLIEST, _LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def add_posts(
    out: Builder,
    lines: Sequence[int],
    *,
    post: Texts,
    account: Texts,
    posted_at: Sequence[datetime | str | None],
    kind: Sequence[str],
    text: Texts | None = None,
    lang: Texts | None = None,
    parent: Texts | None = None,
    root: Texts | None = None,
    venue: Texts | None = None,
    client: Texts | None = None,
    links: Lists | None = None,
    hashtags: Lists | None = None,
    mentions: Lists | None = None,
    media: Lists | None = None,
    engagement: Mapping[str, Sequence[Any]] | None = None,
    platform: str | None = None,
) -> None:
    """Posts, one per line number, as :meth:`Builder.post` takes them; unusable ones are rejected.

    In ``links``, ``hashtags`` and ``mentions`` None stands for a post whose text is to be searched;
    left out, all are. ``engagement`` has a column of numbers per key of its table.
    """
    rows, nothing = len(lines), [None] * len(lines)
    ids, who = each(as_text, post), each(as_text, account)
    times = [v if isinstance(v, datetime) else parse_time(v) for v in posted_at]
    words = each(as_text, text or nothing)
    columns: dict[str, Sequence[Any]] = {
        "post": ids,
        "account": who,
        "platform": [platform or out.platform] * rows,
        "posted_at": times,
        "time_precision": [out.precision] * rows,
        "kind": kind,
        "text": words,
        "lang": each_distinct(as_text, lang or nothing),
        "parent": each(as_reference, parent or nothing),
        "root": each(as_reference, root or nothing),
        "venue": each(as_reference, venue or nothing),
        "source_file": [out.file] * rows,
        "source_line": lines,
        "client": each_distinct(as_client, client or nothing),
    }
    lists: dict[str, Lists] = {
        "links": _given_or_found(links, words, links_in),
        "hashtags": _given_or_found(hashtags, words, hashtags_in),
        "mentions": _given_or_found(mentions, words, mentions_in),
        "media_use": media or [()] * rows,
    }
    counts: dict[str, Sequence[Any]] = {
        key: each_number(values) for key, values in (engagement or {}).items()
    }
    bad = _reject(out, lines, ids, who, posted_at, times)
    if bad:
        kept = [row for row in range(rows) if row not in bad]
        columns, lists, counts = (_rows(some, kept) for some in (columns, lists, counts))
    out.extend("posts", columns, rows - len(bad))
    for table, column in _THINGS:
        _add_things(out, table, column, columns["post"], lists[table])
    _add_engagement(out, columns["post"], counts)


_THINGS = (("links", "url"), ("hashtags", "tag"), ("mentions", "account"), ("media_use", "media"))


def each(read: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    """What ``read`` makes of each value; None of None."""
    return [None if value is None else read(value) for value in values]


def each_distinct(read: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    """The same for values of which there are few, such as languages: each is read once."""
    made = {value: None if value is None else read(value) for value in set(values)}
    return [made[value] for value in values]


def each_number(values: Sequence[Any]) -> list[int | None]:
    """Whole numbers of 64 bits; None for anything else."""
    return [None if value is None else as_int(value) for value in values]


def _given_or_found(
    given: Lists | None, words: Texts, found: Callable[[str | None], list[str]]
) -> Lists:
    if given is None:
        return [found(text) for text in words]
    return [found(words[n]) if some is None else some for n, some in enumerate(given)]


def _reject(
    out: Builder,
    lines: Sequence[int],
    ids: Texts,
    who: Texts,
    given: Sequence[Any],
    times: Sequence[Any],
) -> set[int]:
    """Reject what cannot be kept; the numbers of these rows."""
    bad = set()
    for row, (post, account, at) in enumerate(zip(ids, who, times, strict=True)):
        # Numbers alone, and names that begin with a letter, have lost no digits.
        if (
            post is None
            or account is None
            or at is None
            or not _EARLIEST < at < _LATEST
            or not (post.isdigit() or post[0].isalpha())
            or not (account.isdigit() or account[0].isalpha())
        ):
            reason = why_not(post, account, given[row], at)
            if reason:
                out.reject(lines[row], reason)
                bad.add(row)
    return bad


def _rows(columns: Mapping[str, Sequence[Any]], kept: Sequence[int]) -> dict[str, Sequence[Any]]:
    return {name: [column[row] for row in kept] for name, column in columns.items()}


def _add_things(
    out: Builder, table: str, column: str, posts: Sequence[Any], lists: Sequence[Any]
) -> None:
    whose: list[Any] = []
    positions: list[int] = []
    found: list[str] = []
    for post, values in zip(posts, lists, strict=True):
        for position, value in enumerate(values):
            word = as_text(value)
            if word is not None:
                whose.append(post)
                positions.append(position)
                found.append(word)
    out.extend(table, {"post": whose, "position": positions, column: found}, len(found))


def _add_engagement(
    out: Builder, posts: Sequence[Any], counts: Mapping[str, Sequence[int | None]]
) -> None:
    if not counts:
        return
    nothing = (None,) * len(counts)
    told = [row != nothing for row in zip(*counts.values(), strict=True)]
    columns = {"post": posts, **counts}
    if not all(told):
        columns = _rows(columns, [row for row, some in enumerate(told) if some])
    out.extend("engagement", columns, len(columns["post"]))


def add_accounts(
    out: Builder,
    lines: Sequence[int],
    *,
    account: Texts,
    created_at: Texts | None = None,
    followers: Sequence[Any] | None = None,
    following: Sequence[Any] | None = None,
    posts_total: Sequence[Any] | None = None,
    verified: Sequence[Any] | None = None,
    avatar: Texts | None = None,
    bio: Texts | None = None,
    display_name: Texts | None = None,
    handle: Texts | None = None,
    host: Texts | None = None,
    platform: str | None = None,
) -> None:
    """Accounts, one per line number, as :meth:`Builder.account` takes them.

    Raises ValueError for an account without a name: such a record is for the Builder.
    """
    rows, nothing = len(lines), [None] * len(lines)
    who = each(as_text, account)
    if None in who:
        raise ValueError("an account without a name")
    shapes = [shape or HandleShape() for shape in each_distinct(handle_shape, handle or nothing)]
    where = platform or out.platform
    columns: dict[str, Sequence[Any]] = {
        "account": who,
        "platform": [where] * rows,
        "created_at": each_distinct(parse_time, created_at or nothing),
        "followers": each_number(followers or nothing),
        "following": each_number(following or nothing),
        "posts_total": each_number(posts_total or nothing),
        "verified": each_distinct(as_bool, verified or nothing),
        "avatar": each_distinct(digest, avatar or nothing),
        "bio_hash": each_distinct(digest, bio or nothing),
        "handle_length": [shape.length for shape in shapes],
        "handle_digits": [shape.digits for shape in shapes],
        "source_file": [out.file] * rows,
        "source_line": lines,
        "name_hash": each(digest, display_name or nothing),
        "handle_shape": [shape.runs for shape in shapes],
        "host": each_distinct(as_host, host or nothing),
    }
    out.extend("accounts", columns, rows)
    names, bios = each(as_text, display_name or nothing), each(as_text, bio or nothing)
    told = [row for row in range(rows) if names[row] or bios[row]]
    words = {"account": who, "display_name": names, "bio": bios, "platform": [where] * rows}
    out.extend("profile_texts", _rows(words, told), len(told))
