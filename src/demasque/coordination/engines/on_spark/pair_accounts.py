"""The accounts of some pairs, brought together: their events, and what whole traces say of them.

Accounts and traces get codes of their own here, by the order of those that hold everywhere.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.coordination.cooccurrence.reached import Reached
from demasque.coordination.events.index import Int64, PreparedEvents, starts
from demasque.coordination.null.expectation import Surroundings
from demasque.coordination.null.exposure import Exposure
from demasque.coordination.null.homophily import APART, events_apart
from demasque.coordination.null.strata import HOUR, Strata, StratumActivity


class Neighbours(NamedTuple):
    """Events of others near an account's uses: one entry per cell, in no order.

    `reach` numbers the distance.
    """

    account: Int64
    trace: Int64
    reach: Int64
    stratum: Int64
    others: Int64


class PairAccounts(NamedTuple):
    """Accounts (`account[i]` is the code that holds everywhere, rising) and their events.

    `size` and `users` are those of the whole traces, and `reaches` are the distances (microseconds)
    at which `near` counts.
    """

    account: Int64
    events: PreparedEvents
    size: Int64
    users: Int64
    strata: Strata
    reaches: tuple[int, ...]
    near: Neighbours

    def around(self, window: int) -> Surroundings:
        """What chance is made of at one window; everybody makes it."""
        apart = events_apart(self.reached(min(window, APART)), self.size, self.size)
        member = np.ones(len(self.account), dtype=np.bool_)
        return Surroundings(self._exposure(window), apart, self.strata, member)

    def reached(self, reach: int) -> Reached:
        """How many events of each of an account's traces lie within reach of its own."""
        events, near, traces = self.events, self.near, len(self.size)
        used = events.account.astype(np.int64) * traces + events.trace
        key, count = np.unique(used, return_counts=True)
        here = near.reach == self.reaches.index(reach)
        row = np.searchsorted(key, near.account[here] * traces + near.trace[here])
        np.add.at(count, row, near.others[here])
        start = starts(np.bincount(key // traces, minlength=len(self.account)))
        return Reached(start, (key % traces).astype(np.int32), count.astype(np.int32))

    def _exposure(self, window: int) -> Exposure:
        here = self.near.reach == self.reaches.index(window)
        account, trace, _, stratum, others = (values[here] for values in self.near)
        order = np.lexsort((stratum, trace, account))
        key = np.stack([account, trace, stratum], axis=1)[order]
        # A hot trace has the same cell in several parts.
        first = np.flatnonzero((np.diff(key, axis=0, prepend=-1) != 0).any(axis=1))
        cells = np.empty((len(first), 3), dtype=np.int32)
        cells[:, :2] = key[first, 1:]
        cells[:, 2] = np.add.reduceat(others[order], first) if len(first) else 0
        start = starts(np.bincount(key[first, 0], minlength=len(self.account)))
        return Exposure(start, cells[:, 0], cells[:, 1], cells[:, 2])


def bring_together(
    hours: pa.Table,
    profiles: pa.Table,
    reaches: tuple[int, ...],
    begin: Int64,
    totals: Int64,
) -> PairAccounts:
    """Make arrays of accounts' hours (account, hour, events) and profiles.

    `begin` and `totals` are those of all events' strata; see :mod:`crowd_profiles` for profiles.
    """
    hour_account = _numbers(hours, "account")
    account = np.unique(hour_account)
    activity, by_stratum = _activity(np.searchsorted(account, hour_account), hours, begin)
    use_account = np.searchsorted(account, _numbers(profiles, "account"))
    _, first, use_trace = np.unique(
        _numbers(profiles, "trace"), return_index=True, return_inverse=True
    )
    return PairAccounts(
        account=account,
        events=_events(use_account, use_trace, profiles, activity, int(totals.sum())),
        size=_numbers(profiles, "size")[first],
        users=_numbers(profiles, "users")[first],
        strata=Strata(begin, totals, by_stratum),
        reaches=reaches,
        near=_neighbours(use_account, use_trace, profiles, len(reaches)),
    )


def _numbers(table: pa.Table, name: str) -> Int64:
    column: Int64 = table.column(name).to_numpy().astype(np.int64, copy=False)
    return column


def _flat(table: pa.Table, name: str) -> tuple[Int64, Int64]:
    """The values of a column of lists, one behind another, and of which row each is."""
    column = table.column(name)
    values = pc.list_flatten(column).to_numpy().astype(np.int64, copy=False)
    return values, np.repeat(np.arange(len(column)), pc.list_value_length(column).to_numpy())


def _activity(code: Int64, hours: pa.Table, begin: Int64) -> tuple[Int64, StratumActivity]:
    """How many events each account has, in all and by stratum."""
    count = _numbers(hours, "events")
    stratum = np.searchsorted(begin, _numbers(hours, "hour") * HOUR, side="right") - 1
    strata = max(len(begin), 1)
    key, row = np.unique(code * strata + np.maximum(stratum, 0), return_inverse=True)
    events = np.zeros(len(key), dtype=np.int64)
    np.add.at(events, row, count)
    activity = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(activity, code, count)
    start = starts(np.bincount(key // strata, minlength=len(activity)))
    by_stratum = StratumActivity(start, (key % strata).astype(np.int32), events.astype(np.int32))
    return activity, by_stratum


def _events(
    use_account: Int64, use_trace: Int64, profiles: pa.Table, activity: Int64, total: int
) -> PreparedEvents:
    at, row = _flat(profiles, "at")
    order = np.lexsort((at, use_trace[row]))
    account = use_account[row][order].astype(np.int32)
    trace = use_trace[row][order].astype(np.int32)
    return PreparedEvents(
        account=account,
        at=at[order],
        trace=trace,
        trace_start=starts(np.bincount(trace, minlength=int(use_trace.max(initial=-1)) + 1)),
        row=np.argsort(account, kind="stable").astype(np.int32),
        row_start=starts(np.bincount(account, minlength=len(activity))),
        activity=activity,
        total=total,
    )


def _neighbours(
    use_account: Int64, use_trace: Int64, profiles: pa.Table, reaches: int
) -> Neighbours:
    ends = _flat(profiles, "ends")[0].reshape(-1, reaches)
    sizes = np.diff(ends, axis=1, prepend=0)
    stratum, row = _flat(profiles, "stratum")
    reach = np.repeat(np.tile(np.arange(reaches), len(ends)), sizes.ravel())
    others, _ = _flat(profiles, "others")
    return Neighbours(use_account[row], use_trace[row], reach, stratum, others)
