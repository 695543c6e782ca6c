"""In what order should accounts be looked at? One number for each, of all kinds and both scales.

An account's number is the sum over its strongest partners of the pair's strength, divided by a
power of how much the two post: who posts much meets others more often. How much more differs from
case to case, so the case says: ties are judged within strata of activity and do not depend on the
power, and the power is taken by which the tied accounts come first. It orders, and ties nobody.
"""

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from demasque.coordination.events.index import Int64
from demasque.coordination.null.crowd import Members
from demasque.coordination.stats.tails import FloatArray
from demasque.coordination.strength.judging_strength import GatheredPairs
from demasque.coordination.strength.summed_pairs import merged_pairs, sums_of_strongest
from demasque.schema import ACCOUNT_BITS

PARTNERS: Final = 3
"""How many closest partners make an account's number: a group says more than a pair."""

POWERS: Final = (0.0, 0.125, 0.25, 0.375)
"""Of the product of two accounts' posts; larger ones lost planted operations everywhere."""

USUAL_POWER: Final = 0.125
"""Where fewer than `FEWEST_TIED` accounts are tied, they cannot say which power it should be."""

FEWEST_TIED: Final = 20


class RankedPairs(NamedTuple):
    """Pairs with their accounts by number, their strength, and the product of their posts."""

    a: Int64
    b: Int64
    bits: FloatArray
    activity: FloatArray


def account_bits(
    scales: list[GatheredPairs], activity: FloatArray, tied: Members, names: pa.Array
) -> pa.Table:
    """Rank accounts: rows of ``ACCOUNT_BITS`` for all that share anything closely, by name.

    `scales` are the pairs of each time scale, whose bits add up; `activity` counts each account's
    posts, and `tied` marks those with a tie. Bits stay what they are for a pair of usual activity.
    """
    pairs = _added(scales, activity)
    total = _totals(pairs, _power(pairs, tied), len(activity))
    present = np.flatnonzero(total > 0)
    columns = [names.take(pa.array(present)), pa.array(total[present])]
    return pa.table(columns, schema=ACCOUNT_BITS).sort_by("account")


def _added(scales: list[GatheredPairs], activity: FloatArray) -> RankedPairs:
    key, bits = np.empty(0, dtype=np.int64), np.empty(0)
    for one in scales:
        key, bits = merged_pairs(key, bits, one.key, one.bits)
    a, b = np.divmod(key, max(len(activity), 1))
    return RankedPairs(a, b, bits, activity[a] * activity[b])


def _totals(pairs: RankedPairs, power: float, accounts: int) -> FloatArray:
    """Each account's sum over its strongest partners."""
    if not len(pairs.a):
        return np.zeros(accounts)
    usual = np.exp(np.log(pairs.activity).mean())
    bits = pairs.bits / (pairs.activity / usual) ** power
    return sums_of_strongest(pairs.a, pairs.b, bits, accounts, PARTNERS)


def _power(pairs: RankedPairs, tied: Members) -> float:
    """The power by which tied accounts come first; the smallest of equal ones."""
    if np.count_nonzero(tied) < FEWEST_TIED:
        return USUAL_POWER
    return max(POWERS, key=lambda power: _average_precision(pairs, power, tied))


def _average_precision(pairs: RankedPairs, power: float, tied: Members) -> float:
    order = np.argsort(-_totals(pairs, power, len(tied)), kind="stable")
    hits = tied[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())
