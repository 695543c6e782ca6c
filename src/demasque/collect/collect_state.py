"""How a feed is doing: what it counted, when it last heard of its network, where it has gaps."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from demasque.atomic import replacing_file

MOST_GAPS: Final = 100
"""Gaps that are kept, the newest."""


@dataclass
class Collected:
    """Counts of a feed since it began, over all its runs.

    ``seen`` are records that could be read; ``kept``, ``deleted`` and ``refused`` are those of them
    that were written, that were notices of deletion and were written, and that may not be kept (not
    public). ``garbled`` could not be read, ``reconnected`` counts connections after the first. How
    late the newest record was, in seconds, is ``lag``; None where nobody can say.
    """

    seen: int = 0
    kept: int = 0
    deleted: int = 0
    refused: int = 0
    garbled: int = 0
    reconnected: int = 0
    lag: float | None = None


@dataclass
class CollectState:
    """What ``FOLDER/.collect-NETWORK.json`` holds, for whoever watches the feed. Times are UTC.

    ``last_record_at`` is when the last record of the network was read, kept or not, or when it last
    said that nothing is new. A gap is a
    stretch of the network's time that nobody can read again: from, to.
    """

    network: str
    source: str = ""
    running: bool = False
    started_at: str = ""
    last_record_at: str | None = None
    last_kept_at: str | None = None
    counts: Collected = field(default_factory=Collected)
    gaps: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def from_folder(cls, folder: Path, network: str) -> Self:
        """Read what the last run left; a new one where there is none or it cannot be read."""
        try:
            kept = json.loads(state_path(folder, network).read_bytes())
            gaps = [(str(start), str(end)) for start, end in kept.pop("gaps")]
            return cls(counts=Collected(**kept.pop("counts")), gaps=gaps, **kept)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls(network)

    def note_gap(self, start: datetime, end: datetime) -> None:
        """Note a stretch of time that is missing."""
        self.gaps = [*self.gaps, (start.isoformat(), end.isoformat())][-MOST_GAPS:]

    def write(self, folder: Path) -> None:
        """Put it in place of what the folder holds."""
        with replacing_file(state_path(folder, self.network), durable=False) as draft:
            draft.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")


def state_path(folder: Path, network: str) -> Path:
    """Where the state of a network's feed lies."""
    return folder / f".collect-{network}.json"
