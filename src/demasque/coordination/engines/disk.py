"""The engine for events that do not fit in memory: the same kernels, over arrays on disk.

The steps, each left on disk when it is done, so that a killed run goes on from there: read and deal
to parts (:mod:`spill`), sort and merge (:mod:`sorted_runs`), index by account (:mod:`disk_index`),
then scan in blocks of accounts. The answer is that of the engine in memory, to the last bit.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from demasque.case import WORK, CaseStore
from demasque.coordination.cooccurrence.scan import Candidates, Cut, scan
from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.engines.judgement import (
    JudgedPairs,
    TieCriteria,
    judge_windows,
    step_name,
    tie,
)
from demasque.coordination.engines.on_disk.case_work import DiskCaseEngine
from demasque.coordination.engines.on_disk.disk_index import (
    blocks,
    fill_positions,
    index_activity,
    index_events,
    number_strata,
)
from demasque.coordination.engines.on_disk.memory_limits import SizePlan, check_accounts, plan
from demasque.coordination.engines.on_disk.sorted_runs import merge_runs, sort_parts
from demasque.coordination.engines.on_disk.spill import STEP as READING
from demasque.coordination.engines.on_disk.spill import EventInput, account_names, spill
from demasque.coordination.engines.on_disk.work_folder import WorkFolder, append
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.event_table import USUAL_COLUMNS, EventColumns
from demasque.coordination.events.index import Int64, PreparedEvents, activity_order, starts
from demasque.coordination.events.windows import Windows, open_windows
from demasque.coordination.null.expectation import expectation
from demasque.coordination.null.strata import Strata, StratumActivity
from demasque.errors import UsageError
from demasque.progress import Progress

LAYOUT: Final = 2
"""Version of the work folder's content."""


