"""The operation: one staff behind many accounts, in shifts, hidden among filler.

Shaped after what Canada's Rapid Response Mechanism published in 2023 and 2025 (docs/simulator.md).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from demasque.errors import UsageError
from demasque.simulate.cast import Cast
from demasque.simulate.draft import (
    COMMENT_POST,
    ORIGINAL,
    Draft,
    join,
    make_draft,
    put,
    unique_keys,
)
from demasque.simulate.organic import Span, small_talk
from demasque.simulate.popularity import fame, spread_over
from demasque.simulate.rhythm import DAY, HOUR
from demasque.simulate.wording import (
    CAPTION,
    COMMENT,
    EMOJI,
    ENGLISH,
    FRENCH,
    QUOTE,
    SIMPLIFIED,
    TRADITIONAL,
)

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Operation:
    """What the operation does. Shares lie in 0 to 1."""

    accounts: int | None = None  # None: one in a hundred, at least 12; 0: no operation
    posts: float = 0.10  # share of the world's posts
    placed: float = 0.55  # share of its posts that are placed in waves; the rest is filler
    new: float = 0.6  # share of newly made accounts; the rest were taken over
    clips_per_day: tuple[int, int] = (100, 200)  # distinct clips, each placed by a few accounts
    clip_batch: tuple[int, int] = (2, 6)  # accounts that place one clip
    comment_batch: tuple[int, int] = (6, 20)  # accounts that place one comment
    comment_waves: float = 0.10  # waves without a clip, in proportion to those with one
    narratives: int = 40  # texts, each in every language
    jitter_seconds: int = 240  # all of a wave lies within this; most waves within a minute
    edits: float = 0.35  # share of placed texts with an emoji or a hashtag hung on
    shifts: tuple[tuple[int, int], ...] = ((9, 12), (14, 18))  # local hours
    utc_offset: int = 8  # hours; where the shifts are local
    both_shifts: float = 0.2  # share of accounts that work all shifts
    on_duty: float = 0.85  # share of accounts that work on a given day

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        if not (0 <= self.posts < 0.5 and 0 < self.placed <= 1 and 0 < self.on_duty <= 1):
            raise UsageError("an operation's posts lie in 0 to 0.5, placed and on_duty in 0 to 1")
        if min(self.clip_batch[0], self.comment_batch[0]) < 2 or self.jitter_seconds < 1:
            raise UsageError("a wave needs at least 2 accounts and 1 second")

    def size(self, accounts: int) -> int:
        """Return the number of its accounts in a world of ``accounts``."""
        return max(accounts // 100, 12) if self.accounts is None else self.accounts


@dataclass(frozen=True)
class _Plan:
    """The waves: when each starts, how many take part, which text in which language, which clip."""

    start: Array
    size: Array
    shift: Array
    clip: Array  # -1 for comments alone
    key: Array
    lang: Array
    spread: Array


def operation_posts(
    rng: np.random.Generator,
    settings: Operation,
    cast: Cast,
    members: Array,
    span: Span,
    count: int,
    feed: Draft,
) -> Draft:
    """Return exactly ``count`` posts by ``members``; comments stand under posts of ``feed``."""
    if not count or not len(members):
        return make_draft(np.empty(0, dtype=np.int64), np.empty(0))
    placed = round(count * settings.placed)
    plan = _plan(rng, settings, span, placed)
    waves = _placements(rng, settings, plan, members, span, placed)
    _under_venues(rng, cast, waves, feed)
    filler = _filler(rng, settings, cast, members, span, count - placed)
    return join(waves, filler)


def dress(rng: np.random.Generator, settings: Operation, cast: Cast, members: Array) -> None:
    """Make ``members`` look like what they are: new accounts made in batches, or taken-over ones.

    ``cast.unit`` becomes 1 for those taken over, who keep their age and following.
    """
    new = members[: round(len(members) * settings.new)]
    cast.unit[members[len(new) :]] = 1
    begin = int(cast.created.max())
    batches = max(len(new) // 15, 1)
    days = np.sort(rng.integers(4, 90, batches))[rng.integers(0, batches, len(new))]
    cast.created[new] = begin - days * DAY + rng.integers(0, 3 * HOUR, len(new))
    cast.followers[new] = rng.poisson(6.0, len(new))
    cast.digits[new] = rng.integers(4, 9, len(new))


def _plan(rng: np.random.Generator, settings: Operation, span: Span, placed: int) -> _Plan:
    """Return enough waves for ``placed`` posts, in the order of their start."""
    mean = sum(settings.clip_batch) / 2 + settings.comment_waves * sum(settings.comment_batch) / 2
    clips_a_day = rng.integers(*settings.clips_per_day, span.days, endpoint=True)
    clips = int(np.clip(placed / mean, 1, clips_a_day.sum()))
    comments = _comment_waves(settings, placed, clips)
    waves = clips + comments
    clip = rng.permutation(np.where(np.arange(waves) < clips, np.arange(waves), -1))
    day = np.sort(rng.choice(span.days, waves, p=clips_a_day / clips_a_day.sum()))
    shift = rng.integers(0, len(settings.shifts), waves)
    hours = np.array(settings.shifts)[shift] - settings.utc_offset
    clock = (hours[:, 0] + rng.random(waves) * (hours[:, 1] - hours[:, 0])) * HOUR
    start = span.start + (day * DAY + clock.astype(np.int64)) % (span.days * DAY)
    batch = np.where(
        clip >= 0,
        rng.integers(*settings.clip_batch, waves, endpoint=True),
        rng.integers(*settings.comment_batch, waves, endpoint=True),
    )
    return _Plan(
        start=np.minimum(start, span.end - settings.jitter_seconds - 1),
        size=batch,
        shift=shift,
        clip=clip,
        key=3_000_000 + _narratives(rng, settings, day, span),
        lang=rng.choice([ENGLISH, FRENCH, SIMPLIFIED], waves, p=[0.3, 0.15, 0.55]),
        spread=np.clip(40.0 * np.exp(0.9 * rng.standard_normal(waves)), 3, settings.jitter_seconds),
    )


def _comment_waves(settings: Operation, placed: int, clips: int) -> int:
    """Return how many waves without a clip take the posts that the clips leave."""
    left = placed - clips * sum(settings.clip_batch) / 2
    return max(round(1.15 * left / (sum(settings.comment_batch) / 2)), 2)


def _narratives(rng: np.random.Generator, settings: Operation, day: Array, span: Span) -> Array:
    """Return a narrative for each wave; each of them is in use for a few days."""
    stride = settings.narratives / (span.days + 3)
    return ((day + 3 * rng.random(len(day))) * stride).astype(np.int64)


def _placements(
    rng: np.random.Generator,
    settings: Operation,
    plan: _Plan,
    members: Array,
    span: Span,
    placed: int,
) -> Draft:
    """Return ``placed`` posts: a wave is done by accounts that sit side by side that day."""
    roster = _rosters(rng, settings, len(members), span)
    day = (plan.start - span.start) // DAY
    length = roster.length[day, plan.shift]
    size = np.minimum(plan.size, length)
    wave = np.repeat(np.arange(len(size)), size)
    within = np.arange(len(wave)) - np.repeat(np.cumsum(size) - size, size)
    first = (rng.random(len(size)) * length).astype(np.int64)
    place = roster.first[day, plan.shift][wave] + (first[wave] + within) % length[wave]
    rows = np.sort(rng.permutation(len(wave))[:placed])
    rows = np.resize(rows, placed)
    wave, author = wave[rows], members[roster.seats[place[rows]]]
    later = (rng.random(placed) * plan.spread[wave]).astype(np.int64)
    draft = make_draft(
        author,
        plan.start[wave] + later,
        lang=_script(rng, plan.lang[wave]),
        style=COMMENT,
        key=plan.key[wave],
        topic=plan.key[wave] % 10,
        media=np.where(plan.clip[wave] >= 0, 4_000_000 + plan.clip[wave], -1),
        wave=wave,
        reach=0.0,
    )
    edited = np.flatnonzero(rng.random(placed) < settings.edits)
    emoji, tagged = edited[::2], edited[1::2]
    put(draft, emoji, emoji=rng.integers(1, len(EMOJI), len(emoji)))
    put(draft, tagged, tag_1=910_000 + rng.integers(0, 8, len(tagged)))
    return draft


@dataclass(frozen=True)
class _Rosters:
    """Who sits where: ``seats`` of day and shift lie at ``first``, ``length`` of them."""

    seats: Array
    first: Array
    length: Array


def _rosters(rng: np.random.Generator, settings: Operation, members: int, span: Span) -> _Rosters:
    shifts = len(settings.shifts)
    usual = rng.integers(0, shifts, members)
    both = rng.random(members) < settings.both_shifts
    zealous = np.clip(rng.normal(settings.on_duty, 0.1, members), 0.3, 1.0)
    seats: list[Array] = []
    for day in range(span.days):
        present = rng.random(members) < zealous
        for shift in range(shifts):
            # Shifts rotate every week.
            mine = both | ((usual + day // 7) % shifts == shift)
            sitting = np.flatnonzero(present & mine)
            sitting = sitting if len(sitting) > 1 else np.arange(members)
            seats.append(rng.permutation(sitting))
    length = np.array([len(row) for row in seats])
    first = np.cumsum(length) - length
    shape = (span.days, shifts)
    return _Rosters(np.concatenate(seats), first.reshape(shape), length.reshape(shape))


def _script(rng: np.random.Generator, lang: Array) -> Array:
    """Return the languages with four in ten Chinese texts in Traditional characters."""
    traditional = (lang == SIMPLIFIED) & (rng.random(len(lang)) < 0.4)
    return np.where(traditional, TRADITIONAL, lang)


def _under_venues(rng: np.random.Generator, cast: Cast, draft: Draft, feed: Draft) -> None:
    """Put each post under a recent post of a venue on its author's platform, if there is one."""
    stands = np.flatnonzero(feed["author"] < cast.venues)
    for platform in np.unique(cast.platform[draft["author"]]):
        posts = stands[cast.platform[feed["author"][stands]] == platform]
        posts = posts[np.argsort(feed["at"][posts], kind="stable")]
        rows = np.flatnonzero(cast.platform[draft["author"]] == platform)
        newest = np.searchsorted(feed["at"][posts], draft["at"][rows]) - 1
        chosen = newest - np.minimum(rng.geometric(0.08, len(rows)) - 1, np.maximum(newest, 0))
        rows, chosen = rows[newest >= 0], posts[chosen[newest >= 0]]
        put(draft, rows, kind=COMMENT_POST, parent=chosen, venue=feed["author"][chosen])


def _filler(
    rng: np.random.Generator,
    settings: Operation,
    cast: Cast,
    members: Array,
    span: Span,
    count: int,
) -> Draft:
    """Return everyday posts: photos, quotes, small talk; at the hours of the shifts mostly."""
    author = members[spread_over(rng, count, rng.gamma(3.0, 1.0, len(members)))]
    at = cast.clock.times(rng, author, span.start, span.days)
    office = rng.random(count) < 0.7
    hours = (rng.random(count) * 11 + 8 - settings.utc_offset) * HOUR
    day = rng.integers(0, span.days, count) * DAY
    at = np.where(office, span.start + (day + hours.astype(np.int64)) % (span.days * DAY), at)
    way = rng.choice(3, count, p=[0.45, 0.3, 0.25])
    own = unique_keys(rng, count)
    draft = make_draft(
        author,
        at,
        kind=ORIGINAL,
        lang=cast.lang[author],
        topic=cast.community[author],
        style=np.where(way == 0, CAPTION, QUOTE),
        key=own,
        media=np.where(way == 0, own, -1),
        reach=0.02 * fame(rng, count, 1.5),
    )
    small_talk(rng, draft, np.flatnonzero(way == 2), 0.15)
    return draft
