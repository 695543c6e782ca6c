"""The posts of a case, whose accounts chance permutes, and the traces that each post carries."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.coordination.events.index import Encoded, Int32, Int64, by_activity

# Posts are numbered in the exports' own order, which no pseudonym key changes, and so a number
# means the same post in every kind.
_ORDER: Final = "posted_at, source_file, source_line, post"
_POSTS: Final = f"SELECT account, epoch_us(posted_at) AS micros FROM posts ORDER BY {_ORDER}"
_USES: Final = f"""
    WITH numbered AS (SELECT post, row_number() OVER (ORDER BY {_ORDER}) - 1 AS number FROM posts),
    asked AS (SELECT unnest(?::VARCHAR[]) AS kind, unnest(range(?)) AS place)
    SELECT place::TINYINT AS place, number::INTEGER AS number, trace
    FROM events JOIN asked USING (kind) JOIN numbered USING (post)
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

    def laid_among(self, at: Int64) -> "UsesAmongPosts":
        """The events in order of posts with every other post, each as a trace of its own."""
        used = np.zeros(len(at), dtype=np.bool_)
        used[self.post] = True
        others = np.flatnonzero(~used).astype(np.int32)
        alone = np.arange(self.traces, self.traces + len(others), dtype=np.int32)
        post = np.concatenate([self.post, others])
        order = np.argsort(post, kind="stable")
        post, trace = post[order], np.concatenate([self.trace, alone])[order]
        return UsesAmongPosts(post, trace, at[post], self.traces + len(others))

    def among_all_posts(self, posts: PostMoments) -> Encoded:
        """The same as events of the posts' accounts."""
        return self.laid_among(posts.at).of(posts)


class UsesAmongPosts(NamedTuple):
    """One kind's events and all other posts in order: what stays the same whoever wrote them."""

    post: Int32
    trace: Int32
    at: Int64
    traces: int

    def of(self, posts: PostMoments) -> Encoded:
        """The events, were the posts by these accounts."""
        account = posts.account[self.post]
        return Encoded(account, self.trace, self.at, len(posts.names), self.traces)


def read_posts(store: CaseStore) -> PostMoments:
    """Read whose every post is, and when."""
    names = store.sql("SELECT DISTINCT account FROM posts")["account"].combine_chunks()
    codes, times = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.int64)]
    # By batches, since the names of all posts are many times larger than their codes.
    for batch in store.stream(_POSTS, rows=_BATCH):
        code = pc.index_in(batch.column("account"), names)
        codes.append(code.to_numpy(zero_copy_only=False).astype(np.int32))
        times.append(batch.column("micros").to_numpy(zero_copy_only=False).astype(np.int64))
    code, order = _by_first_post(np.concatenate(codes), len(names))
    return post_moments(code, np.concatenate(times), names.take(pa.array(order)))


def _by_first_post(code: Int32, accounts: int) -> tuple[Int32, Int64]:
    """Number accounts by their first post, which no pseudonym key changes; and old by new."""
    first = np.empty(accounts, dtype=np.int64)
    # Backwards, so that the last to write each place is the first post.
    first[code[::-1]] = np.arange(len(code))[::-1]
    order = np.argsort(first)
    rank = np.empty(accounts, dtype=np.int32)
    rank[order] = np.arange(accounts, dtype=np.int32)
    return rank[code], order


def post_moments(code: Int32, at: Int64, names: pa.Array) -> PostMoments:
    """The posts in order of time, by accounts whose codes go by their first post."""
    account, order = by_activity(code, len(names))
    return PostMoments(account, at, names.take(order))


def read_uses(store: CaseStore, kinds: Sequence[str]) -> list[TraceUses]:
    """Read the events of each kind."""
    kept = (np.int8, np.int32, np.int64)
    columns: list[list[npt.NDArray[Any]]] = [[np.empty(0, each)] for each in kept]
    # All kinds at once: numbering the posts is most of the work.
    for batch in store.stream(_USES, (list(kinds), len(kinds)), rows=_BATCH):
        for parts, column in zip(columns, batch.columns, strict=True):
            parts.append(column.to_numpy(zero_copy_only=False))
    place, number, trace = (np.concatenate(parts) for parts in columns)
    found = []
    for at, kind in enumerate(kinds):
        own = np.flatnonzero(place == at)
        own = own[np.lexsort((trace[own], number[own]))]
        found.append(trace_uses(kind, number[own], trace[own]))
    return found


class ReadOnce:
    """Posts and uses of a case for several steps of one detection, during which they stay the same.

    Without `keep` every step reads them anew: where memory is limited nothing lies in it meanwhile.
    """

    def __init__(self, keep: bool = True) -> None:
        self._keep = keep
        self._posts: PostMoments | None = None
        self._uses: dict[str, TraceUses] = {}

    def posts(self, store: CaseStore) -> PostMoments:
        """Whose every post is, and when."""
        posts = read_posts(store) if self._posts is None else self._posts
        if self._keep:
            self._posts = posts
        return posts

    def uses(self, store: CaseStore, kinds: Sequence[str]) -> list[TraceUses]:
        """The events of each kind."""
        missing = [kind for kind in kinds if kind not in self._uses]
        read = {one.kind: one for one in read_uses(store, missing)} if missing else {}
        found = [read.get(kind) or self._uses[kind] for kind in kinds]
        if self._keep:
            self._uses |= read
        return found


def trace_uses(kind: str, number: Int32, trace: Int64) -> TraceUses:
    """One kind's uses, sorted by the post's number and the trace's id."""
    values, code = np.unique(trace, return_inverse=True)
    return TraceUses(kind, number, code.astype(np.int32), len(values))
