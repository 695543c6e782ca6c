"""Pictures, bios and servers: one's own, none, what many have, or copied."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.draft import unique_keys
from demasque.simulate.habits.phrases import QUOTE, render
from demasque.simulate.trait_worlds.trait_kinds import COPIED_AVATARS, COPIED_BIOS, ONE_HOST
from demasque.simulate.trait_worlds.trait_stage import Stage

Array = npt.NDArray[Any]

DEFAULT_PICTURE: Final = "https://pictures.example/default.png"
BY_DEFAULT: Final = 0.15
NO_PICTURE: Final = 0.05
LIKED_PICTURE: Final = 0.06  # accounts with one of twelve pictures that go round
HOME_PICTURE: Final = 0.05  # accounts with the picture of their community
NO_BIO: Final = 0.25
SHORT_BIO: Final = 0.10
SHORT_BIOS: Final = (
    *("Just here to read", "Dog person", "Views are my own", "Coffee first", "Dad of two"),
    *("Music and long walks", "Here for the football", "Retweets are not endorsements"),
    *("Living my best life", "Proud mum", "Ask me about bread", "Night owl"),
)
COPIES: Final = 3
"""Pictures, or bios, that the members who copied theirs have among them."""

LARGE_HOSTS: Final = 12
SMALL_HOSTS: Final = 30
ON_LARGE: Final = 0.75
NO_HOST: Final = 0.08
HOME_HOST: Final = 0.08  # accounts on the server of their community


def pictures(stage: Stage) -> list[str | None]:
    """Return the address of each account's picture; None where it has none."""
    rng, accounts = stage.rng("pictures"), len(stage.cast)
    draw, number = rng.random(accounts), rng.integers(0, 12, accounts)
    own = [f"https://pictures.example/{key:x}.jpg" for key in unique_keys(rng, accounts).tolist()]
    homes = stage.cast.community.tolist()
    shared = NO_PICTURE + BY_DEFAULT + LIKED_PICTURE
    usual = [
        None
        if share < NO_PICTURE
        else DEFAULT_PICTURE
        if share < NO_PICTURE + BY_DEFAULT
        else f"https://pictures.example/liked-{n}.jpg"
        if share < shared
        else f"https://pictures.example/liked-at-home-{home}.jpg"
        if share < shared + HOME_PICTURE
        else address
        for share, n, home, address in zip(draw, number, homes, own, strict=True)
    ]
    return _copied(rng, stage.bears(COPIED_AVATARS), own[-COPIES:], usual)


def bios(stage: Stage) -> list[str | None]:
    """Return what each account says of itself; None where it says nothing."""
    rng, accounts = stage.rng("bios"), len(stage.cast)
    key, style = unique_keys(rng, accounts), np.full(accounts, QUOTE)
    nothing = np.zeros(accounts, dtype=np.int64)
    own = render(stage.cast.lang, style, key, nothing, nothing).to_pylist()
    draw, number = rng.random(accounts), rng.integers(0, len(SHORT_BIOS), accounts)
    usual = [
        None if share < NO_BIO else SHORT_BIOS[n] if share < NO_BIO + SHORT_BIO else words
        for share, n, words in zip(draw, number, own, strict=True)
    ]
    return _copied(rng, stage.bears(COPIED_BIOS), own[-COPIES:], usual)


def hosts(stage: Stage) -> list[str | None]:
    """Return the server that holds each account; None where it is not said."""
    rng, accounts = stage.rng("hosts"), len(stage.cast)
    popular = 1.0 / np.arange(1, SMALL_HOSTS + 1)
    large = rng.integers(0, LARGE_HOSTS, accounts)
    small = rng.choice(SMALL_HOSTS, accounts, p=popular / popular.sum())
    draw = rng.random(accounts)
    # One of the small servers that a few ordinary accounts use, too.
    own = f"small-{SMALL_HOSTS // 2 + int(rng.integers(SMALL_HOSTS // 2)):02d}.example"
    stage.truth["one host"] = own
    homes = stage.cast.community.tolist()
    usual = [
        None
        if share < NO_HOST
        else f"home-{home:02d}.example"
        if share < NO_HOST + HOME_HOST
        else f"large-{a:02d}.example"
        if share < NO_HOST + HOME_HOST + (1 - NO_HOST - HOME_HOST) * ON_LARGE
        else f"small-{b:02d}.example"
        for share, home, a, b in zip(draw, homes, large, small, strict=True)
    ]
    one = stage.bears(ONE_HOST)
    return [own if bears else host for bears, host in zip(one, usual, strict=True)]


def _copied(
    rng: np.random.Generator, bears: Array, among: list[str], usual: list[str | None]
) -> list[str | None]:
    """Return what is usual, and one of a few for those that copied."""
    which = rng.integers(0, len(among), len(usual))
    return [
        among[n] if copied else value for copied, n, value in zip(bears, which, usual, strict=True)
    ]
