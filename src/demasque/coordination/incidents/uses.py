"""Who uses which trace, in which posts: events in compressed rows, both ways."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from demasque.coordination.events.index import Int32, Int64, starts

Bools = npt.NDArray[np.bool_]


class Uses(NamedTuple):
    """Who uses which trace, each counted once, in compressed rows both ways; and in which posts."""

    user_start: Int64  # by trace
    users: Int32
    trace_start: Int64  # by account
    traces: Int32
    post_start: Int64  # by trace
    posts: Int32
    held_start: Int64  # by post
    held: Int32


def index_uses(account: Int32, trace: Int32, post: Int32, accounts: int, traces: int) -> Uses:
    """Index events, given by codes: whose, of what, in which post."""
    posts = int(post.max(initial=-1)) + 1
    return Uses(
        *_rows(trace, account, traces),
        *_rows(account, trace, accounts),
        *_rows(trace, post, traces),
        *_rows(post, trace, posts),
    )


def only_shared(uses: Uses) -> tuple[Uses, Int64]:
    """Leave out traces that one account alone uses; and which trace each that is left was.

    Accounts and posts keep their numbers.
    """
    sizes = np.diff(uses.user_start)
    shared = sizes > 1
    kept = np.flatnonzero(shared)
    number = np.full(len(sizes), -1, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    return Uses(
        *_of_rows(uses.user_start, uses.users, shared),
        *_renumbered(uses.trace_start, uses.traces, number),
        *_of_rows(uses.post_start, uses.posts, shared),
        *_renumbered(uses.held_start, uses.held, number),
    ), kept


def _of_rows(start: Int64, columns: Int32, kept: Bools) -> tuple[Int64, Int32]:
    sizes = np.diff(start)
    return starts(sizes[kept]), columns[np.repeat(kept, sizes)]


def _renumbered(start: Int64, columns: Int32, number: Int32) -> tuple[Int64, Int32]:
    """Columns by their new numbers, without those that have none."""
    new = number[columns]
    row = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return starts(np.bincount(row[new >= 0], minlength=len(start) - 1)), new[new >= 0]


def _rows(row: Int32, column: Int32, rows: int) -> tuple[Int64, Int32]:
    # Sorting is several times faster here than NumPy's unique, which hashes.
    key = np.sort(row.astype(np.int64) << 32 | column)
    key = key[np.concatenate([np.ones(min(len(key), 1), np.bool_), key[1:] != key[:-1]])]
    return starts(np.bincount(key >> 32, minlength=rows)), (key & 0xFFFFFFFF).astype(np.int32)
