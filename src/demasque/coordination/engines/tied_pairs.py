"""Pairs that are tied, as parallel arrays: what every engine gives back."""

from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from demasque.coordination.cooccurrence.pair_details import PairDetails
from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.events.index import Int64
from demasque.coordination.stats.tails import FloatArray

Record = TypeVar("Record", bound=Any)


class MetPairs(NamedTuple):
    """Pairs that meet, each at the window (microseconds) that says most: enough to judge them by.

    `shared_ever` counts the traces that both used at any distance.
    """

    pairs: Candidates
    window: Int64
    expected: FloatArray
    log10_p: FloatArray
    shared_ever: Int64


class TiedPairs(NamedTuple):
    """Tied pairs (accounts by code, a < b), each at the window (microseconds) that says most."""

    pairs: Candidates
    window: Int64
    expected: FloatArray
    log10_p: FloatArray
    log10_q: FloatArray
    bits: FloatArray
    details: PairDetails

    def key(self, accounts: int) -> Int64:
        """Each pair as one number, a * accounts + b."""
        return self.pairs.key(accounts)

    def among(self, keys: Int64, accounts: int) -> "TiedPairs":
        """Those of the pairs that are among `keys`."""
        return _selected(self, np.isin(self.key(accounts), keys))

    def where(self, kept: npt.NDArray[np.bool_]) -> "TiedPairs":
        """Those of the pairs that are marked."""
        return _selected(self, kept)

    def joined(
        self, other: "TiedPairs", keys: Int64, log10_q: FloatArray, accounts: int
    ) -> "TiedPairs":
        """The pairs of both, each once, as this one has it where it does, at the smaller q.

        `keys` (ascending, a * accounts + b) and `log10_q` give the q of the pairs of `other`.
        """
        key_own, key_other = self.key(accounts), other.key(accounts)
        new = np.flatnonzero(~np.isin(key_other, key_own))
        key = np.concatenate([key_own, key_other[new]])
        q = np.concatenate([self.log10_q, np.zeros(len(new))])
        place = np.minimum(np.searchsorted(keys, key), max(len(keys) - 1, 0))
        if len(keys):
            q = np.minimum(q, np.where(keys[place] == key, log10_q[place], 0.0))
        return _appended(self, _selected(other, new))._replace(log10_q=q)


def _selected(record: Record, kept: np.ndarray) -> Record:
    """A record of parallel arrays, and of other such records, cut to some rows."""
    parts = (_selected(part, kept) if isinstance(part, tuple) else part[kept] for part in record)
    made: Record = type(record)(*parts)
    return made


def _appended(record: Record, more: Record) -> Record:
    """A record of parallel arrays, and of other such records, with the rows of another behind."""
    parts = (
        _appended(one, other) if isinstance(one, tuple) else np.concatenate([one, other])
        for one, other in zip(record, more, strict=True)
    )
    made: Record = type(record)(*parts)
    return made
