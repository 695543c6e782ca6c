"""What an engine is: the same answer, to the last bit, by different means.

An engine is asked two things: which accounts of a table of events are tied, and to lend its means
to the detection on a case, kind by kind. A third one, on many machines, would be one more class.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

import pyarrow as pa

from demasque.case import CaseStore
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.tied_pairs import MetPairs, TiedPairs
from demasque.coordination.events.event_table import USUAL_COLUMNS, EventColumns
from demasque.coordination.events.index import Encoded, Int32, PreparedEvents
from demasque.coordination.null.crowd import Members
from demasque.progress import Progress

Record = TypeVar("Record", bound=tuple[Any, ...])

Prepare = Callable[[Encoded], PreparedEvents]


class Engine(Protocol):
    """Finds ties in memory, on disk, or wherever the events are."""

    def ties(
        self,
        events: Any,
        criteria: TieCriteria,
        progress: Progress,
        columns: EventColumns = USUAL_COLUMNS,
    ) -> tuple[TiedPairs, pa.Array]:
        """Judge every pair of accounts of a table of events, or of the Parquet file at a path.

        `columns` says what its columns are called. Returns the tied pairs, and the names that the
        accounts' codes stand for.
        """
        ...

    def on_case(self, store: CaseStore, criteria: dict[str, object]) -> "CaseRun":
        """Begin a detection on a case; `criteria` say what its work is about, to go on with it."""
        ...


class CaseEngine(Protocol):
    """What a detection needs of an engine, for the events of one kind of trace at a time."""

    def keep(self, record: Record) -> Record:
        """Return a named tuple whose arrays wait where the engine has room for them."""
        ...

    def prepare(self, events: Encoded) -> PreparedEvents:
        """Sort and index events, and keep them."""
        ...

    def ties(
        self, events: Encoded, ready: PreparedEvents, criteria: TieCriteria, progress: Progress
    ) -> TiedPairs:
        """Judge every pair of accounts; `ready` are the events prepared."""
        ...

    def judge(
        self,
        events: Encoded,
        ready: PreparedEvents,
        windows: Sequence[int],
        a: Int32,
        b: Int32,
        member: Members | None = None,
    ) -> MetPairs:
        """Judge given pairs (a < b) that meet at all; chance is made by those `member` marks."""
        ...

    def describe(
        self,
        events: Encoded,
        ready: PreparedEvents,
        windows: Sequence[int],
        a: Int32,
        b: Int32,
        member: Members | None = None,
    ) -> TiedPairs:
        """Describe given pairs (a < b) as if they were tied, if they meet at all; q is 1."""
        ...


CaseRun = AbstractContextManager[CaseEngine]
