"""Posts as a page lists them: of a message, a picture, a venue, or found by words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from demasque.campaigns import STATED
from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import EXCLUDED
from demasque.findings.explored.words_languages import stated_or_read

_POSTS: Final = f"""
SELECT post, p.account, platform, posted_at AS "at", time_precision AS precision, kind, text,
       {STATED} AS language, CASE WHEN venue <> p.account THEN venue END AS venue, campaign,
       p.account IN ({EXCLUDED}) AS excluded
FROM posts p LEFT JOIN memberships m ON m.account = p.account
WHERE post IN (SELECT unnest(?::VARCHAR[]))"""

_WHOLE: Final = f"""
SELECT post, p.account, campaign, p.account IN ({EXCLUDED}) AS excluded, platform, posted_at,
       time_precision, kind, lang, venue, text
FROM posts p LEFT JOIN memberships m ON m.account = p.account
WHERE post IN ({{chosen}})
  AND ($since::TIMESTAMPTZ IS NULL OR posted_at >= $since::TIMESTAMPTZ)
  AND ($until::TIMESTAMPTZ IS NULL OR posted_at < $until::TIMESTAMPTZ)
ORDER BY posted_at, post"""


@dataclass(frozen=True)
class ThingPost:
    """One post, and how its account stands: ``campaign`` it is a member of, or ``excluded``."""

    post: str
    account: str  # pseudonym
    platform: str
    at: datetime
    precision: str  # second, minute, day, estimated
    kind: str
    text: str | None
    language: str | None  # as the export states it, or else as its words read
    venue: str | None  # another account, under whose post or on whose page it stands
    campaign: str | None
    excluded: bool


def thing_posts(store: CaseStore, posts: Sequence[str]) -> tuple[ThingPost, ...]:
    """Read these posts, in the order given."""
    rows = store.sql(_POSTS, (list(posts),)).to_pylist()
    read = {each.post: each for each in posts_of(rows)}
    return tuple(read[each] for each in posts if each in read)


def posts_of(rows: Sequence[Mapping[str, Any]]) -> tuple[ThingPost, ...]:
    """Posts from rows with these columns; the language that the export does not state is read."""
    spoken = stated_or_read([row["text"] for row in rows], [row["language"] for row in rows])
    return tuple(
        ThingPost(**{**row, "language": language})
        for row, language in zip(rows, spoken, strict=True)
    )


def whole_posts(
    store: CaseStore,
    chosen: str,
    parameters: Sequence[object],
    since: datetime | None = None,
    until: datetime | None = None,
) -> pa.RecordBatchReader:
    """Every post of a query ``chosen`` (one column, ``post``), in time, for a table to keep."""
    query, named = bounded(_WHOLE, chosen, parameters, since, until)
    return store.stream(query, named)


def bounded(
    query: str,
    chosen: str,
    parameters: Sequence[object],
    since: datetime | None,
    until: datetime | None,
) -> tuple[str, list[object]]:
    """Put ``chosen`` and a stretch of time into a query that names them, with its parameters."""
    count = len(parameters)
    filled = query.replace("{chosen}", chosen)
    filled = filled.replace("$since", f"${count + 1}").replace("$until", f"${count + 2}")
    return filled, [*parameters, since, until]
