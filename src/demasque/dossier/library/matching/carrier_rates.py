"""How common is an indicator in a campaign, and among accounts outside all campaigns?

That posts carry what somebody listed says little: lists name shorteners, large sites and media
that an operation cited. So each indicator is compared with the accounts that are in no campaign and
stand with none, among those alike in platform and activity (:mod:`.carrier_strata`), by Fisher's
exact test (:func:`demasque.accounts.stratified_tail`). Benjamini and Hochberg's rate is kept over
all campaigns and all indicators that anybody in the case carries; those that nobody carries have
p = 1 whatever the campaigns are, and are no tests (Tarone, Biometrics 46, 1990). Only what is rare
outside, carried by several accounts and beyond chance speaks for a link; and it stays the analyst's
to see whether these posts pass it on, quote it or warn of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from demasque.accounts import stratified_tail
from demasque.case import CaseStore
from demasque.coordination import benjamini_hochberg
from demasque.dossier.library.matching.carrier_strata import (
    OUTSIDE,
    CarrierCounts,
    carrier_counts,
    fisher_tables,
    joined_strata,
)

MOST_FALSE: Final = 0.01
"""Of what is said to be beyond chance, the share that chance may give (tried: 0.001 to 0.05)."""

FEWEST_CARRIERS: Final = 2
"""Accounts of a campaign: what one of them posts says nothing of the others. Tried: 1 to 4; with 1,
six in a hundred hashtags that random groups carry would speak for a link, with 2, four in a
thousand (docs/measurements.md)."""

MOST_OUTSIDE: Final = 0.002
"""Share of the accounts outside that may carry what is called rare; one account always may. Tried:
0.0005 to 0.1. From 0.005 on, ordinary sites would speak against simulated newsrooms and shops,
whose accounts link to far more of them than others do (docs/measurements.md)."""


class Speaks(StrEnum):
    """What an indicator in a campaign's posts says."""

    FOR_A_LINK = "for_a_link"  # rare outside, and beyond chance inside
    COMMON_SITE = "common_site"  # a shortener, or a site that anybody links to
    COMMON_OUTSIDE = "common_outside"  # too many outside carry it
    CHANCE = "chance"  # no more of its accounts than chance gives
    ONE_ACCOUNT = "one_account"
    UNKNOWN = "unknown"  # too few accounts outside are known


@dataclass(frozen=True)
class CarrierRate:
    """How many accounts of a campaign, and outside all campaigns, carry an indicator.

    ``p``: that as many members or more carry it if members are like the accounts outside; ``q``:
    over all that was tried; None where too few outside are known. Accounts with posts count.
    """

    campaign: str
    indicator: str
    posts: int
    accounts: int
    members: int
    outside_accounts: int
    outside_known: int
    p: float | None
    q: float | None
    speaks: Speaks

    @property
    def outside_share(self) -> float | None:
        """The share of the accounts outside that carry it; None where there are none."""
        return self.outside_accounts / self.outside_known if self.outside_known else None

    @property
    def proves(self) -> bool:
        """Whether it speaks for a link with what its source describes."""
        return self.speaks is Speaks.FOR_A_LINK


_COMMON: Final = "SELECT DISTINCT indicator FROM known_indicators WHERE common"


def carrier_rates(store: CaseStore) -> list[CarrierRate]:
    """The rates of every campaign and indicator that its posts carry, by campaign; first what
    speaks for a link, then by accounts."""
    counts = carrier_counts(store)
    pairs = [pair for pair in counts.carriers if pair[1] != OUTSIDE]
    joined = joined_strata(counts.known.get(OUTSIDE, {}))
    p = [_chance(fisher_tables(counts, *pair, joined)) for pair in pairs]
    tests = len(counts.known.keys() - {OUTSIDE}) * len({name for name, _ in counts.carriers})
    common = set(store.sql(_COMMON)["indicator"].to_pylist())
    rates = [
        _rate(counts, *pair, figures, pair[0] in common)
        for pair, figures in zip(pairs, zip(p, _corrected(p, tests), strict=True), strict=True)
    ]
    return sorted(rates, key=_place)


def _place(rate: CarrierRate) -> tuple[int, str, bool, int, str]:
    """C2 comes before C10."""
    name = rate.campaign
    return len(name), name, not rate.proves, -rate.accounts, rate.indicator


def _chance(tables: Sequence[tuple[int, int, int, int]]) -> float | None:
    """Fisher's p over the strata; None where no member that carries it can be compared."""
    if not any(table[0] for table in tables):
        return None
    return max(stratified_tail(tables), math.ulp(0.0))


def _corrected(p: Sequence[float | None], tests: int) -> list[float | None]:
    """Benjamini and Hochberg's q of each p that is known."""
    logs = np.array([math.log(each) for each in p if each is not None])
    q = iter((10.0 ** benjamini_hochberg(logs, tests)).tolist())
    return [None if each is None else next(q) for each in p]


def _rate(
    counts: CarrierCounts,
    indicator: str,
    campaign: str,
    figures: tuple[float | None, float | None],
    common: bool,
) -> CarrierRate:
    inside, outside = counts.of(indicator, campaign), counts.of(indicator, OUTSIDE)
    accounts, others = (sum(n for n, _ in each.values()) for each in (inside, outside))
    apart = counts.accounts(OUTSIDE)
    return CarrierRate(
        campaign=campaign,
        indicator=indicator,
        posts=sum(posts for _, posts in inside.values()),
        accounts=accounts,
        members=counts.accounts(campaign),
        outside_accounts=others,
        outside_known=apart,
        p=figures[0],
        q=figures[1],
        speaks=_speaks(accounts, others > max(1, MOST_OUTSIDE * apart), figures[1], common),
    )


def _speaks(accounts: int, often_outside: bool, q: float | None, common: bool) -> Speaks:
    if common:
        return Speaks.COMMON_SITE
    if q is None:
        return Speaks.UNKNOWN
    if often_outside:
        return Speaks.COMMON_OUTSIDE
    if accounts < FEWEST_CARRIERS:
        return Speaks.ONE_ACCOUNT
    return Speaks.FOR_A_LINK if q <= MOST_FALSE else Speaks.CHANCE
