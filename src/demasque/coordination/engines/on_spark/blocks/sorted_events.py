"""Events that come sorted by trace and time, made ready for the kernels."""

import numpy as np

from demasque.coordination.engines.on_disk.disk_index import fill_positions
from demasque.coordination.events.index import Int32, Int64, PreparedEvents, count, starts


def index_sorted(
    account: Int32, trace_start: Int64, at: Int64, activity: Int64, total: int
) -> PreparedEvents:
    """Index events by account; `activity` and `total` may be of more events than there are here."""
    row_start = starts(count(account, len(activity)))
    row = np.empty(len(account), dtype=np.int32)
    fill_positions(account, 0, 0, len(activity), row_start[:-1].copy(), row)
    sizes = np.diff(trace_start)
    return PreparedEvents(
        account=account,
        at=at,
        trace=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
        trace_start=trace_start,
        row=row,
        row_start=row_start,
        activity=activity,
        total=total,
    )


def run_starts(*keys: Int64) -> Int64:
    """Return where runs of equal keys begin in parallel arrays, and at the end their length."""
    length = len(keys[0])
    changes = np.zeros(length, dtype=np.bool_)
    changes[:1] = True
    for key in keys:
        changes[1:] |= key[1:] != key[:-1]
    return np.append(np.flatnonzero(changes), length).astype(np.int64)
