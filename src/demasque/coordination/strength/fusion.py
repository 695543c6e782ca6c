"""One strength for a pair, from all kinds of trace."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.coordination.events.index import Int64, PreparedEvents
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.strength.rarity import (
    CLOSE,
    TimeScale,
    closest_partners,
    evidence,
    strength,
)
from demasque.schema import STRENGTHS

Wanted = Callable[[Int64], npt.NDArray[np.bool_]]
"""Tells of pairs (a * accounts + b) which are asked for."""


@dataclass
class Fusion:
    """Evidence gathered kind by kind; accounts are codes below `accounts`, one code everywhere."""

    accounts: int
    scale: TimeScale = CLOSE
    tied: dict[str, Int64] = field(default_factory=dict)
    _kinds: list[tuple[str, PreparedEvents]] = field(default_factory=list)
    _pairs: list[Int64] = field(default_factory=list)
    _known: tuple[Int64, FloatArray] = (np.empty(0, dtype=np.int64), np.empty(0))

    def add(self, kind: str, events: PreparedEvents) -> None:
        """Take in one kind's events: the closest partners of every account."""
        self._pairs.append(self._key(*closest_partners(events, self.scale)))
        self._kinds.append((kind, events))
        self._known = self._known[0][:0], self._known[1][:0]

    def tie(self, kind: str, a: np.ndarray, b: np.ndarray) -> None:
        """Note which pairs (a < b by code) one kind ties."""
        self.tied[kind] = self._key(a, b)
        self._pairs.append(self.tied[kind])

    def strengths(self, wanted: Wanted | None = None) -> tuple[Int64, FloatArray]:
        """Return every gathered pair (as a * accounts + b) with its strength in bits, all kinds.

        Of all pairs only those that are `wanted`, if that is given. What is close and what is
        common add up over kinds before they are compared, so a pair that shares one kind at once
        and another at leisure is weaker than the sum of two ties.
        """
        pairs = np.concatenate([*self._pairs, np.empty(0, dtype=np.int64)])
        pairs = np.sort(pairs)
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        if wanted is not None:
            pairs = pairs[wanted(pairs)]
            return pairs, self._bits(pairs)
        # What was asked before is known, but for pairs that were tied since.
        old = np.isin(pairs, self._known[0], assume_unique=True)
        bits = np.empty(len(pairs))
        bits[old], bits[~old] = self._known[1], self._bits(pairs[~old])
        self._known = pairs, bits
        return pairs, bits.copy()

    def _bits(self, pairs: Int64) -> FloatArray:
        a, b = (code.astype(np.int32) for code in divmod(pairs, max(self.accounts, 1)))
        close, common = np.zeros(len(pairs)), np.zeros(len(pairs))
        for _, events in self._kinds:
            found = evidence(events, a, b, self.scale)
            close += found.close
            common += found.common
        return strength(close, common)

    def tied_table(self, names: pa.Array) -> pa.Table:
        """Return the table `strengths`, of the tied pairs, named and sorted."""
        pairs, bits = self.strengths()
        kinds: dict[int, list[str]] = {}
        for kind, tied in sorted(self.tied.items()):
            for pair in tied.tolist():
                kinds.setdefault(pair, []).append(kind)
        keys = np.array(sorted(kinds), dtype=np.int64)
        one, other = keys // max(self.accounts, 1), keys % max(self.accounts, 1)
        first, second = _in_order(names, one, other)
        table = pa.table(
            [
                first,
                second,
                pa.array(bits[np.searchsorted(pairs, keys)]),
                pa.array([kinds[key] for key in keys.tolist()], pa.list_(pa.string())),
            ],
            schema=STRENGTHS,
        )
        return table.sort_by([("account_a", "ascending"), ("account_b", "ascending")])

    def _key(self, a: np.ndarray, b: np.ndarray) -> Int64:
        key: Int64 = a.astype(np.int64) * self.accounts + b
        return key


def _in_order(names: pa.Array, one: Int64, other: Int64) -> tuple[pa.Array, pa.Array]:
    """Return the two columns of names with the lower name first in each row."""
    a, b = names.take(pa.array(one)), names.take(pa.array(other))
    swap = pc.greater(a, b)
    return pc.if_else(swap, b, a), pc.if_else(swap, a, b)
