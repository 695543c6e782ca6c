"""Who carries claims, drawn: one lane of days for each carrier of a claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from demasque.dossier import Carrier, CarrierDay, Claim, ClaimCarriers
from demasque.findings import CaseClaims

WIDTH: Final = 180
HEIGHT: Final = 28

_BARS: Final = 60
"""Bars at most: beyond, each stands for several days."""

_FEWEST: Final = 7


@dataclass(frozen=True)
class CarrierLane:
    """One carrier, and its posts by day as an SVG path; ``most`` of them in the highest bar."""

    carrier: Carrier
    path: str
    most: int
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class CarriedClaim:
    """One claim with its carriers; ``first`` and ``last`` are the days that all lanes span."""

    claim: Claim
    found: ClaimCarriers
    lanes: tuple[CarrierLane, ...]
    first: date | None
    last: date | None


def carried_claims(claims: CaseClaims) -> tuple[CarriedClaim, ...]:
    """Draw who carries each claim, in the ledger's order."""
    return tuple(_drawn(claim, found) for claim, found in claims.carriers)


def _drawn(claim: Claim, found: ClaimCarriers) -> CarriedClaim:
    days = [day.day for carrier in found.carriers for day in carrier.days]
    if not days:
        return CarriedClaim(claim, found, (), None, None)
    first, last = min(days), max(days)
    lanes = tuple(
        CarrierLane(each, *_bars(each.days, first, (last - first).days + 1))
        for each in found.carriers
    )
    return CarriedClaim(claim, found, lanes, first, last)


def _bars(days: Sequence[CarrierDay], first: date, whole: int) -> tuple[str, int]:
    each = -(-whole // _BARS)
    posts = [0] * -(-whole // each)
    for day in days:
        posts[(day.day - first).days // each] += day.posts
    most = max(posts)
    step = WIDTH / max(len(posts), _FEWEST)
    bars = (
        f"M{n * step:.1f} {HEIGHT}v-{amount / most * HEIGHT:.1f}h{step * 0.8:.1f}V{HEIGHT}z"
        for n, amount in enumerate(posts)
        if amount
    )
    return "".join(bars), most
