"""The engine for events that fit in memory."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import pyarrow as pa

from demasque.case import WORK, CaseStore
from demasque.coordination.cooccurrence.scan import BlockCache, Cut, no_cache, scan
from demasque.coordination.engines.engine import CaseEngine, Record
from demasque.coordination.engines.judgement import (
    JudgedPairs,
    TieCriteria,
    describe_pairs,
    judge_given,
    judge_pairs,
    judge_windows,
    step_name,
    tie,
)
from demasque.coordination.engines.tied_pairs import MetPairs, TiedPairs
from demasque.coordination.events.event_table import USUAL_COLUMNS, EventColumns, read_events
from demasque.coordination.events.index import (
    Encoded,
    EventMoments,
    Int32,
    Int64,
    PreparedEvents,
    prepare,
)
from demasque.coordination.events.windows import Windows, open_windows
from demasque.coordination.null.crowd import Members
from demasque.progress import Progress


class MemoryEngine:
    """Everything in arrays in memory: an :class:`engine.Engine`."""

    def ties(
        self,
        events: Any,
        criteria: TieCriteria,
        progress: Progress,
        columns: EventColumns = USUAL_COLUMNS,
    ) -> tuple[TiedPairs, pa.Array]:
        """Judge every pair of accounts of a table; return the tied ones, and accounts' names."""
        named = read_events(events, columns)
        ready, moments, names = prepare(named.events), named.events.moments, named.accounts
        del named  # the traces' codes are not needed any more
        return ties_in_memory(moments, ready, criteria, progress), names

    @contextmanager
    def on_case(self, store: CaseStore, criteria: dict[str, object]) -> Iterator[CaseEngine]:
        """Begin a detection on a case; what an interrupted one left on disk is cleared away."""
        shutil.rmtree(store.path / WORK, ignore_errors=True)
        yield MemoryCaseEngine()


class MemoryCaseEngine:
    """One detection in memory."""

    def keep(self, record: Record) -> Record:
        """Return the record as it is."""
        return record

    def prepare(self, events: Encoded) -> PreparedEvents:
        """Sort and index events."""
        return prepare(events)

    def ties(
        self, events: Encoded, ready: PreparedEvents, criteria: TieCriteria, progress: Progress
    ) -> TiedPairs:
        """Judge every pair of accounts; `ready` are the events prepared."""
        return ties_in_memory(events.moments, ready, criteria, progress)

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
        return judge_given(events.moments, ready, windows, a, b, member)

    def describe(
        self,
        events: Encoded,
        ready: PreparedEvents,
        windows: Sequence[int],
        a: Int32,
        b: Int32,
        member: Members | None = None,
    ) -> TiedPairs:
        """Describe given pairs (a < b) as if they were tied, if they meet at all."""
        return describe_pairs(events.moments, ready, windows, a, b, member)


def ties_in_memory(
    moments: EventMoments,
    ready: PreparedEvents,
    criteria: TieCriteria,
    progress: Progress,
    cache: Callable[[int], BlockCache] = lambda _: no_cache,
) -> TiedPairs:
    """Return the pairs whose q is at most `criteria.fdr`, out of all pairs of accounts.

    `cache(window)` holds the blocks of that window's scan.
    """

    def judge(opened: Windows, cut: Cut) -> tuple[JudgedPairs, Int64]:
        step, cached = step_name(opened), cache(opened.width)
        pairs, counts = scan(ready, opened, cut, criteria.min_shared, progress, step, cached)
        return judge_pairs(moments, ready, opened, pairs), counts

    return tie(ready, criteria, judge_windows(ready, criteria, partial(open_windows, ready), judge))
