"""Random groups of accounts that are like a group: what chance is read from.

For each member of the group one other account of the case is drawn, among those of its platform
and language that post about as much and were there at about the same time (matched sampling:
Rosenbaum and Rubin, Biometrika 70, 1983, by nearest neighbours). Nobody stands twice in one random
group as long as there is anybody left to take the place.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.dossier.signatures.account_features import AccountFeatures

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEAST_OTHERS: Final = 50
"""Other accounts without which nothing is said of chance: from fewer the same few come again."""

LEAST_SHARE: Final = 0.5
"""Others for each member of the group without whom nothing is said: a random group of fewer
distinct accounts than that is no group of its size."""

POOL: Final = 50
"""Others of whom one is drawn for a member of a small group; for a large group twice its
accounts, or a random group would hold most of them twice."""


def random_groups(
    features: AccountFeatures, group: Ints, draws: int, seed: int, without: Ints | None = None
) -> Ints:
    """Draw groups of other accounts as large as ``group``, alike in what is no sign of anything.

    Args:
        features: every account of the case.
        group: the rows of the group's accounts.
        draws: how many groups.
        seed: the same seed draws the same groups.
        without: rows of accounts that are not drawn either, such as members of other campaigns.

    Returns:
        Rows of accounts, one group a row: ``(draws, size of group)``. No row at all, so
        ``(0, size)``, where there are too few others to say anything of chance.
    """
    barred = group if without is None else np.concatenate([group, without])
    others = np.setdiff1d(np.arange(len(features.accounts)), barred)
    if len(others) < max(LEAST_OTHERS, LEAST_SHARE * len(group)) or not len(group):
        return np.empty((0, len(group)), dtype=np.int64)
    width = min(max(POOL, 2 * len(group)), len(others))
    pools = _pools(features, group, others, width)
    rng = np.random.default_rng([seed, 41])
    chosen = np.empty((draws, len(group)), dtype=np.int64)
    for draw in chosen:
        draw[:] = _one_group(pools, rng)
    return chosen


def _pools(features: AccountFeatures, group: Ints, others: Ints, width: int) -> Ints:
    """For each member the ``width`` others most like it, one row a member."""
    place = _places(features)
    platform, lang = _codes(features.platform), _codes(features.lang)
    pools = np.empty((len(group), width), dtype=np.int64)
    for number, member in enumerate(group.tolist()):
        apart = np.abs(place[others] - place[member]).sum(axis=1)
        # Another platform or language weighs more than all that follows: such others are taken
        # where there are no more of the same.
        apart += 100.0 * (lang[others] != lang[member])
        apart += 10.0 * (platform[others] != platform[member])
        pools[number] = others[np.argsort(apart, kind="stable")[:width]]
    return pools


def _places(features: AccountFeatures) -> Floats:
    """Activity (doublings) and first and last post (share of the case's period) of each account."""
    first, last = features.first_at.astype(float), features.last_at.astype(float)
    period = max(float(last.max() - first.min()), 1.0)
    columns = [np.log2(np.maximum(features.posts, 1)), first / period, last / period]
    return np.stack(columns, axis=1)


def _one_group(pools: Ints, rng: np.random.Generator) -> Ints:
    """One of each pool; who was drawn before is drawn again a few times in the hope of another."""
    places = np.arange(len(pools))
    group = pools[places, rng.integers(pools.shape[1], size=len(pools))]
    for _ in range(8):
        first = np.zeros(len(group), dtype=bool)
        first[np.unique(group, return_index=True)[1]] = True
        twice = places[~first]
        if not len(twice):
            break
        group[twice] = pools[twice, rng.integers(pools.shape[1], size=len(twice))]
    return group


def _codes(column: pa.Array) -> Ints:
    encoded = column.dictionary_encode(null_encoding="encode")
    codes: Ints = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes
