"""The operation: one staff behind many accounts, in shifts, hidden among filler.

Shaped after what Canada's Rapid Response Mechanism published in 2023 and 2025 (docs/simulator.md).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from demasque.errors import UsageError
from demasque.simulate.cast import Cast
from demasque.simulate.cover import boost, filler_posts
from demasque.simulate.draft import (
    COMMENT_POST,
    Draft,
    join,
    make_draft,
    put,
)
from demasque.simulate.habits.phrases import (
    COMMENT,
    EMOJI,
    ENGLISH,
    FRENCH,
    SIMPLIFIED,
    TRADITIONAL,
)
from demasque.simulate.habits.rhythm import DAY, HOUR
from demasque.simulate.organic import Span
from demasque.simulate.own_words import CLIP, NARRATIVE, TAG, TAGS, Own

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
    own_pages: float = 0.15  # share of placed posts that stand on the accounts' own pages
    boosts: float = 0.10  # share of the filler that reposts the operation's own posts
    edits: float = 0.35  # share of placed texts with an emoji or a hashtag hung on
    shifts: tuple[tuple[int, int], ...] = ((9, 12), (14, 18))  # local hours
    utc_offset: int = 8  # hours; where the shifts are local
    both_shifts: float = 0.2  # share of accounts that work all shifts
    on_duty: float = 0.85  # share of accounts that work on a given day
    desk: int = 40  # accounts that one desk of the staff keeps
    lent: float = 0.1  # share of accounts that another desk uses on a given day
    identity: int | None = None  # whose it is; None: of nobody else, in any world of another seed
    season: int = 0  # operations of one identity change with it
    kept: float = 0.3  # share of messages, clips and hashtags that stay from season to season

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        if not (0 <= self.posts < 0.5 and 0 < self.placed <= 1 and 0 < self.on_duty <= 1):
            raise UsageError("an operation's posts lie in 0 to 0.5, placed and on_duty in 0 to 1")
        if min(self.clip_batch[0], self.comment_batch[0]) < 2 or self.jitter_seconds < 1:
            raise UsageError("a wave needs at least 2 accounts and 1 second")
        if not 0 <= self.kept <= 1 or self.season < 0 or (self.identity or 0) < 0:
            raise UsageError("kept lies in 0 to 1; identity and season are 0 or more")
        if self.desk < 1 or not self.shifts or self.narratives < 1:
            raise UsageError("an operation has at least one account a desk, shift and narrative")

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


@dataclass(frozen=True)
class _Rosters:
    """Who sits where: ``seats`` of day and shift lie at ``first``, ``length`` of them.

    ``desk`` is the usual one of each account.
    """

    desk: Array
    seats: Array
    first: Array
    length: Array


def operation_posts(
    rng: np.random.Generator,
    settings: Operation,
    cast: Cast,
    members: Array,
    span: Span,
    count: int,
    feed: Draft,
    first_row: int,
    own: Own,
) -> tuple[Draft, Array]:
    """Return exactly ``count`` posts by ``members``, and the desk of each of ``members``.

    Comments stand under posts of ``feed``. ``first_row`` is where the first of the posts will stand
    in the whole draft, as ``feed`` does at 0. ``own`` names its words, clips and hashtags.
    """
    if not count or not len(members):
        return make_draft(np.empty(0, dtype=np.int64), np.empty(0)), np.zeros(len(members), int)
    placed = round(count * settings.placed)
    rosters = _rosters(rng, settings, len(members), span)
    plan = _plan(rng, settings, span, placed, int(rosters.length.min()), own)
    waves = _placements(rng, settings, plan, members, rosters, span)
    _under_venues(rng, settings.own_pages, cast, waves, feed)
    office = np.array([settings.shifts[0][0] - 1, settings.shifts[-1][1] + 1])
    filler = filler_posts(rng, cast, members, span, count - placed, office - settings.utc_offset)
    boosts = np.flatnonzero(rng.random(count - placed) < settings.boosts)
    boost(rng, cast, filler, boosts, waves, first_row, span)
    waves["tag_1"] = np.where(waves["tag_1"] >= 0, TAGS + own.keys(TAG, waves["tag_1"]), -1)
    return join(waves, filler), rosters.desk


def _plan(
    rng: np.random.Generator, settings: Operation, span: Span, placed: int, most: int, own: Own
) -> _Plan:
    """Return waves of ``placed`` posts in the order of their start, each by ``most`` or fewer."""
    clips_a_day = rng.integers(*settings.clips_per_day, span.days, endpoint=True)
    batch, clips = _batches(rng, settings, placed, most, int(clips_a_day.sum()))
    waves = len(batch)
    order = rng.permutation(waves)
    day = np.sort(rng.choice(span.days, waves, p=clips_a_day / clips_a_day.sum()))
    shift = rng.integers(0, len(settings.shifts), waves)
    hours = np.array(settings.shifts)[shift] - settings.utc_offset
    clock = (hours[:, 0] + rng.random(waves) * (hours[:, 1] - hours[:, 0])) * HOUR
    start = span.start + (day * DAY + clock.astype(np.int64)) % (span.days * DAY)
    return _Plan(
        start=np.minimum(start, span.end - settings.jitter_seconds - 1),
        size=batch[order],
        shift=shift,
        clip=np.where(order < clips, own.keys(CLIP, order), -1),
        key=own.keys(NARRATIVE, _narratives(rng, settings, day, span)),
        lang=rng.choice([ENGLISH, FRENCH, SIMPLIFIED], waves, p=[0.3, 0.15, 0.55]),
        spread=np.clip(40.0 * np.exp(0.9 * rng.standard_normal(waves)), 3, settings.jitter_seconds),
    )


def _batches(
    rng: np.random.Generator, settings: Operation, placed: int, most: int, clips: int
) -> tuple[Array, int]:
    """Return the sizes of all waves, those with a clip first, and how many these are.

    A world with few posts has fewer ``clips`` than asked for, so that comments get their share.
    """
    mean = sum(settings.clip_batch) / 2 + settings.comment_waves * sum(settings.comment_batch) / 2
    clips = int(np.clip(placed / mean, 1, clips))
    with_clip = rng.integers(*settings.clip_batch, clips, endpoint=True)
    with_clip = _filling(np.minimum(with_clip, most), placed)
    left = placed - int(with_clip.sum())
    without = rng.integers(*settings.comment_batch, left // 2 + 1, endpoint=True)
    without = _filling(np.minimum(without, most), left)
    return np.concatenate([with_clip, without]), len(with_clip)


def _filling(sizes: Array, total: int) -> Array:
    """Return the first of ``sizes`` that sum to ``total``, the last of them cut to fit."""
    before = np.cumsum(sizes) - sizes
    filling: Array = np.minimum(sizes, total - before)[before < total]
    return filling


def _narratives(rng: np.random.Generator, settings: Operation, day: Array, span: Span) -> Array:
    """Return a narrative for each wave; each of them is in use for a few days."""
    stride = settings.narratives / (span.days + 3)
    return ((day + 3 * rng.random(len(day))) * stride).astype(np.int64)


def _placements(
    rng: np.random.Generator,
    settings: Operation,
    plan: _Plan,
    members: Array,
    rosters: _Rosters,
    span: Span,
) -> Draft:
    """Return the posts of all waves: each is done by accounts that sit side by side that day."""
    day = (plan.start - span.start) // DAY
    length = rosters.length[day, plan.shift]
    wave = np.repeat(np.arange(len(plan.size)), plan.size)
    within = np.arange(len(wave)) - np.repeat(np.cumsum(plan.size) - plan.size, plan.size)
    first = (rng.random(len(length)) * length).astype(np.int64)
    place = rosters.first[day, plan.shift][wave] + (first[wave] + within) % length[wave]
    placed, author = len(wave), members[rosters.seats[place]]
    later = (rng.random(placed) * plan.spread[wave]).astype(np.int64)
    draft = make_draft(
        author,
        plan.start[wave] + later,
        lang=_script(rng, plan.lang[wave]),
        style=COMMENT,
        key=plan.key[wave],
        topic=plan.key[wave] % 10,
        media=plan.clip[wave],
        wave=wave,
        reach=0.0,
    )
    edited = np.flatnonzero(rng.random(placed) < settings.edits)
    emoji, tagged = edited[::2], edited[1::2]
    put(draft, emoji, emoji=rng.integers(1, len(EMOJI), len(emoji)))
    put(draft, tagged, tag_1=rng.integers(0, 8, len(tagged)))
    return draft


def _rosters(rng: np.random.Generator, settings: Operation, members: int, span: Span) -> _Rosters:
    """Seat every day's accounts desk by desk, in any order at a desk; some sit at another."""
    shifts = len(settings.shifts)
    desks = max(round(members / settings.desk), shifts)
    desk = rng.permutation(members) % desks
    usual = desk % shifts
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
            away = rng.random(len(sitting)) < settings.lent
            today = np.where(away, rng.integers(0, desks, len(sitting)), desk[sitting])
            seats.append(sitting[np.lexsort((rng.random(len(sitting)), today))])
    length = np.array([len(row) for row in seats])
    first = np.cumsum(length) - length
    shape = (span.days, shifts)
    return _Rosters(desk, np.concatenate(seats), first.reshape(shape), length.reshape(shape))


