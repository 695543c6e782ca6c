"""How common is an indicator in a campaign, and among accounts outside all campaigns?

That posts carry what somebody listed says little: lists name shorteners, large sites and media
that an operation cited. So each indicator is compared with the accounts that are in no campaign and
stand with none, platform by platform, by Fisher's exact test
(:func:`demasque.accounts.stratified_tail`), and Benjamini and Hochberg's rate is kept over all
campaigns and all indicators that anybody in the case carries (those that nobody carries have p = 1
whatever the campaigns are, and are no tests; Tarone, Biometrics 46, 1990). Only what is rare
outside, carried by several accounts and beyond chance speaks for a link; and it stays the analyst's
to see whether these posts pass it on, quote it or warn of it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from demasque.accounts import FEWEST_OTHERS, stratified_tail
from demasque.case import CaseStore
from demasque.coordination import benjamini_hochberg

MOST_FALSE: Final = 0.01
"""Of what is said to be beyond chance, the share that chance may give (tried: 0.001 to 0.05)."""

FEWEST_CARRIERS: Final = 2
"""Accounts of a campaign: what one of them posts says nothing of the others (tried: 1 to 4)."""

MOST_OUTSIDE: Final = 0.01
"""Share of the accounts outside that may carry what is called rare (tried: 0.001 to 0.1)."""


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


OUTSIDE: Final = ""
"""Stands for a campaign's name where accounts outside all of them are counted."""

_SIDES: Final = f"""
    sides AS (
        SELECT account, min(platform) AS platform,
               coalesce(any_value(campaign), '{OUTSIDE}') AS side
        FROM posts LEFT JOIN memberships USING (account)
        WHERE campaign IS NOT NULL OR account NOT IN (SELECT account FROM attached)
        GROUP BY account)"""

_SIZES: Final = f"""
    WITH {_SIDES} SELECT side, platform, count(*) AS known FROM sides GROUP BY side, platform"""

_CARRIERS: Final = f"""
    WITH {_SIDES}
    SELECT indicator, side, platform, count(DISTINCT account) AS carriers,
           count(DISTINCT post) AS posts
    FROM indicator_posts SEMI JOIN posts USING (post) JOIN sides USING (account)
    GROUP BY indicator, side, platform ORDER BY indicator, side, platform"""

_COMMON: Final = "SELECT DISTINCT indicator FROM known_indicators WHERE common"

_Counts = Mapping[tuple[str, str], tuple[int, int]]
"""By side and platform, or by indicator and side: carriers and posts."""


def carrier_rates(store: CaseStore) -> list[CarrierRate]:
    """The rates of every campaign and indicator that its posts carry, by campaign, then p."""
    known = {(row["side"], row["platform"]): row["known"] for row in _rows(store, _SIZES)}
    carriers: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for row in _rows(store, _CARRIERS):
        place = carriers.setdefault((row["indicator"], row["side"]), {})
        place[row["platform"]] = (row["carriers"], row["posts"])
    campaigns = {side for side, _ in known if side != OUTSIDE}
    common = {row["indicator"] for row in _rows(store, _COMMON)}
    pairs = [pair for pair in carriers if pair[1] != OUTSIDE]
    p = [_chance(known, carriers, *pair) for pair in pairs]
    tests = len(campaigns) * len({indicator for indicator, _ in carriers})
    q = _corrected(p, tests)
    rates = [
        _rate(known, carriers, pair, figures, common)
        for pair, figures in zip(pairs, zip(p, q, strict=True), strict=True)
    ]
    order = {True: 0, False: 1}
    return sorted(
        rates, key=lambda each: (each.campaign, order[each.proves], -each.accounts, each.indicator)
    )


def _rows(store: CaseStore, query: str) -> list[dict[str, Any]]:
    return list(store.sql(query).to_pylist())


def _chance(
    known: Mapping[tuple[str, str], int],
    carriers: Mapping[tuple[str, str], Mapping[str, tuple[int, int]]],
    indicator: str,
    campaign: str,
) -> float | None:
    """Fisher's p over the platforms on which enough accounts outside are known."""
    inside = carriers[indicator, campaign]
    outside = carriers.get((indicator, OUTSIDE), {})
    tables = [
        (inside.get(platform, (0, 0))[0], members, outside.get(platform, (0, 0))[0], others)
        for (side, platform), members in sorted(known.items())
        if side == campaign and (others := known.get((OUTSIDE, platform), 0)) >= FEWEST_OTHERS
    ]
    if not any(table[0] for table in tables):
        return None
    return max(stratified_tail(tables), math.ulp(0.0))


def _corrected(p: Sequence[float | None], tests: int) -> list[float | None]:
    """Benjamini and Hochberg's q of each p that is known."""
    logs = np.array([math.log(each) for each in p if each is not None])
    q = iter((10.0 ** benjamini_hochberg(logs, tests)).tolist())
    return [None if each is None else next(q) for each in p]


def _rate(
    known: Mapping[tuple[str, str], int],
    carriers: Mapping[tuple[str, str], Mapping[str, tuple[int, int]]],
    pair: tuple[str, str],
    figures: tuple[float | None, float | None],
    common: set[str],
) -> CarrierRate:
    indicator, campaign = pair
    inside, outside = carriers[pair], carriers.get((indicator, OUTSIDE), {})
    accounts = sum(count for count, _ in inside.values())
    others = sum(count for count, _ in outside.values())
    members, apart = (
        sum(count for (side, _), count in known.items() if side == name)
        for name in (campaign, OUTSIDE)
    )
    return CarrierRate(
        campaign=campaign,
        indicator=indicator,
        posts=sum(posts for _, posts in inside.values()),
        accounts=accounts,
        members=members,
        outside_accounts=others,
        outside_known=apart,
        p=figures[0],
        q=figures[1],
        speaks=_speaks(accounts, others / max(1, apart), figures[1], indicator in common),
    )


def _speaks(accounts: int, outside: float, q: float | None, common: bool) -> Speaks:
    if common:
        return Speaks.COMMON_SITE
    if q is None:
        return Speaks.UNKNOWN
    if outside > MOST_OUTSIDE:
        return Speaks.COMMON_OUTSIDE
    if accounts < FEWEST_CARRIERS:
        return Speaks.ONE_ACCOUNT
    return Speaks.FOR_A_LINK if q <= MOST_FALSE else Speaks.CHANCE
