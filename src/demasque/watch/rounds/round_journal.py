"""How far each round got, in the case: what a killed one left is finished by the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import TABLES

TAKEN, ADDED, DETECTED, DONE = STAGES = ("taken", "added", "detected", "done")


@dataclass(frozen=True)
class OpenRound:
    """A round that is not done: its number, its files, when it began, and the stage it reached."""

    number: int
    stage: str
    files: tuple[str, ...]
    begun_at: datetime

    def reached(self, stage: str) -> bool:
        """Whether a stage is behind it."""
        return STAGES.index(self.stage) >= STAGES.index(stage)


_OPEN: Final = "SELECT * FROM watch_rounds WHERE stage <> 'done' ORDER BY round LIMIT 1"


def unfinished(store: CaseStore) -> OpenRound | None:
    """The round that was cut short, if one was."""
    rows = store.sql(_OPEN).to_pylist()
    if not rows:
        return None
    row = rows[0]
    return OpenRound(row["round"], row["stage"], tuple(row["files"]), row["begun_at"])


def next_number(store: CaseStore) -> int:
    """The number that the next round has."""
    found = store.sql("SELECT coalesce(max(round), 0) + 1 AS n FROM watch_rounds")
    return int(found["n"][0].as_py())


def begin(store: CaseStore, files: Sequence[str], now: datetime) -> OpenRound:
    """Write down that these files are taken, before anything is done with them."""
    begun = OpenRound(next_number(store), TAKEN, tuple(files), now)
    row = {"round": begun.number, "stage": TAKEN, "files": list(files), "begun_at": now}
    table = TABLES["watch_rounds"]
    store.insert({table.name: pa.Table.from_pylist([row], table.schema)})
    return begun


def reach(store: CaseStore, number: int, stage: str) -> None:
    """Write down that a round has reached a stage."""
    store.sql("UPDATE watch_rounds SET stage = ? WHERE round = ?", [stage, number])


def note_detection(store: CaseStore, number: int, run: str | None) -> None:
    """Write down that findings are up to date; ``run`` made them, None where none was needed."""
    store.sql("UPDATE watch_rounds SET stage = ?, run = ? WHERE round = ?", [DETECTED, run, number])


def end(store: CaseStore, number: int, now: datetime) -> None:
    """Write down that a round is done."""
    store.sql(
        "UPDATE watch_rounds SET stage = ?, ended_at = ? WHERE round = ?", [DONE, now, number]
    )
