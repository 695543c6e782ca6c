"""How the feeds are doing that write into an inbox, as they say themselves beside their files."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

_STATES: Final = ".collect-*.json"


@dataclass(frozen=True)
class FeedState:
    """A feed: whether it says that it runs, when its last record came, how many it kept.

    ``lag`` is how late its newest record was, in seconds; None where nobody can say.
    """

    network: str
    running: bool
    last_record_at: datetime | None
    kept: int
    gaps: int
    lag: float | None


def feed_states(inbox: Path) -> list[FeedState]:
    """The feeds that write into a folder, by name; one whose state cannot be read is left out."""
    found = []
    for path in sorted(inbox.glob(_STATES)):
        try:
            found.append(_read(json.loads(path.read_bytes())))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
    return found


def _read(kept: dict[str, Any]) -> FeedState:
    last, counts = kept["last_record_at"], kept["counts"]
    return FeedState(
        network=str(kept["network"]),
        running=bool(kept["running"]),
        last_record_at=None if last is None else datetime.fromisoformat(last).astimezone(UTC),
        kept=int(counts["kept"]),
        gaps=len(kept["gaps"]),
        lag=None if counts["lag"] is None else float(counts["lag"]),
    )
