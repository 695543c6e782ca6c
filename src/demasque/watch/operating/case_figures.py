"""A case in a few figures, read while it is open and kept for whoever asks while it is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from demasque.case import CaseTables

_RUN_TIME: Final = "%Y%m%dT%H%M%SZ"
"""How the name of a run's folder begins."""


@dataclass(frozen=True)
class CaseFigures:
    """Posts, accounts and campaigns of a case, when it was last detected in (UTC; None: never), and
    alerts that nobody acknowledged, by kind."""

    posts: int = 0
    accounts: int = 0
    campaigns: int = 0
    detected_at: datetime | None = None
    open_alerts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, store: CaseTables, run: str | None) -> "CaseFigures":
        """Read them; ``run`` is that which made the findings."""
        (row,) = store.sql(_COUNTS).to_pylist()
        alerts = store.sql(_OPEN_ALERTS).to_pylist()
        began = None if run is None else _began(run)
        return cls(**row, detected_at=began, open_alerts={a["kind"]: a["n"] for a in alerts})


_COUNTS: Final = """
    SELECT (SELECT count(*) FROM posts) AS posts,
        (SELECT count(DISTINCT account) FROM posts) AS accounts,
        (SELECT count(*) FROM campaigns) AS campaigns
"""

_OPEN_ALERTS: Final = """
    SELECT kind, count(*) AS n FROM alerts ANTI JOIN alerts_seen USING (alert)
    GROUP BY kind ORDER BY kind
"""


def _began(run: str) -> datetime | None:
    try:
        return datetime.strptime(run.split("-")[0], _RUN_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
