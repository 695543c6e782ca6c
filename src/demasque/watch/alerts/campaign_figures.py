"""What a round sees of each campaign: figures by SQL over its members' posts, no profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from demasque.case import CaseStore

# Members of `memberships` only: whom people excluded is in none.
_FIGURES: Final = """
    SELECT campaign, count(DISTINCT account) AS accounts, count(*) AS posts,
           min(posted_at) AS first_at, max(posted_at) AS last_at
    FROM posts JOIN memberships USING (account) GROUP BY campaign ORDER BY campaign"""

_TIES: Final = "SELECT campaign, ties FROM campaigns"


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """A campaign now. Times are UTC, of members' posts in the case."""

    campaign: str
    accounts: int
    posts: int
    ties: int
    first_at: datetime
    last_at: datetime


def campaign_figures(store: CaseStore) -> dict[str, CampaignFigures]:
    """The campaigns of three accounts and more with posts, by name."""
    ties = {row["campaign"]: row["ties"] for row in store.sql(_TIES).to_pylist()}
    rows = store.sql(_FIGURES).to_pylist()
    found = [_figures(row, ties) for row in rows]
    return {each.campaign: each for each in sorted(found, key=_by_number)}


def _figures(row: Mapping[str, Any], ties: Mapping[str, int]) -> CampaignFigures:
    return CampaignFigures(
        row["campaign"],
        row["accounts"],
        row["posts"],
        ties.get(row["campaign"], 0),
        row["first_at"],
        row["last_at"],
    )


def _by_number(figures: CampaignFigures) -> tuple[int, str]:
    """C2 comes before C10."""
    return len(figures.campaign), figures.campaign
