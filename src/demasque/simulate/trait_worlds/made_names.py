"""Handles: by the patterns that people and platforms like, or by one rule."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.trait_worlds.trait_kinds import NAMING_GRAMMAR
from demasque.simulate.trait_worlds.trait_stage import Stage

Array = npt.NDArray[Any]

FIRST: Final = (
    *("amber", "brisk", "calm", "dusty", "early", "fuzzy", "hollow", "idle", "keen", "lively"),
    *("mild", "neat", "oaken", "pale", "quiet", "rusty", "silver", "tidy", "upper", "velvet"),
    *("warm", "young", "zesty", "red", "blue", "old", "little", "northern", "sunny", "plain"),
)
SECOND: Final = (
    *("otter", "maple", "kettle", "harbour", "pebble", "lantern", "teapot", "finch", "anchor"),
    *("basket", "candle", "drum", "engine", "fern", "garden", "hedge", "island", "jacket", "key"),
    *("ladder", "meadow", "needle", "orchard", "piano", "quilt", "ribbon", "saddle", "thimble"),
    *("umbrella", "window"),
)

LIKED: Final = (
    ("{first}{second}", 0.18),
    ("{first}{second}{n2}", 0.17),
    ("{first}{second}{n5}", 0.15),  # what a platform proposes
    ("{first}_{second}", 0.12),
    ("{first}{year}", 0.10),
    ("{first}_{second}{n2}", 0.07),
    ("{second}", 0.06),
    ("{first}.{second}", 0.05),
)
"""Patterns and the share of people who like each; the rest go to ``RARE_PATTERNS``."""

RARE_PATTERNS: Final = (
    *("{first}_{second}{n4}", "{first}{n2}_{second}", "{first}_{second}_{n3}", "{n2}{first}"),
    *("{first}.{second}.{n2}", "_{first}{second}_", "{first}{n1}{second}{n1}", "{second}-{n4}"),
)


def handles(stage: Stage) -> list[str]:
    """Return a handle for each account; venues are named by what they are elsewhere."""
    rng, accounts = stage.rng("names"), len(stage.cast)
    patterns = [pattern for pattern, _ in LIKED] + list(RARE_PATTERNS)
    shares = np.array([share for _, share in LIKED])
    rest = np.full(len(RARE_PATTERNS), (1.0 - shares.sum()) / len(RARE_PATTERNS))
    liked = rng.choice(len(patterns), accounts, p=np.concatenate([shares, rest]))
    rule = len(LIKED) + int(rng.integers(len(RARE_PATTERNS)))
    stage.truth["naming grammar"] = patterns[rule]
    chosen = np.where(stage.bears(NAMING_GRAMMAR), rule, liked)
    return [_named(rng, patterns[number]) for number in chosen]


def _named(rng: np.random.Generator, pattern: str) -> str:
    numbers = {f"n{n}": int(rng.integers(10 ** (n - 1), 10**n)) for n in range(1, 6)}
    return pattern.format(
        first=FIRST[int(rng.integers(len(FIRST)))],
        second=SECOND[int(rng.integers(len(SECOND)))],
        year=int(rng.integers(1958, 2009)),
        **numbers,
    )
