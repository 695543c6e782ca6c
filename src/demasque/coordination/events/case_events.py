"""The posts of a case, whose accounts chance permutes, and the traces that each post carries."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.coordination.events.index import Encoded, Int32, Int64, by_activity

# Posts are numbered in the exports' own order, which no pseudonym key changes, and so a number
# means the same post in every kind.
_NUMBERED = """
    SELECT post, account, epoch_us(posted_at) AS micros,
           row_number() OVER (ORDER BY posted_at, source_file, source_line, post) - 1 AS number
    FROM posts
"""
_USES = f"""
    WITH numbered AS ({_NUMBERED})
    SELECT number, trace FROM events JOIN numbered USING (post)
    WHERE kind = ? ORDER BY number, trace
"""
_BATCH: Final = 1 << 20


class PostMoments(NamedTuple):
    """All posts of a case in order of time: whose each is (`names[account]`) and when.

    `at` is in microseconds. Chance permutes the accounts over the posts: an account keeps its
    number of posts, and a post keeps its moment and every trace that it carries.
    """

    account: Int32
    at: Int64
    names: pa.Array


class TraceUses(NamedTuple):
    """One kind's events: which post (its place in :class:`PostMoments`) carries which trace.

    Traces are codes below `traces`.
    """

    kind: str
    post: Int32
    trace: Int32
    traces: int

    def held_by(self, account: Int32, posts: PostMoments) -> Encoded:
        """The events alone, were post i by `account[i]`."""
        return Encoded(
            account[self.post], self.trace, posts.at[self.post], len(posts.names), self.traces
        )

    def among_all_posts(self, posts: PostMoments) -> Encoded:
        """The events with every other post behind them, each as a trace of its own."""
        used = np.zeros(len(posts.account), dtype=np.bool_)
        used[self.post] = True
        others = np.flatnonzero(~used)
        alone = np.arange(self.traces, self.traces + len(others), dtype=np.int32)
        post = np.concatenate([self.post, others])
        order = np.argsort(post, kind="stable")
        return Encoded(
            account=posts.account[post[order]],
            trace=np.concatenate([self.trace, alone])[order],
            at=posts.at[post[order]],
            accounts=len(posts.names),
            traces=self.traces + len(others),
        )


def read_posts(store: CaseStore) -> PostMoments:
    """Read whose every post is, and when."""
    names = pa.array(_accounts(store), pa.string())
    codes, times = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.int64)]
    # By batches, since the names of all posts are many times larger than their codes.
    query = f"SELECT account, micros FROM ({_NUMBERED}) ORDER BY number"
    for batch in store.stream(query, rows=_BATCH):
        code = pc.index_in(batch.column("account"), names)
        codes.append(code.to_numpy(zero_copy_only=False).astype(np.int32))
        times.append(batch.column("micros").to_numpy(zero_copy_only=False).astype(np.int64))
    return post_moments(np.concatenate(codes), np.concatenate(times), names)


def post_moments(code: Int32, at: Int64, names: pa.Array) -> PostMoments:
    """The posts in order of time, by accounts whose codes go by their first post."""
    account, order = by_activity(code, len(names))
    return PostMoments(account, at, names.take(order))


def _accounts(store: CaseStore) -> list[str]:
    """The accounts in order of their first post, which no pseudonym key changes."""
    column = store.sql(
        f"SELECT account FROM ({_NUMBERED}) GROUP BY account ORDER BY min(number)"
    ).column("account")
    return list(column.to_pylist())


def read_uses(store: CaseStore, kinds: Sequence[str]) -> list[TraceUses]:
    """Read the events of each kind."""
    found = []
    for kind in kinds:
        table = store.sql(_USES, (kind,))
        number, trace = (table.column(name).to_numpy() for name in ("number", "trace"))
        found.append(trace_uses(kind, number.astype(np.int32), trace))
    return found


def trace_uses(kind: str, number: Int32, trace: Int64) -> TraceUses:
    """One kind's uses, sorted by the post's number and the trace's id."""
    values, code = np.unique(trace, return_inverse=True)
    return TraceUses(kind, number, code.astype(np.int32), len(values))
