"""What everybody posts: members live like others, who have holidays, move, and change interests."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.cast import OPERATION
from demasque.simulate.draft import Draft, join, make_draft
from demasque.simulate.habits.phrases import EMOJI, QUOTE
from demasque.simulate.habits.popularity import fame
from demasque.simulate.habits.rhythm import DAY, HOUR
from demasque.simulate.organic import organic_posts, venue_posts
from demasque.simulate.trait_worlds.trait_kinds import HOAX_WAVE, POSTING_CEILING
from demasque.simulate.trait_worlds.trait_stage import Stage

Array = npt.NDArray[Any]

ON_HOLIDAY: Final = 0.5  # accounts that are away once, for one to three weeks
MOVES: Final = 0.08  # accounts that move to another time zone
AT_WORK: Final = 0.08  # accounts that post between nine and five, where they live
TURNS_TO: Final = 0.1  # accounts that take an interest in something else
HOAX: Final = 9_000
"""The number in ``wave`` of what carriers of the hoax post."""

CARRIERS: Final = 1 / 3  # share of a world's accounts that pass a hoax on
WITHIN: Final = 14 * DAY


def everyday_posts(stage: Stage, count: int, waves: Draft, hoax: Draft) -> Draft:
    """Return exactly ``count`` posts: venues', the waves, the hoax, and what everybody posts."""
    cast = stage.cast
    feed = venue_posts(stage.rng("venues"), cast, max(count // 25, 8 * cast.venues), stage.span)
    before = join(feed, waves, hoax)
    rest = count - len(before["at"])
    _make_busy(stage, rest)
    cast.group[:] = 0  # those of an operation would post nothing of their own
    life = organic_posts(stage.rng("organic"), cast, rest, stage.span, before)
    cast.group[stage.members] = OPERATION
    _background(stage, life)
    return life


def hoax_posts(stage: Stage) -> Draft:
    """Return a message that ordinary accounts pass on within two weeks, in variants, once each."""
    if HOAX_WAVE not in stage.present:
        return make_draft(np.empty(0, dtype=np.int64), np.empty(0))
    rng, cast = stage.rng("hoax"), stage.cast
    ordinary = np.arange(cast.venues + len(stage.members), len(cast))
    lang = np.bincount(cast.lang[ordinary]).argmax()
    of_lang = ordinary[cast.lang[ordinary] == lang]
    carriers = rng.choice(of_lang, min(round(len(cast) * CARRIERS), len(of_lang)), replace=False)
    stage.shown[HOAX_WAVE] = np.isin(np.arange(len(cast)), carriers)
    begins = stage.span.start + round(rng.uniform(0.1, 0.8) * (stage.span.days - 14)) * DAY
    days = (WITHIN // DAY) * rng.beta(2.0, 3.0, len(carriers))
    clock = cast.clock.times(rng, carriers, 0, 1)
    at = np.clip(begins + days.astype(np.int64) * DAY + clock, begins, begins + WITHIN - 1)
    return make_draft(
        carriers,
        at,
        lang=lang,
        style=QUOTE,
        key=1_900_000,
        topic=cast.community[carriers],
        emoji=np.where(rng.random(len(at)) < 0.3, rng.integers(1, len(EMOJI), len(at)), 0),
        wave=HOAX,
        reach=fame(rng, len(at), 1.3),
    )


def _make_busy(stage: Stage, rest: int) -> None:
    """Let members post some dozens of posts of their own; with a quota, some more."""
    rng, busy = stage.rng("cast"), stage.cast.busy
    own = np.clip(45.0 * np.exp(0.4 * rng.standard_normal(len(stage.members))), 25, 120)
    own = np.where(stage.bears(POSTING_CEILING)[stage.members], own + 40.0, own)
    own *= min(1.0, 0.3 * rest / own.sum())
    others = np.arange(stage.cast.venues + len(stage.members), len(stage.cast))
    busy[stage.members] = own * busy[others].sum() / (rest - own.sum())


def _background(stage: Stage, life: Draft) -> None:
    rng, cast, span = stage.rng("background"), stage.cast, stage.span
    author, own = life["author"], life["wave"] < 0
    own &= author >= cast.venues
    _holidays(rng, stage, life, own)
    moved, since = _some(rng, stage, MOVES)
    hours = rng.choice([-9, -7, -5, 5, 7, 9], len(cast)) * HOUR
    rows = np.flatnonzero(own & moved[author] & (life["at"] >= since[author]))
    life["at"][rows] = _same_day(life["at"][rows], hours[author[rows]])
    at_work = (rng.random(len(cast)) < AT_WORK) & ~stage.is_member
    rows = np.flatnonzero(own & at_work[author])
    local = rng.integers(9 * HOUR, 17 * HOUR, len(rows)) - cast.clock.offset[author[rows]]
    life["at"][rows] = life["at"][rows] // DAY * DAY + local % DAY
    turned, since = _some(rng, stage, TURNS_TO)
    interest = rng.integers(0, cast.communities, len(cast))
    rows = np.flatnonzero(own & turned[author] & (life["at"] >= since[author]))
    turn_to(life, rows, interest[author[rows]])
    life["at"] = np.clip(life["at"], span.start, span.end - 1)


def turn_to(draft: Draft, rows: Array, community: Array) -> None:
    """Let posts be about what another community talks of, hashtags included."""
    draft["topic"][rows] = community
    for name in ("tag_1", "tag_2", "tag_3"):
        tags = draft[name][rows]
        draft[name][rows] = np.where(tags >= 0, community * 1_000 + tags % 1_000, -1)


def _same_day(at: Array, later: Array) -> Array:
    """Return the times with the clock moved on, on the day (UTC) they were on."""
    moved: Array = at // DAY * DAY + (at + later) % DAY
    return moved


def _some(rng: np.random.Generator, stage: Stage, share: float) -> tuple[Array, Array]:
    """Return whom something happens to, and when; not to members, whose traits say it of them."""
    chosen = (rng.random(len(stage.cast)) < share) & ~stage.is_member
    when = stage.span.start + (rng.uniform(0.15, 0.85, len(chosen)) * stage.span.days * DAY)
    return chosen, when.astype(np.int64)


def _holidays(rng: np.random.Generator, stage: Stage, life: Draft, own: Array) -> None:
    """Move what would have been posted on holiday to the days before or after it."""
    accounts, days = len(stage.cast), stage.span.days
    away = rng.random(accounts) < ON_HOLIDAY
    length = np.minimum(rng.integers(7, 25, accounts), days // 4)
    first = (rng.random(accounts) * (days - length)).astype(np.int64)
    day = (life["at"] - stage.span.start) // DAY
    since = day - first[life["author"]]
    gone = own & away[life["author"]] & (since >= 0) & (since < length[life["author"]])
    rows = np.flatnonzero(gone)
    other = (rng.random(len(rows)) * (days - length[life["author"][rows]])).astype(np.int64)
    other += np.where(other >= first[life["author"][rows]], length[life["author"][rows]], 0)
    life["at"][rows] += (other - day[rows]) * DAY
