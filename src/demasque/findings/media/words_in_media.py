"""The words of pictures and clips, to be searched: who posted what says this?"""

from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.findings.media.sighting_values import media_code
from demasque.media import family_words
from demasque.text import match_keys

WORDS_IN_MEDIA: Final = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("family", pa.string(), nullable=False),
        pa.field("how", pa.string(), nullable=False),
        pa.field("words", pa.string(), nullable=False),
        pa.field("accounts", pa.int64(), nullable=False),
        pa.field("posts", pa.int64(), nullable=False),
        pa.field("first_at", pa.timestamp("us", tz="UTC")),
    ]
)
"""One row per family and way in which its words were had."""

_EXEMPLARS: Final = "SELECT media, exemplar FROM media_families ORDER BY media"
_POSTED: Final = """
    SELECT coalesce(f.exemplar, m.media) AS family, count(DISTINCT p.account) AS accounts,
           count(DISTINCT p.post) AS posts, min(p.posted_at) AS first_at
    FROM media_in_posts m JOIN posts p USING (post) LEFT JOIN media_families f USING (media)
    GROUP BY ALL ORDER BY family"""


def words_in_media(store: CaseStore, find: str | None = None) -> pa.Table:
    """The words read in, or heard from, each family of a case, those of most accounts first.

    With ``find`` only those that hold it: both in the normal form of docs/text.md, so that case,
    accents and look-alike letters do not matter. Returns rows of :data:`WORDS_IN_MEDIA`.
    """
    exemplars = {row["media"]: row["exemplar"] for row in store.sql(_EXEMPLARS).to_pylist()}
    posted = {row.pop("family"): row for row in store.sql(_POSTED).to_pylist()}
    rows = [
        {"code": media_code(family), "family": family, "how": how, "words": words, **posted[family]}
        for how in ("read", "heard")
        for family, words in family_words(store, how, exemplars).items()
        if family in posted
    ]
    if find is not None:
        wanted, *keys = match_keys([find, *(row["words"] for row in rows)])
        rows = [row for row, key in zip(rows, keys, strict=True) if wanted in key]
    rows.sort(key=lambda row: (-row["accounts"], -row["posts"], row["family"], row["how"]))
    return pa.Table.from_pylist(rows, schema=WORDS_IN_MEDIA)
