"""The moment at which an account begins to post otherwise: another language, other hours, places.

One change-point per account: of all places at which its posts can be cut in two, the one whose
sides differ most, by Pearson's chi-square summed over languages, hours of the day (in six
parts), programs, venues, and topics of posts that carry nothing shared: the maximally selected
chi-square of Miller and Siegmund (1982). p is by permutation of the account's own posts in blocks
of time, so that what comes in bursts is less of a change.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns import AccountSample

Array = npt.NDArray[Any]

BLOCKS: Final = 12
"""Stretches of as many posts each, in order, that an account's posts are divided into: cuts lie
between them, and they are what is permuted (tried: 8, 12, 16)."""

FEWEST_POSTS: Final = 2 * BLOCKS
MOST_ACCOUNTS: Final = 400
"""Accounts of a sample that are looked at: those first by pseudonym that have enough posts."""

PERMUTATIONS: Final = 199
CHANGED: Final = 0.05
"""The largest p at which an account has changed (tried: 0.01 to 0.1). That others change as well is
what their base rate says."""

_COMMONEST: Final = 4
"""Values of one sort that an account's posts are told apart by; the rest count as one."""


@dataclass(frozen=True)
class ChangePoints:
    """For the accounts that were looked at (``rows``): when they change (seconds, UTC), and p."""

    rows: Array
    at: Array
    p: Array


def change_points(sample: AccountSample, seed: int = 0) -> ChangePoints:
    """Look for the change-point of every account with ``FEWEST_POSTS`` posts or more."""
    counts = sample.per_account()
    rows = np.flatnonzero(counts >= FEWEST_POSTS)[:MOST_ACCOUNTS]
    if not len(rows):
        return ChangePoints(rows, np.empty(0), np.empty(0))
    ends = np.cumsum(counts)
    place = np.arange(len(sample.row)) - (ends - counts)[sample.row]
    block = place * BLOCKS // np.maximum(counts[sample.row], 1)
    order = np.full(len(sample), -1)
    order[rows] = np.arange(len(rows))
    chosen = np.flatnonzero(order[sample.row] >= 0)
    account, block = order[sample.row[chosen]], block[chosen]
    features = [
        _feature(codes[chosen], account, block, len(rows)) for codes in _sorts_of_value(sample)
    ]
    statistic, cut = _largest_difference(np.concatenate(features, axis=2), seed)
    p = (1 + (statistic[:, 1:] >= statistic[:, :1] - 1e-9).sum(axis=1)) / (1 + PERMUTATIONS)
    first = (ends - counts)[rows] + -(-(cut * counts[rows]) // BLOCKS)
    return ChangePoints(rows, sample.at[first].astype(np.float64), p)


def _sorts_of_value(sample: AccountSample) -> list[Array]:
    """Return codes for each post, sort by sort; -1 where it is not known."""
    posts = sample.posts
    hours = np.where(
        pc.is_in(posts["time_precision"], pa.array(["second", "minute"])).to_numpy(),
        sample.at // 14_400 % 6,
        -1,
    )
    apart = pc.if_else(posts["shared"], pa.scalar(None, pa.string()), posts["topic"])
    words = (posts["lang"], posts["client"], posts["venue"], apart)
    return [hours, *map(_codes, words)]


def _codes(values: pa.ChunkedArray) -> Array:
    encoded = pc.dictionary_encode(values).combine_chunks()
    return np.asarray(pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False))


def _feature(codes: Array, account: Array, block: Array, accounts: int) -> Array:
    """Return (account, block, value): counts less what the account's whole would give, scaled.

    Squared and summed over values, a sum over blocks of these is a chi-square. The commonest
    values of each account have a column of their own, all others one together.
    """
    known = codes >= 0
    codes, account, block = codes[known], account[known], block[known]
    column = _ranked(account, codes)
    width = _COMMONEST + 1 if len(codes) else 1
    flat = (account * BLOCKS + block) * width + np.minimum(column, width - 1)
    counts = np.bincount(flat, minlength=accounts * BLOCKS * width).reshape(-1, BLOCKS, width)
    total = counts.sum(axis=1, keepdims=True)
    known_in_block = counts.sum(axis=2, keepdims=True)
    whole = np.maximum(total.sum(axis=2, keepdims=True), 1)
    expected = known_in_block * total / whole
    return np.asarray((counts - expected) / np.sqrt(np.maximum(total, 1)))


def _ranked(account: Array, codes: Array) -> Array:
    """Return for each post the rank of its value among its account's values, the commonest 0."""
    if not len(codes):
        return codes
    pair, place, uses = np.unique(
        account * (codes.max() + 1) + codes, return_inverse=True, return_counts=True
    )
    owner = pair // (codes.max() + 1)
    order = np.lexsort((pair, -uses, owner))
    starts = np.searchsorted(owner[order], owner[order], side="left")
    rank = np.empty(len(pair), dtype=np.int64)
    rank[order] = np.arange(len(pair)) - starts
    return rank[place]


def _largest_difference(features: Array, seed: int) -> tuple[Array, Array]:
    """Return the largest statistic, as it is and permuted, for each account, and where it lies.

    Columns are the order as it is, then ``PERMUTATIONS`` others, the same for all accounts.
    """
    chosen, weight = _orders(seed)
    gram = features @ features.transpose(0, 2, 1)
    # |sum of the chosen blocks|^2 = the sum of their inner products.
    values = gram.reshape(len(gram), -1) @ chosen
    values = values.reshape(len(gram), 1 + PERMUTATIONS, BLOCKS - 1) * weight
    return values.max(axis=2), values[:, 0].argmax(axis=1) + 1


@cache
def _orders(seed: int) -> tuple[Array, Array]:
    """Return which pairs of blocks come before each cut of each order, and the weight of each cut.

    The first order is that of time.
    """
    rng = np.random.default_rng([seed, 29])
    permuted = [rng.permutation(BLOCKS) for _ in range(PERMUTATIONS)]
    orders = np.vstack([np.arange(BLOCKS), *permuted])
    before = np.argsort(orders, axis=1)[:, None, :] < np.arange(1, BLOCKS)[None, :, None]
    flat = before.reshape(-1, BLOCKS) * 1.0
    pairs = (flat[:, :, None] * flat[:, None, :]).reshape(len(flat), -1)
    share = np.arange(1, BLOCKS) / BLOCKS
    return np.ascontiguousarray(pairs.T), 1 / (share * (1 - share))