class DiskEngine:
    """Arrays on disk, within a memory limit: an :class:`engine.Engine`.

    `limit` is in bytes. The work on a table is left in a folder inside `work_folder` until the end;
    by default beside the input file, where that can be written to, or else where temporary files
    go. `sizes` are those of the parts; by default they follow from the limit.
    """

    def __init__(
        self, limit: int, work_folder: Path | None = None, sizes: SizePlan | None = None
    ) -> None:
        self.limit, self.work_folder, self.sizes = limit, work_folder, sizes

    def ties(
        self,
        events: Any,
        criteria: TieCriteria,
        progress: Progress,
        columns: EventColumns = USUAL_COLUMNS,
    ) -> tuple[TiedPairs, pa.Array]:
        """Judge every pair of accounts of a table; return the tied ones, and accounts' names."""
        if columns.post is not None:
            raise UsageError(
                "post cannot be given together with memory: leave out the repeated rows first."
            )
        source = EventInput(events, columns)
        sizes = self.sizes or plan(self.limit, source.rows)
        about = _about(source, criteria, sizes)
        place = _place(source, self.work_folder, about)
        with WorkFolder(place, about, self.limit, keep=source.lasting) as work:
            table = _TableOnDisk(source, sizes, work, progress)

            def judge(opened: Windows, cut: Cut) -> tuple[JudgedPairs, Int64]:
                return table.judge(opened, cut, criteria.min_shared, progress)

            judged = judge_windows(table.ready, criteria, table.open, judge)
            tied, names = tie(table.ready, criteria, judged), table.names
            work.remove()
            return tied, names

    @contextmanager
    def on_case(self, store: CaseStore, criteria: dict[str, object]) -> Iterator[CaseEngine]:
        """Begin a detection in the case's folder for work, or go on with an interrupted one.

        What was left there by one of other criteria is cleared away.
        """
        folder = store.path / WORK
        with WorkFolder(folder, criteria, self.limit) as work, store.within(self.limit // 2):
            yield DiskCaseEngine(work)
            work.remove()


def _about(source: EventInput, criteria: TieCriteria, sizes: SizePlan) -> dict[str, Any]:
    """Say what the run is about: work on anything else is of no use to it."""
    return {
        "layout": LAYOUT,
        "source": source.identity,
        "windows": list(criteria.windows),
        "fdr": criteria.fdr,
        "min_shared": criteria.min_shared,
        "sizes": [sizes.limit, sizes.batch_rows, sizes.parts, sizes.events],
    }


def _place(source: EventInput, work_folder: Path | None, about: dict[str, Any]) -> Path:
    # Not the state of the file: what was done with an earlier one is cleared away.
    asked = [about["source"][0], *(about[name] for name in ("windows", "fdr", "min_shared"))]
    digest = hashlib.blake2b(json.dumps(asked).encode(), digest_size=8).hexdigest()
    if work_folder is None:
        beside = source.path.absolute().parent if source.path else None
        writable = beside is not None and os.access(beside, os.W_OK)
        work_folder = beside if beside and writable else Path(tempfile.gettempdir())
    return work_folder / f".demasque-work-{digest}"


class _TableOnDisk:
    """A table's events in the engine's form, with every large array on disk."""

    def __init__(
        self, source: EventInput, sizes: SizePlan, work: WorkFolder, progress: Progress
    ) -> None:
        self._sizes, self._work = sizes, work
        spill(source, sizes, work, progress)
        activity: Int64 = np.load(work.file("activity.npy"))
        check_accounts(len(activity), sizes.limit)
        order, rank = activity_order(activity)
        self.names = account_names(work).take(pa.array(order))
        hours, strata = number_strata(sizes, work)
        sort_parts(sizes, rank, work, progress)
        merge_runs(sizes, work)
        index_events(sizes, len(activity), work, progress)
        index_activity(sizes, rank, activity[order], hours, strata, work)
        self.ready = PreparedEvents(
            account=work.array("s.account", np.int32),
            at=work.array("s.at", np.int64),
            trace=work.array("s.trace", np.int32),
            trace_start=work.array("trace_start", np.int64),
            row=work.array("row", np.int32),
            row_start=work.array("row_start", np.int64),
            activity=activity[order],
            total=work.note(READING)["total"],
        )
        self._strata = Strata(
            begin=work.array("begin", np.int64),
            totals=work.array("totals", np.int64),
            activity=StratumActivity(
                start=work.array("activity_start", np.int64),
                stratum=work.array("activity_stratum", np.int32),
                events=work.array("activity_events", np.int32),
            ),
        )

    def judge(
        self, opened: Windows, cut: Cut, min_shared: int, progress: Progress
    ) -> tuple[JudgedPairs, Int64]:
        """Count one window and give each pair that may matter its expectation and ln p."""
        step = step_name(opened)
        progress(step, 0, None)
        cached = self._work.block_cache(f"scan{opened.width}.")
        pairs, counts = scan(self.ready, opened, cut, min_shared, progress, step, cached)
        return self._judge_pairs(opened, pairs), counts

    def open(self, width: int) -> Windows:
        """Open windows some traces at a time; an account's exposure adds up over its traces."""
        ready, work = self.ready, self._work
        names = [f"window{width}.{name}" for name in ("low", "high", "exposure")]
        if work.note(f"window{width}") is None:
            exposure = np.zeros(ready.accounts, dtype=np.int64)
            with work.append_to(names[0]) as low, work.append_to(names[1]) as high:
                for first, last in blocks(ready.trace_start, self._sizes.events):
                    part = open_windows(_some_traces(ready, first, last), width)
                    exposure += part.exposure
                    begin = np.int32(ready.trace_start[first])
                    append(low, part.low + begin)
                    append(high, part.high + begin)
                    work.release()
            with work.append_to(names[2]) as stream:
                append(stream, exposure)
            work.finish(f"window{width}")
        low_array, high_array = (work.array(name, np.int32) for name in names[:2])
        return Windows(width, low_array, high_array, work.array(names[2], np.int64))

    def _judge_pairs(self, opened: Windows, pairs: Candidates) -> JudgedPairs:
        """Give pairs their expectation, some at a time: as many as have room for their rows."""
        sizes = np.diff(self.ready.row_start)
        expected, log_p = [np.empty(0)], [np.empty(0)]
        for first, last in blocks(starts(sizes[pairs.a] + sizes[pairs.b]), self._sizes.events):
            some = pairs.at(slice(first, last))
            one, other = expectation(self.ready, opened, some, self._strata)
            expected.append(one)
            log_p.append(other)
            self._work.release()
        return JudgedPairs(pairs, np.concatenate(expected), np.concatenate(log_p))


def _some_traces(ready: PreparedEvents, first: int, last: int) -> PreparedEvents:
    """The events of the traces from `first` up to `last`, as if there were no others."""
    begin, end = ready.trace_start[first], ready.trace_start[last]
    account = ready.account[begin:end]
    row_start = starts(np.bincount(account, minlength=ready.accounts))
    row = np.empty(len(account), dtype=np.int32)
    fill_positions(account, 0, 0, ready.accounts, row_start[:-1].copy(), row)
    return PreparedEvents(
        account=account,
        at=ready.at[begin:end],
        trace=ready.trace[begin:end],
        trace_start=ready.trace_start[first : last + 1] - begin,
        row=row,
        row_start=row_start,
        activity=ready.activity,
        total=ready.total,
    )
