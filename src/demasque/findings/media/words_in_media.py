"""The words of pictures and clips: to be searched, and those that go round in different ones."""

from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.findings.media.sighting_values import media_code
from demasque.media import family_words
from demasque.schema import TIME
from demasque.text import languages_of, match_keys

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

MEDIA_NARRATIVES: Final = pa.schema(
    [
        pa.field("words", pa.string(), nullable=False),
        pa.field("languages", pa.list_(pa.string()), nullable=False),
        pa.field("first_at", TIME, nullable=False),
        pa.field("last_at", TIME, nullable=False),
        pa.field("files", pa.int64(), nullable=False),
        pa.field("posts", pa.int64(), nullable=False),
        pa.field("accounts", pa.int64(), nullable=False),
        pa.field("campaigns", pa.list_(pa.string()), nullable=False),
    ]
)
"""One row a message that several pictures or clips have in them: ``words`` in normal form,
``campaigns`` of which two members or more posted one."""

_NARRATIVES: Final = """
WITH said AS (
    SELECT m.trace, i.media, p.post, p.account, p.posted_at, s.campaign
    FROM media_messages m JOIN media_in_posts i USING (media) JOIN posts p USING (post)
    LEFT JOIN memberships s USING (account)
    WHERE p.kind <> 'repost' AND ($1 IS NULL OR s.campaign = $1)
), claimed AS (
    SELECT trace, list(campaign ORDER BY campaign[1], substring(campaign, 2)::BIGINT) AS campaigns
    FROM (
        SELECT trace, campaign FROM said WHERE campaign IS NOT NULL
        GROUP BY ALL HAVING count(DISTINCT account) > 1
    ) GROUP BY trace
)
SELECT t.value AS words, min(posted_at) AS first_at, max(posted_at) AS last_at,
       count(DISTINCT media) AS files, count(DISTINCT post) AS posts,
       count(DISTINCT account) AS accounts, coalesce(any_value(campaigns), []) AS campaigns
FROM said JOIN (SELECT trace, value FROM traces WHERE kind = 'picture_text') t USING (trace)
LEFT JOIN claimed USING (trace)
GROUP BY trace, t.value HAVING accounts > 1 ORDER BY accounts DESC, posts DESC, trace LIMIT $2"""

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


def media_narratives(store: CaseStore, campaign: str | None = None, limit: int = 50) -> pa.Table:
    """The messages that two accounts or more showed in different pictures or clips, those of most
    accounts first; of one campaign's members, or of all. Returns rows of :data:`MEDIA_NARRATIVES`.
    """
    rows = store.sql(_NARRATIVES, (campaign, limit)).to_pylist()
    read = languages_of([row["words"] for row in rows])
    rows = [{**row, "languages": [lang]} for row, lang in zip(rows, read, strict=True)]
    return pa.Table.from_pylist(rows, schema=MEDIA_NARRATIVES)
