"""What a campaign may show: each trait is there or not, whatever the others do."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from demasque.errors import UsageError

CREATION_BURST: Final = "creation burst"
DORMANT: Final = "dormant"
TAKEN_OVER: Final = "taken over"
NAMING_GRAMMAR: Final = "naming grammar"
COPIED_AVATARS: Final = "copied avatars"
COPIED_BIOS: Final = "copied bios"
FOLLOWER_MISFIT: Final = "follower misfit"
POSTING_CEILING: Final = "posting ceiling"
ONE_CLIENT: Final = "one client"
CLOSED_RING: Final = "closed ring"
ONE_HOST: Final = "one host"
ORDERED_HOURS: Final = "ordered hours"
BATCHES: Final = "batches"
FAVOURED_VENUE: Final = "favoured venue"
FLOOD: Final = "flood"
COPIED_FILLER: Final = "copied filler"
ECHO_CHAMBER: Final = "echo chamber"
NAMED_TARGET: Final = "named target"
HOAX_WAVE: Final = "hoax wave"

OF_ACCOUNTS: Final = (
    *(CREATION_BURST, DORMANT, TAKEN_OVER, NAMING_GRAMMAR, COPIED_AVATARS, COPIED_BIOS),
    *(FOLLOWER_MISFIT, POSTING_CEILING, ONE_CLIENT, CLOSED_RING, ONE_HOST),
)
"""Traits that a share of the members show, each trait on members of its own."""

OF_THE_CAMPAIGN: Final = (
    *(ORDERED_HOURS, BATCHES, FAVOURED_VENUE, FLOOD, COPIED_FILLER, ECHO_CHAMBER, NAMED_TARGET),
)
"""Traits of all members together."""

TRAITS: Final = (*OF_ACCOUNTS, *OF_THE_CAMPAIGN, HOAX_WAVE)
"""All traits. The hoax wave is nobody's: ordinary accounts pass a message on, once each."""


def present_traits(seed: int, asked: Iterable[str] | None) -> frozenset[str]:
    """Return the traits of a world: those asked for, else each with probability one half.

    Raises ``UsageError`` for a trait that does not exist.
    """
    if asked is None:
        drawn = np.random.default_rng([seed, 100]).random(len(TRAITS)) < 0.5
        return frozenset(trait for trait, there in zip(TRAITS, drawn, strict=True) if there)
    chosen = frozenset(asked)
    if not chosen <= set(TRAITS):
        unknown = ", ".join(sorted(chosen - set(TRAITS)))
        raise UsageError(f"no trait is called {unknown}; there are: {', '.join(TRAITS)}")
    return chosen
