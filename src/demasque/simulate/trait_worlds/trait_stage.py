"""The people of a world of traits, and who of the members shows what."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.cast import OPERATION, Cast, make_cast
from demasque.simulate.event_world import START
from demasque.simulate.organic import Span
from demasque.simulate.trait_worlds.trait_kinds import (
    DORMANT,
    OF_ACCOUNTS,
    OF_THE_CAMPAIGN,
    TAKEN_OVER,
)

Array = npt.NDArray[Any]

CAMPAIGN_BEGINS: Final = 0.55
"""The share of a world's days that lie before the campaign's first message."""

PARTS: Final = (
    *("cast", "shown", "venues", "waves", "hoax", "organic", "background", "dormant", "taken over"),
    *("ceiling", "hours", "filler", "venue", "flood", "target", "ring", "echo", "mentions"),
    *("clients", "follows", "created", "names", "pictures", "bios", "hosts", "followers", "tables"),
    "devoted",
)
"""What draws from chance, each from a stream of its own: one trait changes nothing of another."""


@dataclass(frozen=True)
class Stage:
    """Who is there, for how long, and which accounts show each trait.

    ``shown`` has one entry per account for each trait that is present. ``begins`` is the campaign's
    first second. ``truth`` names what a trait is about (the venue that is favoured, ...).
    """

    seed: int
    present: frozenset[str]
    cast: Cast
    members: Array
    span: Span
    begins: int
    shown: dict[str, Array]
    truth: dict[str, Any] = field(default_factory=dict)

    def rng(self, part: str) -> np.random.Generator:
        """Return the stream of chance of one of ``PARTS``."""
        return np.random.default_rng([self.seed, 101 + PARTS.index(part)])

    def bears(self, trait: str) -> Array:
        """Return for every account whether it shows a trait."""
        return self.shown.get(trait, np.zeros(len(self.cast), dtype=bool))

    def bearers(self, trait: str) -> Array:
        """Return the accounts that show a trait."""
        return np.flatnonzero(self.bears(trait))

    @property
    def is_member(self) -> Array:
        """Whether each account is a member."""
        member: Array = self.cast.group == OPERATION
        return member


def make_stage(
    seed: int, present: frozenset[str], accounts: int, members: int, days: int, share: float
) -> Stage:
    """Return the people of a world: venues, then the members, then everybody else."""
    rng = np.random.default_rng([seed, 101])
    venues = max(accounts // 30, 9)
    cast = make_cast(rng, accounts, venues, {OPERATION: members}, START)
    cast.platform[:] = 0
    chosen = cast.members(OPERATION)
    _settle(rng, cast, chosen)
    span = Span(START, days)
    begins = span.start + round(CAMPAIGN_BEGINS * days) * 86_400
    shown = _shown(np.random.default_rng([seed, 102]), present, cast, chosen, share)
    return Stage(seed, present, cast, chosen, span, begins, shown)


def _settle(rng: np.random.Generator, cast: Cast, members: Array) -> None:
    """Give the members one community, its language, and the hours of others who live there."""
    others = np.arange(cast.venues + len(members), len(cast))
    home = np.bincount(cast.community[others]).argmax()
    neighbours = rng.choice(others[cast.community[others] == home], len(members))
    cast.community[members] = home
    cast.lang[members] = np.bincount(cast.lang[neighbours]).argmax()
    cast.clock.offset[members] = cast.clock.offset[neighbours]
    cast.clock.wake[members] = cast.clock.wake[neighbours]


def _shown(
    rng: np.random.Generator, present: frozenset[str], cast: Cast, members: Array, share: float
) -> dict[str, Array]:
    """Return who shows each trait: members of its own for each, but for two that exclude another.

    An account that slept has too few posts from before to be seen taken over.
    """
    shown: dict[str, Array] = {}
    for trait in (*OF_ACCOUNTS, *OF_THE_CAMPAIGN):
        order = rng.permutation(members)
        if trait == TAKEN_OVER and DORMANT in shown:
            order = order[np.argsort(shown[DORMANT][order], kind="stable")]
        few = order[: max(round(share * len(members)), 1)]
        bears = np.zeros(len(cast), dtype=bool)
        bears[few if trait in OF_ACCOUNTS else members] = True
        if trait == TAKEN_OVER and DORMANT in shown:
            bears &= ~shown[DORMANT]
        if trait in present:
            shown[trait] = bears
    return shown
