"""Do many accounts post in one minute, in turn, more than by chance within the hour?

A batch is a minute in which three accounts or more post. Chance: every post is given another
minute of its own hour. Campaigns are found by what members post close in time, so batches say how
they work, and are no further evidence that they act together.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

BATCH: Final = 3
"""Accounts that make a batch."""

_MOST_POSTS: Final = 1_000
"""Posts that are shuffled: of more, whole hours drawn at random speak for the rest."""


@dataclass(frozen=True)
class Batches:
    """Minutes in which three accounts or more of a group posted."""

    batches: int
    share: float  # of the posts, those in batches
    expected: float  # the same by chance within the hour
    most: int  # accounts in one minute
    p: float
    read: int  # posts that these figures come from


def posting_batches(
    account: Array, minute: Array, rng: np.random.Generator, permutations: int
) -> Batches | None:
    """Count batches; None for fewer than three accounts."""
    if len(np.unique(account)) < BATCH:
        return None
    account, minute = _some_hours(account, minute, rng)
    seen = _sizes(account, minute)
    share = _share(seen, len(minute))
    null = np.zeros(permutations)
    hour = minute // 60 * 60
    for turn in range(permutations):
        moved = hour + rng.integers(0, 60, len(minute))
        null[turn] = _share(_sizes(account, moved), len(minute))
    return Batches(
        batches=int((seen[:, 0] >= BATCH).sum()),
        share=share,
        expected=float(null.mean()),
        most=int(seen[:, 0].max()),
        p=float((1 + (null >= share - 1e-12).sum()) / (1 + permutations)),
        read=len(minute),
    )


def _sizes(account: Array, minute: Array) -> Array:
    """Accounts and posts of every minute with posts: n x 2."""
    wide = int(account.max()) + 1
    ordered = np.sort((minute - minute.min()) * wide + account)
    new_minute = np.flatnonzero(np.diff(ordered // wide, prepend=-1))
    new_pair = np.diff(ordered, prepend=-1) != 0
    posts = np.diff(np.append(new_minute, len(ordered)))
    return np.stack([np.add.reduceat(new_pair.astype(np.int64), new_minute), posts], axis=1)


def _share(sizes: Array, posts: int) -> float:
    return float(sizes[sizes[:, 0] >= BATCH, 1].sum() / posts)


def _some_hours(account: Array, minute: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    hours, which = np.unique(minute // 60, return_inverse=True)
    if len(minute) <= _MOST_POSTS:
        return account, minute
    order = rng.permutation(len(hours))
    counts = np.bincount(which)[order]
    taken = order[: max(1, int(np.searchsorted(np.cumsum(counts), _MOST_POSTS)))]
    kept = np.isin(which, taken)
    return account[kept], minute[kept]
