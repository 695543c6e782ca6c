"""Parts of a large table -> events sorted by trace and time, indexed by account, all on disk.

Each part is sorted in memory by :func:`index.prepare`; the sorted runs are
put together in the order that the whole table would have, so that every sum over traces comes out
the same to the last bit.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numba import njit

from demasque.coordination.engines.on_disk.disk_index import blocks
from demasque.coordination.engines.on_disk.memory_limits import SizePlan
from demasque.coordination.engines.on_disk.spill import GrowingCodes, part_name
from demasque.coordination.engines.on_disk.work_folder import Array, WorkFolder, append
from demasque.coordination.events.index import (
    Encoded,
    Int32,
    Int64,
    count,
    prepare,
    shared_traces,
    starts,
)
from demasque.errors import DemasqueError
from demasque.progress import Progress

STEP: Final = "sorting"
_MOST: Final = 2**31 - 1


def sort_parts(plan: SizePlan, rank: Int32, work: WorkFolder, progress: Progress) -> None:
    """Sort every part: `run{n}.account` and `.at`, and of its traces `.first` row and `.size`.

    Account i of the input gets the code `rank[i]`.
    """
    if work.note("merged") is not None:
        return
    progress(STEP, 0, plan.parts)
    for part in range(plan.parts):
        step = f"run{part}"
        if work.note(step) is None:
            _sort_part(part, rank, work)
            work.finish(step)
        work.delete(part_name(part))
        progress(STEP, part + 1, plan.parts)


def _sort_part(part: int, rank: Int32, work: WorkFolder) -> None:
    events, first_row = _load(part, rank, work)
    sorted_events = prepare(events)
    start = sorted_events.trace_start
    # One trace each, of those that two accounts or more have used.
    codes = np.flatnonzero(shared_traces(events, count(events.trace, events.traces)))
    for name, values in (
        ("account", sorted_events.account),
        ("at", sorted_events.at),
        ("first", first_row[codes]),
        ("size", np.diff(start)),
    ):
        with work.append_to(f"run{part}.{name}") as stream:
            append(stream, values)


def _load(part: int, rank: Int32, work: WorkFolder) -> tuple[Encoded, Int64]:
    """Read a part: its events, and the row in which each trace is first seen."""
    codes = GrowingCodes()
    columns: list[tuple[Int32, Int32, Int64]] = []
    first_rows = [np.empty(0, dtype=np.int64)]
    path = work.file(part_name(part))
    if path.exists():  # there is none of a table without rows
        with pa.OSFile(str(path)) as stream, pa.ipc.open_stream(stream) as batches:
            for batch in batches:
                known = len(codes)
                trace = codes.of(batch.column("trace"))
                first = _first_uses(trace, known, len(codes))
                first_rows.append(batch.column("row").to_numpy()[first])
                account, at = (batch.column(name).to_numpy() for name in ("account", "at"))
                columns.append((rank[account], trace, at))
    nothing = np.empty(0, dtype=np.int32)
    account, trace, at = (
        np.concatenate([nothing.astype(kind), *(column[i] for column in columns)])
        for i, kind in enumerate((np.int32, np.int32, np.int64))
    )
    return Encoded(account, trace, at, len(rank), len(codes)), np.concatenate(first_rows)


@njit(cache=True, nogil=True)
def _first_uses(code: Int32, known: int, until: int) -> Int64:
    """Return where the codes from `known` up to `until`, which appear in turn, appear first."""
    out = np.empty(until - known, dtype=np.int64)
    found = 0
    for i in range(len(code)):
        if code[i] == known + found:
            out[found] = i
            found += 1
    return out


@dataclass(frozen=True)
class _Runs:
    """The sorted parts side by side: where their traces lie, and the order of all traces.

    `rank[p]` tells, for each trace of part p, its place among all traces; both ascend.
    """

    account: list[Int32]
    at: list[Int64]
    start: list[Int64]
    rank: list[Int64]
    trace_start: Int64


def _open_runs(plan: SizePlan, work: WorkFolder) -> _Runs:
    def mapped(name: str, kind: type) -> list[Array]:
        return [work.array(f"run{part}.{name}", kind) for part in range(plan.parts)]

    sizes, firsts = mapped("size", np.int64), mapped("first", np.int64)
    order = np.argsort(np.concatenate(firsts))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return _Runs(
        account=mapped("account", np.int32),
        at=mapped("at", np.int64),
        start=[starts(size) for size in sizes],
        rank=np.split(rank, np.cumsum([len(size) for size in sizes])[:-1]),
        trace_start=starts(np.concatenate(sizes)[order]),
    )


def merge_runs(plan: SizePlan, work: WorkFolder) -> None:
    """Write the sorted columns `s.account`, `s.at`, `s.trace`, and `trace_start`."""
    if work.note("merged") is not None:
        return
    runs = _open_runs(plan, work)
    kept = int(runs.trace_start[-1])
    if kept > _MOST:
        raise DemasqueError(
            "{events} events on shared traces are more than one run can take ({most}). "
            "Split the table by time.",
            events=kept,
            most=_MOST,
        )
    with ExitStack() as stack:
        names = ("account", "at", "trace")
        files = {name: stack.enter_context(work.append_to(f"s.{name}")) for name in names}
        for low, high in blocks(runs.trace_start, plan.events):
            begin, end = runs.trace_start[low], runs.trace_start[high]
            account = np.empty(end - begin, dtype=np.int32)
            at = np.empty(end - begin, dtype=np.int64)
            for part in range(plan.parts):
                rank = runs.rank[part]
                here = slice(*np.searchsorted(rank, (low, high)))
                starts = runs.start[part][here.start : here.stop + 1]
                targets = runs.trace_start[rank[here]] - begin
                _copy_runs(runs.account[part], runs.at[part], starts, targets, account, at)
            sizes = np.diff(runs.trace_start[low : high + 1])
            append(files["account"], account)
            append(files["at"], at)
            append(files["trace"], np.repeat(np.arange(low, high, dtype=np.int32), sizes))
            work.release()
    with work.append_to("trace_start") as stream:
        append(stream, runs.trace_start)
    work.finish("merged")
    for part in range(plan.parts):
        for name in ("account", "at", "first", "size"):
            work.delete(f"run{part}.{name}")


@njit(cache=True, nogil=True)
def _copy_runs(
    account: Int32, at: Int64, start: Int64, target: Int64, to_account: Int32, to_at: Int64
) -> None:
    for t in range(len(target)):
        size = start[t + 1] - start[t]
        for i in range(size):
            to_account[target[t] + i] = account[start[t] + i]
            to_at[target[t] + i] = at[start[t] + i]
