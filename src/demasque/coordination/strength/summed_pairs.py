"""Bits of pairs added up: over time scales for each pair, over its pairs for each account.

Kernels alone, apart from who uses them: Numba keeps a kernel's module, and all that it imports, to
the end of the process, and tables that are still held then are reported as leaks.
"""

import numpy as np
from numba import njit

from demasque.coordination.events.index import Int64
from demasque.coordination.stats.tails import FloatArray


@njit(cache=True, nogil=True)
def merged_pairs(
    one_key: Int64, one_bits: FloatArray, other_key: Int64, other_bits: FloatArray
) -> tuple[Int64, FloatArray]:
    """The pairs of both lists, each ascending, in one, with the sum of their bits."""
    key = np.empty(len(one_key) + len(other_key), dtype=np.int64)
    bits = np.zeros(len(key))
    i = j = found = 0
    while i < len(one_key) or j < len(other_key):
        ahead = j == len(other_key) or (i < len(one_key) and one_key[i] <= other_key[j])
        key[found] = one_key[i] if ahead else other_key[j]
        if ahead:
            bits[found] += one_bits[i]
            i += 1
        if j < len(other_key) and other_key[j] == key[found]:
            bits[found] += other_bits[j]
            j += 1
        found += 1
    return key[:found], bits[:found]


@njit(cache=True, nogil=True)
def sums_of_strongest(a: Int64, b: Int64, bits: FloatArray, accounts: int, many: int) -> FloatArray:
    """Each account's sum over its `many` strongest pairs, the strongest first; 0 without any."""
    best = np.full((accounts, many), -np.inf)
    for pair in range(len(bits)):
        for account in (a[pair], b[pair]):
            here = bits[pair]
            for rank in range(many):
                if here > best[account, rank]:
                    here, best[account, rank] = best[account, rank], here
    total = np.zeros(accounts)
    for account in range(accounts):
        for rank in range(many):
            if best[account, rank] > -np.inf:
                total[account] += best[account, rank]
    return total
