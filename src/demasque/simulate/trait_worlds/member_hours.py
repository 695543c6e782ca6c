"""When members post: after a long sleep, since they were taken over, to a quota, by the clock."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.draft import Draft
from demasque.simulate.habits.ordered_hours import EVENINGS_AND_WEEKENDS
from demasque.simulate.habits.rhythm import DAY, HOUR
from demasque.simulate.trait_worlds.everyday_life import turn_to
from demasque.simulate.trait_worlds.trait_kinds import (
    BATCHES,
    DORMANT,
    ORDERED_HOURS,
    POSTING_CEILING,
    TAKEN_OVER,
)
from demasque.simulate.trait_worlds.trait_stage import Stage

Array = npt.NDArray[Any]

ORDERED: Final = 0.5  # share of members' posts that are made in ordered hours
EAST: Final = 8 * HOUR
"""Where the ordered hours are local, in seconds; the zone has no summer time, and no window of it
crosses midnight in UTC."""

UTC_WINDOWS: Final = tuple(
    [
        (opens * 60 - EAST, closes * 60 - EAST)
        for days, opens, closes in EVENINGS_AND_WEEKENDS
        if day in days
    ]
    for day in range(7)
)
"""The windows of each day, Monday first, in seconds of the UTC day."""


def wakes(stage: Stage) -> Array:
    """Return from when on each account takes part: those that slept wake within some days."""
    rng = stage.rng("dormant")
    awake = np.zeros(len(stage.cast), dtype=np.int64)
    woken = stage.begins + (rng.uniform(-4, 1, len(awake)) * DAY).astype(np.int64)
    return np.where(stage.bears(DORMANT), woken, awake)


def change_hours(stage: Stage, draft: Draft, awake: Array) -> None:
    """Change when members' own posts are made, and of what those of taken-over accounts speak."""
    own = stage.is_member[draft["author"]] & (draft["wave"] < 0)
    _sleep(stage, draft, own, awake)
    _take_over(stage, draft, own)
    _fill_quotas(stage, draft, own)
    _obey_hours(stage, draft)


def _sleep(stage: Stage, draft: Draft, own: Array, awake: Array) -> None:
    """Leave a fifth of the posts before the sleep, in the world's first sixth, the rest after."""
    rng, span = stage.rng("dormant"), stage.span
    rows = np.flatnonzero(own & stage.bears(DORMANT)[draft["author"]])
    author, clock = draft["author"][rows], draft["at"][rows] % DAY
    early = rng.random(len(rows)) < 0.2
    first = rng.integers(0, max(span.days // 6, 1), len(rows))
    since = (awake[author] - span.start) // DAY + 1
    later = since + (rng.random(len(rows)) * (span.days - since)).astype(np.int64)
    draft["at"][rows] = span.start + np.where(early, first, later) * DAY + clock


def _take_over(stage: Stage, draft: Draft, own: Array) -> None:
    """Before they were taken over, accounts spoke another language, of other things, elsewhere."""
    rng, cast = stage.rng("taken over"), stage.cast
    switched = stage.begins + (rng.uniform(-3, 2, len(cast)) * DAY).astype(np.int64)
    lang = (np.minimum(cast.lang, 2) + rng.integers(1, 3, len(cast))) % 3
    interest = (cast.community + rng.integers(1, cast.communities, len(cast))) % cast.communities
    hours = rng.integers(6, 13, len(cast)) * HOUR
    author = draft["author"]
    before = own & stage.bears(TAKEN_OVER)[author] & (draft["at"] < switched[author])
    rows = np.flatnonzero(before)
    draft["lang"][rows] = lang[author[rows]]
    turn_to(draft, rows, interest[author[rows]])
    at = draft["at"][rows]
    draft["at"][rows] = at // DAY * DAY + (at + hours[author[rows]]) % DAY
    stage.truth["switched"] = switched


def _fill_quotas(stage: Stage, draft: Draft, own: Array) -> None:
    """Let accounts with a quota post exactly as many a day, on as many days as they get filled."""
    rng = stage.rng("ceiling")
    quota = int(rng.integers(3, 7))
    for account in stage.bearers(POSTING_CEILING):
        rows = np.flatnonzero(own & (draft["author"] == account))
        days, clock = draft["at"][rows] // DAY, draft["at"][rows] % DAY
        placed = draft["at"][(draft["author"] == account) & (draft["wave"] >= 0)] // DAY
        # On days on which it posts anyhow, so that no sleep is broken; on some before the campaign.
        usual = rng.permutation(np.setdiff1d(days, placed))
        early = usual[usual < stage.begins // DAY][: -(-len(rows) // (2 * quota))]
        order = np.concatenate([early, np.unique(placed), usual[~np.isin(usual, early)]])
        room = np.maximum(quota - np.array([(placed == day).sum() for day in order]), 0)
        seats = np.repeat(order, room.astype(np.int64))
        filled = np.concatenate([seats, rng.choice(days, max(len(rows) - len(seats), 0))])
        draft["at"][rows] = filled[: len(rows)] * DAY + clock


def _obey_hours(stage: Stage, draft: Draft) -> None:
    """Move half of the posts into the windows of their day; a wave goes there whole."""
    if ORDERED_HOURS not in stage.present:
        return
    rng, author = stage.rng("hours"), draft["author"]
    switched = np.where(stage.bears(TAKEN_OVER), stage.truth["switched"], 0)
    member = stage.is_member[author] & (draft["at"] >= switched[author])
    own = np.flatnonzero(member & (draft["wave"] < 0) & (rng.random(len(author)) < ORDERED))
    draft["at"][own] = _in_windows(rng, draft["at"][own], 0)
    for wave in np.unique(draft["wave"][member & (draft["wave"] >= 0)]):
        rows = np.flatnonzero(draft["wave"] == wave)
        if rng.random() < ORDERED:
            draft["at"][rows] = _wave_in_window(rng, draft["at"][rows], BATCHES in stage.present)


def _wave_in_window(rng: np.random.Generator, at: Array, batched: bool) -> Array:
    """Return the times of a wave within one window: a batch as it is, else all over the window."""
    if batched:
        batch: Array = at - at.min() + _in_windows(rng, at[:1], 600)[0]
        return batch
    windows = UTC_WINDOWS[int(at[0] // DAY + 3) % 7]
    opens, closes = windows[int(rng.integers(len(windows)))]
    moved: Array = at[0] // DAY * DAY + rng.integers(opens, closes, len(at))
    return moved


def _in_windows(rng: np.random.Generator, at: Array, room: int) -> Array:
    """Return times in the windows of the same UTC days, ``room`` seconds before their end."""
    moved = at // DAY * DAY
    weekday = (at // DAY + 3) % 7  # the epoch was a Thursday
    for day, windows in enumerate(UTC_WINDOWS):
        rows = np.flatnonzero(weekday == day)
        opened, closed = np.array(windows)[rng.integers(0, len(windows), len(rows))].T
        length = closed - opened - room
        moved[rows] += opened + (rng.random(len(rows)) * length).astype(np.int64)
    return moved
