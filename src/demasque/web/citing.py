"""How is a page cited? By what made it, its address, and the state of the case that it shows."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from demasque.web.editions.edition import Edition


@dataclass(frozen=True)
class CitedState:
    """The state of a case that a page shows. Times are UTC; None where there was no such run."""

    version: str  # of the program that shows it
    case: str
    detected_at: datetime | None  # when the findings shown were made
    detected_by: str | None  # the version that made them
    lines: int  # of the custody log
    hash: str  # of its last line: it stands for all before it


def cited_state(edition: Edition) -> CitedState:
    """What of an edition one names, so that another finds the same."""
    state: CitedState = edition.once("cited", lambda: _read(edition))
    return state


def _read(edition: Edition) -> CitedState:
    head = edition.store.custody.head()
    runs = [run for run in edition.runs if run["command"] == "detect"]
    last = runs[-1] if runs else None
    return CitedState(
        version("demasque"),
        edition.case,
        None if last is None else datetime.fromisoformat(last["began"]),
        None if last is None else str(last["version"]),
        head.lines,
        head.hash,
    )
