"""What there is to say of each narrative besides its words: accounts, sites, what it answers, when.

Asked of all campaigns at once; times are UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from demasque.campaigns.messages.campaign_narratives import MOST_SAID
from demasque.case import CaseStore

STEPS: Final = 40
"""Steps that the time over which a campaign's narratives were posted is divided in."""

SITES: Final = 5
"""Sites of a narrative that are named, the most linked."""

_COUNTS: Final = f"""
WITH {MOST_SAID}
SELECT campaign, trace, count(DISTINCT account) AS accounts
FROM said SEMI JOIN most_said USING (campaign, trace) GROUP BY ALL ORDER BY ALL"""

_STEPS: Final = f"""
WITH {MOST_SAID}, own AS (
    SELECT campaign, trace, epoch("at") AS "at" FROM said
    SEMI JOIN most_said USING (campaign, trace)
), span AS (
    SELECT campaign, min("at") AS first, greatest(max("at") - min("at"), 1) AS whole
    FROM own GROUP BY campaign
)
SELECT campaign, trace, count(*) AS posts,
       least({STEPS - 1}, floor({STEPS} * ("at" - first) / whole))::INTEGER AS step
FROM own JOIN span USING (campaign) GROUP BY ALL ORDER BY ALL"""

_LINKED: Final = f"""
WITH {MOST_SAID}, linked AS (
    SELECT campaign, trace, count(DISTINCT post) AS posts,
           regexp_extract(lower(url), '^(?:[a-z]+://)?(?:www[.])?([^/:?#]+)', 1) AS site
    FROM said SEMI JOIN most_said USING (campaign, trace) JOIN links USING (post) GROUP BY ALL
)
SELECT campaign, trace, site, posts FROM linked WHERE site <> ''
QUALIFY row_number() OVER (PARTITION BY campaign, trace ORDER BY posts DESC, site) <= {SITES}
ORDER BY campaign, trace, posts DESC, site"""

_ANSWERED: Final = f"""
WITH {MOST_SAID}, answers AS (
    SELECT campaign, trace, p.parent, any_value(p.venue) AS venue, count(*) AS posts
    FROM said SEMI JOIN most_said USING (campaign, trace) JOIN posts p USING (post)
    WHERE p.parent IS NOT NULL GROUP BY campaign, trace, p.parent
)
SELECT campaign, trace, a.parent AS post, coalesce(o.account, a.venue) AS account, o.text AS words,
       a.posts
FROM answers a LEFT JOIN posts o ON o.post = a.parent
QUALIFY row_number() OVER (PARTITION BY campaign, trace ORDER BY a.posts DESC, a.parent) = 1
ORDER BY campaign, trace"""


@dataclass(frozen=True)
class AnsweredPost:
    """The post that most posts of a narrative answer or quote."""

    post: str
    account: str | None  # that wrote it, or under whose posts it stands
    words: str | None  # where the case holds it
    posts: int  # of the narrative, that answer it


@dataclass(frozen=True)
class NarrativeDetails:
    """One narrative as a campaign used it."""

    accounts: int
    sites: tuple[tuple[str, int], ...]  # linked in its posts, with posts, most first
    answered: AnsweredPost | None
    steps: tuple[int, ...]  # posts in each of ``STEPS`` stretches of the campaign's narratives


def narrative_details(
    store: CaseStore, campaigns: Sequence[str]
) -> dict[str, dict[int, NarrativeDetails]]:
    """By campaign and family, what is known of its most used narratives."""
    asked = (list(campaigns),)
    sites: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for row in store.sql(_LINKED, asked).to_pylist():
        sites.setdefault(_key(row), []).append((row["site"], row["posts"]))
    steps: dict[tuple[str, int], dict[int, int]] = {}
    for row in store.sql(_STEPS, asked).to_pylist():
        steps.setdefault(_key(row), {})[row["step"]] = row["posts"]
    answered = {
        _key(row): AnsweredPost(row["post"], row["account"], row["words"], row["posts"])
        for row in store.sql(_ANSWERED, asked).to_pylist()
    }
    found: dict[str, dict[int, NarrativeDetails]] = {campaign: {} for campaign in campaigns}
    for row in store.sql(_COUNTS, asked).to_pylist():
        key = _key(row)
        found[row["campaign"]][row["trace"]] = NarrativeDetails(
            accounts=row["accounts"],
            sites=tuple(sites.get(key, ())),
            answered=answered.get(key),
            steps=tuple(steps[key].get(n, 0) for n in range(STEPS)),
        )
    return found


def _key(row: dict[str, Any]) -> tuple[str, int]:
    return row["campaign"], row["trace"]
