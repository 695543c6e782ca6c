"""A case as chance sees it: posts are the slots, and what each carries goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.coordination.events.index import Encoded, Int32, Int64, by_activity

# Slots are numbered in the exports' own order, which no pseudonym key changes, and so mean the same
# post in every kind.
_NUMBERED = """
    SELECT post, account, epoch_us(posted_at) AS micros,
           row_number() OVER (ORDER BY posted_at, source_file, source_line, post) - 1 AS slot
    FROM posts
"""
_USES = f"""
    WITH numbered AS ({_NUMBERED})
    SELECT slot, trace FROM events JOIN numbered USING (post)
    WHERE kind = ? ORDER BY slot, trace
"""
_BATCH: Final = 1 << 20


@dataclass(frozen=True)
class Slots:
    """All posts of a case in order of time: whose each is (`names[account]`) and when.

    `at` is in microseconds. Chance deals slots: an account keeps its number of posts, and a post
    keeps its moment and everything it carries.
    """

    account: Int32
    at: Int64
    names: pa.Array


@dataclass(frozen=True)
class Uses:
    """One kind's events: which slot carries which trace (codes below `traces`)."""

    kind: str
    slot: Int32
    trace: Int32
    traces: int

    def held_by(self, account: Int32, slots: Slots) -> Encoded:
        """The events alone, were slot i held by `account[i]`."""
        return Encoded(
            account[self.slot], self.trace, slots.at[self.slot], len(slots.names), self.traces
        )

    def among_all_posts(self, slots: Slots) -> Encoded:
        """The events with every other post behind them, each as a trace of its own."""
        used = np.zeros(len(slots.account), dtype=np.bool_)
        used[self.slot] = True
        others = np.flatnonzero(~used)
        alone = np.arange(self.traces, self.traces + len(others), dtype=np.int32)
        slot = np.concatenate([self.slot, others])
        order = np.argsort(slot, kind="stable")
        return Encoded(
            account=slots.account[slot[order]],
            trace=np.concatenate([self.trace, alone])[order],
            at=slots.at[slot[order]],
            accounts=len(slots.names),
            traces=self.traces + len(others),
        )


def read_slots(store: CaseStore) -> Slots:
    """Read whose every post is, and when."""
    names = pa.array(_accounts(store), pa.string())
    codes, times = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.int64)]
    # By batches, since the names of all posts are many times larger than their codes.
    query = f"SELECT account, micros FROM ({_NUMBERED}) ORDER BY slot"
    for batch in store.stream(query, rows=_BATCH):
        code = pc.index_in(batch.column("account"), names)
        codes.append(code.to_numpy(zero_copy_only=False).astype(np.int32))
        times.append(batch.column("micros").to_numpy(zero_copy_only=False).astype(np.int64))
    account, order = by_activity(np.concatenate(codes), len(names))
    return Slots(account, np.concatenate(times), names.take(order))


def _accounts(store: CaseStore) -> list[str]:
    """The accounts by the slot of their first post, which no pseudonym key changes."""
    column = store.sql(
        f"SELECT account FROM ({_NUMBERED}) GROUP BY account ORDER BY min(slot)"
    ).column("account")
    return list(column.to_pylist())


def read_uses(store: CaseStore, kinds: Sequence[str]) -> list[Uses]:
    """Read the events of each kind."""
    found = []
    for kind in kinds:
        table = store.sql(_USES, (kind,))
        values, trace = np.unique(table.column("trace").to_numpy(), return_inverse=True)
        found.append(
            Uses(
                kind=kind,
                slot=table.column("slot").to_numpy().astype(np.int32),
                trace=trace.astype(np.int32),
                traces=len(values),
            )
        )
    return found
