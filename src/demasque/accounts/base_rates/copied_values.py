"""Values that should be of one account each, and are of several: pictures, bios."""

from collections import Counter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.accounts.base_rates.base_rate import BaseRate
from demasque.accounts.base_rates.random_groups import comparable, monte_carlo
from demasque.campaigns import AccountSample

Array = npt.NDArray[Any]


COMMON: Final = 0.005
"""The share of others from which on a value is nobody's own: a platform's default, a picture that
goes round (tried: 0.002 to 0.02). Two others may always have it."""


def copied(
    members: AccountSample, others: AccountSample, column: str, seed: int = 0
) -> BaseRate | None:
    """Count the members that have the same value as another member, against random groups.

    Values that are common among the others count for nobody. Of the others, those are counted
    whose value another of them has, too: they are more accounts than the members, so their share
    says more than a group of the members' size would show. None where nobody can be compared.
    """
    here, there = _codes(members.words(column), others.words(column))
    chosen, strata = comparable(members, here >= 0, others, there >= 0)
    if not len(chosen):
        return None
    around = np.concatenate([places for _, places in strata])
    uses = np.bincount(there[around], minlength=max(here.max(), there.max()) + 1)
    common = uses > max(2, COMMON * len(around))
    here, there = (_apart(codes, common) for codes in (here, there))
    seen = int(_repeated(here[chosen][None, :])[0])
    outside = int(_repeated(there[around][None, :])[0])
    p = monte_carlo(float(seen), lambda group: _repeated(there[group]), strata, seed)
    return BaseRate(seen, len(chosen), outside, len(around), p)


def _apart(codes: Array, common: Array) -> Array:
    """Give each account with a common value a code that nobody else has."""
    return np.where(common[codes] & (codes >= 0), -2 - np.arange(len(codes)), codes)


def _codes(here: list[str | None], there: list[str | None]) -> tuple[Array, Array]:
    """Number the values in the order of the alphabet; -1 for what is missing."""
    names = sorted(Counter(value for value in (*here, *there) if value is not None))
    number = {name: n for n, name in enumerate(names)}
    first, second = ([number.get(v, -1) if v is not None else -1 for v in w] for w in (here, there))
    return np.array(first, dtype=np.int64), np.array(second, dtype=np.int64)


def _repeated(groups: Array) -> Array:
    """Return for each row how many of its values stand in it more than once."""
    ranked = np.sort(groups, axis=1)
    same = ranked[:, 1:] == ranked[:, :-1]
    edge = np.zeros((len(ranked), 1), dtype=bool)
    return np.asarray((np.hstack([same, edge]) | np.hstack([edge, same])).sum(axis=1))
