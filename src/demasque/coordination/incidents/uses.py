"""Who uses which trace, in which posts: events in compressed rows, both ways."""

from typing import NamedTuple

import numpy as np

from demasque.coordination.events.index import Int32, Int64, starts


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


def _rows(row: Int32, column: Int32, rows: int) -> tuple[Int64, Int32]:
    # Sorting is several times faster here than NumPy's unique, which hashes.
    key = np.sort(row.astype(np.int64) << 32 | column)
    key = key[np.concatenate([np.ones(min(len(key), 1), np.bool_), key[1:] != key[:-1]])]
    return starts(np.bincount(key >> 32, minlength=rows)), (key & 0xFFFFFFFF).astype(np.int32)
