"""Members against others, platform by platform, by exact tests without a draw.

Conditional on how many accounts of a platform bear a sign, the number of members among them is
hypergeometric if members are like the others (Fisher 1935). Over several platforms the numbers
add up; their distribution is the convolution (the exact form of Mantel and Haenszel's test).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from demasque.accounts.base_rates.base_rate import FEWEST_OTHERS, BaseRate
from demasque.campaigns import AccountSample

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Bearing:
    """For each account of a sample, whether it bears a sign, and whether that is known."""

    bears: Array
    known: Array

    def on(self, chosen: Array) -> tuple[int, int]:
        """Count bearers, and the known, among chosen accounts."""
        return int((self.bears & self.known & chosen).sum()), int((self.known & chosen).sum())


def compare(
    members: AccountSample, inside: Bearing, others: AccountSample, outside: Bearing
) -> BaseRate | None:
    """Compare members with others of the same platforms.

    Platforms on which fewer than ``FEWEST_OTHERS`` others are known are left out; None where that
    leaves nobody.
    """
    tables = []
    for platform in sorted(set(members.platform[inside.known])):
        here = inside.on(members.platform == platform)
        there = outside.on(others.platform == platform)
        if there[1] >= FEWEST_OTHERS:
            tables.append((*here, *there))
    if not tables:
        return None
    with_it, known, others_with, others_known = (sum(each) for each in zip(*tables, strict=True))
    return BaseRate(with_it, known, others_with, others_known, stratified_tail(tables))


def stratified_tail(tables: Iterable[tuple[int, int, int, int]]) -> float:
    """Return the probability of as many bearing members or more over all strata.

    Each stratum is (members with, members known, others with, others known).
    """
    distribution, seen = np.ones(1), 0
    for with_it, known, others_with, others_known in tables:
        bearing = with_it + others_with
        distribution = np.convolve(
            distribution, hypergeometric(known, bearing, known + others_known)
        )
        seen += with_it
    return float(min(1.0, distribution[seen:].sum()))


def hypergeometric(drawn: int, bearing: int, population: int) -> Array:
    """Return the probabilities of 0, 1, ..., ``drawn`` bearers among the drawn."""
    k = np.arange(drawn + 1)
    possible = (k <= bearing) & (drawn - k <= population - bearing)
    # A count that cannot be stands in for by one that can, so that no logarithm is of nothing.
    count = np.where(possible, k, max(0, drawn - (population - bearing)))
    log = (
        _log_choose(bearing, count)
        + _log_choose(population - bearing, drawn - count)
        - _log_choose(population, np.array(drawn))
    )
    return np.where(possible, np.exp(log), 0.0)


def _log_choose(n: int, k: Array) -> Array:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))
