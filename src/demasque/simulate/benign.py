"""People who act together and hide nothing: the coordination that must not be mistaken.

Each group works by a plan of its own; ``wave`` numbers the placements of one plan.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from demasque.simulate.cast import FAN_CLUB, NEWSROOM, SHOP, STAFF, Cast
from demasque.simulate.draft import Draft, join, make_draft, unique_keys
from demasque.simulate.habits.phrases import ADVERT, DISPATCH, REMARK, STATEMENT
from demasque.simulate.habits.popularity import fame
from demasque.simulate.habits.rhythm import DAY, HOUR
from demasque.simulate.organic import Span

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Benign:
    """Sizes (accounts) of the benign groups; a group of 0 is left out."""

    newsrooms: int = 12  # mastheads that take one agency's texts
    fans: int = 60
    staff: int = 15
    shops: int = 6  # accounts of one seller

    @property
    def sizes(self) -> dict[int, int]:
        """Accounts per group, by the numbers of ``cast.GROUPS``."""
        return {
            NEWSROOM: self.newsrooms,
            FAN_CLUB: self.fans,
            STAFF: self.staff,
            SHOP: self.shops,
        }


def benign_posts(rng: np.random.Generator, cast: Cast, span: Span, per_day: float) -> Draft:
    """Return the posts of all benign plans; ``per_day`` is the number of placements of each."""
    plans = (_newsrooms, _fan_club, _staff, _seller)
    count = max(int(per_day * span.days), 1)
    drafts = [make_draft(np.empty(0, dtype=np.int64), np.empty(0))]
    numbered = 0
    for plan, group in zip(plans, (NEWSROOM, FAN_CLUB, STAFF, SHOP), strict=True):
        draft = plan(rng, cast, cast.members(group), span, count)
        draft["wave"] += numbered
        numbered = int(draft["wave"].max(initial=numbered - 1)) + 1
        drafts.append(draft)
    return join(*drafts)


def _takers(
    rng: np.random.Generator, members: Array, count: int, take: float
) -> tuple[Array, Array]:
    """Return (placement, account) for everyone who takes part in each of ``count`` placements."""
    placement, member = np.nonzero(rng.random((count, len(members))) < take)
    return placement, members[member]


def _opening(rng: np.random.Generator, span: Span, count: int, hours: tuple[int, int]) -> Array:
    """Return ``count`` moments on days of the world between two hours, UTC."""
    day = rng.integers(0, span.days, count)
    return span.start + day * DAY + rng.integers(hours[0] * HOUR, hours[1] * HOUR, count)


def _within(span: Span, at: Array) -> Array:
    return np.minimum(at, span.end - 1)


def _newsrooms(
    rng: np.random.Generator, cast: Cast, members: Array, span: Span, count: int
) -> Draft:
    """Mastheads paste an agency's text and address, minutes to hours after it came in."""
    wave, author = _takers(rng, members, 2 * count, 0.6)
    delay = np.clip(2_400.0 * np.exp(1.1 * rng.standard_normal(len(wave))), 120, 8 * HOUR)
    at = _opening(rng, span, 2 * count, (11, 22))[wave] + delay.astype(np.int64)
    story = unique_keys(rng, 2 * count)[wave]
    return make_draft(
        author,
        _within(span, at),
        style=DISPATCH,
        key=story,
        url=story,
        topic=rng.integers(0, cast.communities, 2 * count)[wave],
        media=np.where(rng.random(len(wave)) < 0.3, story, -1),
        wave=wave,
        reach=fame(rng, len(wave), 1.5),
    )


def _fan_club(
    rng: np.random.Generator, cast: Cast, members: Array, span: Span, count: int
) -> Draft:
    """Fans post one sequence of hashtags in their own words, at the hour they agreed upon."""
    del count
    wave, author = _takers(rng, members, span.days, 0.4)
    at = span.start + wave * DAY + 20 * HOUR
    at = at + np.minimum(rng.exponential(600.0, len(wave)), 1.5 * HOUR).astype(np.int64)
    return make_draft(
        author,
        _within(span, at),
        lang=cast.lang[author],
        style=REMARK,
        key=unique_keys(rng, len(wave)),
        topic=cast.community[author],
        tag_1=900_000,
        tag_2=900_001 + wave % 3,
        tag_3=900_010 + wave // 3,
        wave=wave,
        reach=fame(rng, len(wave), 1.5),
    )


def _staff(rng: np.random.Generator, cast: Cast, members: Array, span: Span, count: int) -> Draft:
    """An office's people repeat its statements in the hours after; the first of them states it."""
    wave, author = _takers(rng, members, count, 0.5)
    delay = np.clip(6_000.0 * np.exp(1.0 * rng.standard_normal(len(wave))), 60, 10 * HOUR)
    at = _opening(rng, span, count, (13, 21))[wave] + delay.astype(np.int64)
    return make_draft(
        author,
        _within(span, at),
        lang=np.where(rng.random(len(wave)) < 0.3, 1, 0),
        style=STATEMENT,
        key=unique_keys(rng, count)[wave],
        topic=rng.integers(0, cast.communities, count)[wave],
        wave=wave,
        reach=fame(rng, len(wave), 1.5),
    )


def _seller(rng: np.random.Generator, cast: Cast, members: Array, span: Span, count: int) -> Draft:
    """A seller offers the same gadgets from several shop accounts, one after the other."""
    wave, author = _takers(rng, members, count, 0.8)
    at = _opening(rng, span, count, (8, 20))[wave] + rng.integers(0, 40 * 60, len(wave))
    offer = np.arange(max(count // 3, 1)) + 2_000_000
    gadget = offer[rng.integers(0, len(offer), count)[wave]]
    return make_draft(
        author,
        _within(span, at),
        style=ADVERT,
        key=gadget,
        url=gadget,
        media=gadget,
        topic=cast.community[author],
        wave=wave,
        reach=0.2 * fame(rng, len(wave), 1.5),
    )
