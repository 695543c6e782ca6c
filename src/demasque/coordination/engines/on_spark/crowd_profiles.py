"""What whole traces say of an account: made where the traces are, to be taken to its pairs.

A pair is judged by its two accounts' events and by what only whole traces know: how large each is,
how many used it, and how many events of others lie near the account's own, by stratum of time.
That is counted in the parts of traces. A hot trace lies in several parts, of which each counts what
is its own (its core): sums over the parts are those of the whole trace.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.coordination.events.index import Int32, Int64, PreparedEvents, starts
from demasque.coordination.events.windows import Windows, open_windows
from demasque.coordination.null.crowd import everybody
from demasque.coordination.null.exposure import exposure_by_stratum
from demasque.coordination.null.homophily import APART
from demasque.coordination.null.strata import Strata, StratumActivity

PROFILES: Final = (
    "account long, trace long, size long, users long, at array<long>, "
    "ends array<int>, stratum array<int>, others array<int>"
)
"""One account's use of one trace, as far as one part knows: when it used it (microseconds), and
the cells of its exposure at each distance: those of distance i end at `ends[i]`."""


class Section(NamedTuple):
    """The events of one part, prepared, and between which positions each trace's core lies."""

    events: PreparedEvents
    first: Int64
    end: Int64


def distances(windows: tuple[int, ...]) -> tuple[int, ...]:
    """How far around its uses an account's exposure is needed, in microseconds, rising.

    The windows themselves, and how far away sharing counts as apart.
    """
    return tuple(sorted({*windows, *(min(window, APART) for window in windows)}))


def profile_part(
    reaches: tuple[int, ...], begin: Int64, table: pa.Table
) -> Iterator[pa.RecordBatch]:
    """Yield the profiles of the accounts that are `wanted` on the traces of one part.

    `table` has the columns trace, at, account, core, size, users and wanted (true, or missing), by
    trace, then by time; `begin` says when each stratum begins, and `reaches` are the distances.
    """
    asked = table.column("wanted").is_valid().to_numpy()
    if not asked.any():
        return
    account, codes = np.unique(_longs(table, "account"), return_inverse=True)
    section = _section(table, codes.astype(np.int32), len(account))
    wanted = np.zeros(len(account), dtype=np.bool_)
    wanted[codes[asked]] = True
    traces = len(section.first)
    used = codes.astype(np.int64) * traces + section.events.trace
    key = np.unique(used[wanted[codes]])
    cells = [
        _cells(section, reach, begin, np.flatnonzero(wanted).astype(np.int32)) for reach in reaches
    ]
    first_row = section.events.trace_start[key % traces]
    yield pa.record_batch(
        {
            "account": account[key // traces],
            "trace": _longs(table, "trace")[first_row],
            "size": _longs(table, "size")[first_row],
            "users": _longs(table, "users")[first_row],
            "at": _times(section, used, wanted[codes], key),
            **_cell_lists(cells, key, traces),
        }
    )


def _longs(table: pa.Table, name: str) -> Int64:
    column: Int64 = table.column(name).to_numpy().astype(np.int64, copy=False)
    return column


def _section(table: pa.Table, account: Int32, accounts: int) -> Section:
    trace = _longs(table, "trace")
    begins = np.flatnonzero(np.diff(trace, prepend=trace[0] - 1))
    trace_start = np.append(begins, len(trace)).astype(np.int64)
    codes = np.repeat(np.arange(len(begins), dtype=np.int32), np.diff(trace_start))
    core = table.column("core").to_numpy().astype(np.int64)
    before = starts(core)[trace_start]
    many = np.diff(before)
    # The core of a trace is one piece, since it is cut out by time.
    first, some = trace_start[:-1].copy(), many > 0
    first[some] = np.flatnonzero(core)[before[:-1][some]]
    events = PreparedEvents(
        account=account,
        at=_longs(table, "at"),
        trace=codes,
        trace_start=trace_start,
        row=np.argsort(account, kind="stable").astype(np.int32),
        row_start=starts(np.bincount(account, minlength=accounts)),
        activity=np.zeros(accounts, dtype=np.int64),
        total=0,
    )
    return Section(events, first, first + many)


class _Cells(NamedTuple):
    account: Int64
    trace: Int32
    stratum: Int32
    others: Int32


def _cells(section: Section, reach: int, begin: Int64, accounts: Int32) -> _Cells:
    """Count who else is near, of the core only: windows are cut to it."""
    events, trace = section.events, section.events.trace
    opened = open_windows(events, reach)
    first, end = section.first[trace], section.end[trace]
    cut = Windows(
        reach,
        np.clip(opened.low, first, end).astype(np.int32),
        np.clip(opened.high, first, end).astype(np.int32),
        opened.exposure,
    )
    nothing = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32)
    activity = StratumActivity(nothing[0], nothing[1], nothing[1])
    strata = Strata(begin, nothing[0], activity)
    found = exposure_by_stratum(events, cut, strata, accounts, everybody(events))
    account = np.repeat(np.arange(events.accounts), np.diff(found.start))
    return _Cells(account, found.trace, found.stratum, found.others)


def _times(section: Section, used: Int64, asked: npt.NDArray[np.bool_], key: Int64) -> pa.ListArray:
    """List the moments of each use in the core, by account and trace."""
    place = np.arange(len(used))
    trace = section.events.trace
    asked = asked & (place >= section.first[trace]) & (place < section.end[trace])
    rows = np.flatnonzero(asked)
    rows = rows[np.argsort(used[rows], kind="stable")]
    sizes = np.bincount(np.searchsorted(key, used[rows]), minlength=len(key))
    return _lists(sizes, section.events.at[rows])


def _cell_lists(cells: list[_Cells], key: Int64, traces: int) -> dict[str, pa.Array]:
    """List the cells of each account and trace, distance by distance."""
    row = np.concatenate([np.searchsorted(key, one.account * traces + one.trace) for one in cells])
    reach = np.repeat(np.arange(len(cells)), [len(one.account) for one in cells])
    place = row * len(cells) + reach
    order = np.argsort(place, kind="stable")
    sizes = np.bincount(place, minlength=len(key) * len(cells)).reshape(-1, len(cells))
    ends = np.cumsum(sizes, axis=1).astype(np.int32)
    stratum = np.concatenate([one.stratum for one in cells])[order]
    others = np.concatenate([one.others for one in cells])[order]
    return {
        "ends": _lists(np.full(len(key), len(cells)), ends.ravel()),
        "stratum": _lists(ends[:, -1], stratum),
        "others": _lists(ends[:, -1], others),
    }


def _lists(sizes: Int64 | Int32, values: npt.NDArray[np.integer]) -> pa.ListArray:
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values))
