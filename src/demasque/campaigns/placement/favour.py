"""Does a campaign favour a target, against how others who are like its members choose?

The unit is the account, not the post: an account that comments a hundred times is one choice. An
account's share on a target, times the posts of a member of its stratum, is what it would give;
the sum over members is held against that of as many accounts drawn from members and others of the
same strata together (:mod:`sum_tail`).
"""

from dataclasses import dataclass
from math import exp, log, log10, sqrt
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt

from demasque.campaigns.placement.likeness import Choices, Stratum, choices
from demasque.campaigns.placement.sum_tail import sum_tail

TESTED: Final = 20
"""Targets of a campaign that are tested, those with most posts: each more makes the rest weaker."""

LEAST_MEMBERS: Final = 3
"""Members that address a target before it is tested: what one or two do is no way of a group."""

LEAST_OTHERS: Final = 3
"""Others that address a target before it is tested: where nobody else is, the export was collected
around the campaign, and nothing can be said."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Favour:
    """A campaign's posts on one target beside what others who are like its members would put there.

    ``log10_p`` is None where the target was not tested. Ratios are None where others put nothing.
    """

    target: str
    compared: int  # members
    expected: float
    ratio: float | None
    low: float | None  # 19 times in 20 the ratio is not below
    high: float | None  # nor above
    log10_p: float | None


def favours(memory: duckdb.DuckDBPyConnection, campaign: str) -> list[Favour]:
    """Compare one campaign's foremost targets; none where there is nobody to compare with."""
    chosen = choices(memory, campaign)
    if chosen is None or not chosen.strata:
        return []
    return [_favour(chosen, column) for column in _foremost(chosen)]


def _foremost(chosen: Choices) -> list[int]:
    """The columns that are tested, the campaign's most posts first."""
    own = chosen.shares[chosen.member]
    given = np.asarray(own.T @ chosen.posts[chosen.member]).ravel()
    theirs = np.diff(chosen.shares[~chosen.member].tocsc().indptr)
    fit = (np.diff(own.tocsc().indptr) >= LEAST_MEMBERS) & (theirs >= LEAST_OTHERS)
    order = np.argsort(-given, kind="stable")
    return [int(column) for column in order if fit[column]][:TESTED]


def _favour(chosen: Choices, column: int) -> Favour:
    share = np.asarray(chosen.shares[:, [column]].todense()).ravel()
    observed = sum(each.posts * share[each.members].sum() for each in chosen.strata)
    expected = sum(
        each.posts * len(each.members) * share[each.others].mean() for each in chosen.strata
    )
    low, high = _interval(chosen.strata, share, chosen.posts, observed, expected)
    p = 1.0
    if observed > expected:
        pools = [
            (each.posts * share[np.concatenate([each.members, each.others])], len(each.members))
            for each in chosen.strata
        ]
        p = max(sum_tail(pools, observed), 1e-300)
    return Favour(
        target=chosen.targets[column],
        compared=sum(len(each.members) for each in chosen.strata),
        expected=float(expected),
        ratio=float(observed / expected) if expected > 0 else None,
        low=low,
        high=high,
        log10_p=log10(p),
    )


def _interval(
    strata: tuple[Stratum, ...],
    share: Floats,
    posts: npt.NDArray[np.int64],
    observed: float,
    expected: float,
) -> tuple[float | None, float | None]:
    """The 95 % interval of observed / expected, accounts being what varies (delta method, log)."""
    if observed <= 0 or expected <= 0:
        return None, None
    own = theirs = 0.0
    for each in strata:
        count, mean = len(each.members), float(share[each.members].mean())
        # A single member's share varies at least as its own posts do.
        binomial = mean * (1 - mean) / max(float(posts[each.members].mean()), 1.0)
        spread = float(share[each.members].var(ddof=1)) if count > 1 else 0.0
        own += each.posts**2 * count * max(spread, binomial)
        theirs += (each.posts * count) ** 2 * float(share[each.others].var()) / len(each.others)
    width = 1.96 * sqrt(own / observed**2 + theirs / expected**2)
    middle = log(observed / expected)
    return exp(middle - width), exp(min(middle + width, 700.0))
