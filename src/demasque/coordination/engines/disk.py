"""Ties of a table that does not fit in memory: the same engine, its arrays on disk.

The steps, each left on disk when it is done, so that a killed run goes on from there: read and deal
to parts (:mod:`spill`), sort and merge (:mod:`runs`), index by account (:mod:`rows`), then scan in
blocks of accounts. The answer is that of :func:`tie_search.find_ties` in memory, to
the last bit.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from demasque.coordination.cooccurrence.scan import Candidates, Cut, scan
from demasque.coordination.engines.memory import Judged, Scored, Terms, score_all, settle, step_name
from demasque.coordination.engines.on_disk.disk_rows import (
    blocks,
    fill_positions,
    index_events,
    index_uses,
    number_strata,
)
from demasque.coordination.engines.on_disk.memory_limits import Plan, check_accounts, plan
from demasque.coordination.engines.on_disk.sorted_runs import merge_runs, sort_parts
from demasque.coordination.engines.on_disk.spill import STEP as READING
from demasque.coordination.engines.on_disk.spill import Source, account_names, spill
from demasque.coordination.engines.on_disk.work_folder import WorkFolder, append
from demasque.coordination.events.index import Int64, PreparedEvents, activity_order, starts
from demasque.coordination.events.windows import Windows, open_windows
from demasque.coordination.null.expectation import refine
from demasque.coordination.null.strata import Strata, Uses
from demasque.progress import Progress

LAYOUT: Final = 1
"""Version of the work folder's content."""


def judge_outside(
    events: Any,
    terms: Terms,
    limit: int,
    work_folder: Path | None,
    progress: Progress,
    sizes: Plan | None = None,
) -> tuple[Judged, pa.Array]:
    """Return what the engine finds, and the accounts that its codes stand for.

    `limit` is in bytes. Work is left in a folder inside `work_folder` until the end; by default
    beside the input file, where that can be written to, or else where temporary files go.
    """
    source = Source(events)
    sizes = sizes or plan(limit, source.rows)
    work_terms = _work_terms(source, terms, sizes)
    place = _place(source, work_folder, work_terms)
    with WorkFolder(place, work_terms, limit, keep=source.lasting) as work:
        table = _Table(source, sizes, work, progress)

        def score(opened: Windows, cut: Cut) -> tuple[Scored, Int64]:
            return table.score(opened, cut, terms.min_shared, progress)

        judged = settle(table.ready, terms, score_all(table.ready, terms, table.open, score))
        names = table.names
        work.remove()
        return judged, names


def _work_terms(source: Source, terms: Terms, sizes: Plan) -> dict[str, Any]:
    """Say what the run is about: work on anything else is of no use to it."""
    return {
        "layout": LAYOUT,
        "source": source.identity,
        "windows": list(terms.windows),
        "fdr": terms.fdr,
        "min_shared": terms.min_shared,
        "sizes": [sizes.limit, sizes.batch_rows, sizes.parts, sizes.events],
    }


def _place(source: Source, work_folder: Path | None, terms: dict[str, Any]) -> Path:
    # Not the state of the file: what was done with an earlier one is cleared away.
    asked = [terms["source"][0], *(terms[name] for name in ("windows", "fdr", "min_shared"))]
    digest = hashlib.blake2b(json.dumps(asked).encode(), digest_size=8).hexdigest()
    if work_folder is None:
        beside = source.path.absolute().parent if source.path else None
        writable = beside is not None and os.access(beside, os.W_OK)
        work_folder = beside if beside and writable else Path(tempfile.gettempdir())
    return work_folder / f".demasque-work-{digest}"


class _Table:
    """A table's events in the engine's form, with every large array on disk."""

    def __init__(self, source: Source, sizes: Plan, work: WorkFolder, progress: Progress) -> None:
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
        index_uses(sizes, rank, activity[order], hours, strata, work)
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
            uses=Uses(
                start=work.array("use_start", np.int64),
                stratum=work.array("use_stratum", np.int32),
                amount=work.array("use_amount", np.int32),
            ),
        )

    def score(
        self, opened: Windows, cut: Cut, min_shared: int, progress: Progress
    ) -> tuple[Scored, Int64]:
        """Count one window and give each pair that may matter its expectation and ln p."""
        step = step_name(opened)
        progress(step, 0, None)
        kept = self._work.remember(f"scan{opened.width}.")
        pairs, counts = scan(self.ready, opened, cut, min_shared, progress, step, kept)
        return self._explain(opened, pairs), counts

    def open(self, width: int) -> Windows:
        """Open windows some traces at a time; the crowds of an account add up over its traces."""
        ready, work = self.ready, self._work
        names = [f"window{width}.{name}" for name in ("low", "high", "crowd")]
        if work.note(f"window{width}") is None:
            crowd = np.zeros(ready.accounts, dtype=np.int64)
            with work.append_to(names[0]) as low, work.append_to(names[1]) as high:
                for first, last in blocks(ready.trace_start, self._sizes.events):
                    part = open_windows(_some_traces(ready, first, last), width)
                    crowd += part.crowd
                    begin = np.int32(ready.trace_start[first])
                    append(low, part.low + begin)
                    append(high, part.high + begin)
                    work.release()
            with work.append_to(names[2]) as stream:
                append(stream, crowd)
            work.finish(f"window{width}")
        low_array, high_array = (work.array(name, np.int32) for name in names[:2])
        return Windows(width, low_array, high_array, work.array(names[2], np.int64))

    def _explain(self, opened: Windows, pairs: Candidates) -> Scored:
        """Judge pairs by hours and tastes, some at a time: as many as have room for their rows."""
        sizes = np.diff(self.ready.row_start)
        expected, log_p = [np.empty(0)], [np.empty(0)]
        for first, last in blocks(starts(sizes[pairs.a] + sizes[pairs.b]), self._sizes.events):
            some = Candidates(pairs.a[first:last], pairs.b[first:last], pairs.shared[first:last])
            one, other = refine(self.ready, opened, some, self._strata)
            expected.append(one)
            log_p.append(other)
            self._work.release()
        return Scored(pairs, np.concatenate(expected), np.concatenate(log_p))


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