def _script(rng: np.random.Generator, lang: Array) -> Array:
    """Return the languages with four in ten Chinese texts in Traditional characters."""
    traditional = (lang == SIMPLIFIED) & (rng.random(len(lang)) < 0.4)
    return np.where(traditional, TRADITIONAL, lang)


def _under_venues(
    rng: np.random.Generator, own_pages: float, cast: Cast, draft: Draft, feed: Draft
) -> None:
    """Put most posts under a recent post of a venue on the author's platform, if there is one."""
    stands = np.flatnonzero(feed["author"] < cast.venues)
    for platform in np.unique(cast.platform[draft["author"]]):
        posts = stands[cast.platform[feed["author"][stands]] == platform]
        posts = posts[np.argsort(feed["at"][posts], kind="stable")]
        away = rng.random(len(draft["at"])) >= own_pages
        rows = np.flatnonzero(away & (cast.platform[draft["author"]] == platform))
        newest = np.searchsorted(feed["at"][posts], draft["at"][rows]) - 1
        chosen = newest - np.minimum(rng.geometric(0.08, len(rows)) - 1, np.maximum(newest, 0))
        rows, chosen = rows[newest >= 0], posts[chosen[newest >= 0]]
        put(draft, rows, kind=COMMENT_POST, parent=chosen, venue=feed["author"][chosen])
