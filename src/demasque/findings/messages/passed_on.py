"""What members pass on rather than write: the posts that most of them reposted, in their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.case import CaseStore
from demasque.text import UNKNOWN, languages_of

PASSED_ON_SHOWN: Final = 5
"""Posts listed per campaign, those that most members reposted."""

# A repost has the words of its original; where the export gives it none, that may be in the case.
_PASSED_ON: Final = f"""
WITH uses AS (
    SELECT campaign, trace, account, post, "at" FROM events JOIN memberships USING (account)
    WHERE kind = 'repost' AND campaign IN (SELECT unnest(?::VARCHAR[]))
), most AS (
    SELECT campaign, trace, count(DISTINCT account) AS members, count(*) AS posts,
           min("at") AS first_at, max("at") AS last_at
    FROM uses GROUP BY campaign, trace HAVING members > 1
    QUALIFY row_number() OVER (
        PARTITION BY campaign ORDER BY members DESC, posts DESC, trace
    ) <= {PASSED_ON_SHOWN}
), worded AS (
    SELECT campaign, trace, arg_min(coalesce(o.text, p.text), (uses."at", p.post)) AS words
    FROM uses SEMI JOIN most USING (campaign, trace) JOIN posts p ON p.post = uses.post
    LEFT JOIN posts o ON o.post = p.parent
    WHERE coalesce(o.text, p.text) IS NOT NULL GROUP BY campaign, trace
)
SELECT campaign, words, members, posts, first_at, last_at FROM most JOIN worded
USING (campaign, trace) ORDER BY campaign, members DESC, posts DESC, trace"""


@dataclass(frozen=True)
class PassedOn:
    """One post that two members or more reposted; times are UTC, of their reposts."""

    words: str
    language: str | None
    members: int
    posts: int
    first_at: datetime
    last_at: datetime


def passed_on(store: CaseStore, campaigns: Sequence[str]) -> dict[str, tuple[PassedOn, ...]]:
    """By campaign, what most members reposted; nothing where its words are not in the case."""
    rows = store.sql(_PASSED_ON, (list(campaigns),)).to_pylist()
    read = languages_of([row["words"] for row in rows])
    found: dict[str, list[PassedOn]] = {campaign: [] for campaign in campaigns}
    for row, language in zip(rows, read, strict=True):
        spoken = None if language == UNKNOWN else language
        found[row.pop("campaign")].append(PassedOn(language=spoken, **row))
    return {campaign: tuple(posts) for campaign, posts in found.items()}
