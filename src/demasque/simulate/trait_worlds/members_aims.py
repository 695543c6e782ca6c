"""What posts are for: under one venue's posts, at one person, in an hour, with copied words.

Some ordinary accounts do by themselves what members do together: they copy, or follow one venue.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.draft import COMMENT_POST, ORIGINAL, REPOST, Draft, put
from demasque.simulate.habits.phrases import NO_TEXT, REMARK, STOCK
from demasque.simulate.habits.rhythm import DAY, HOUR
from demasque.simulate.trait_worlds.everyday_life import HOAX
from demasque.simulate.trait_worlds.trait_kinds import (
    COPIED_FILLER,
    FAVOURED_VENUE,
    FLOOD,
    NAMED_TARGET,
    POSTING_CEILING,
)
from demasque.simulate.trait_worlds.trait_stage import Stage

Array = npt.NDArray[Any]

COPIED: Final = 0.4  # share of members' own texts that are somebody's earlier words
PARROTS: Final = 0.04  # ordinary accounts that copy as much
FAVOURED: Final = 0.35  # share of their own posts that go under the favoured venue's posts
DEVOTED: Final = 0.06  # accounts that favour as much a venue of their own
FAVOURED_IN_AN_HOUR: Final = 3
NAMES: Final = 0.3  # share of their own posts that name the target, with one hashtag
FLOODS: Final = 2
FLOOD_TAKES: Final = (8, 16)  # members in a flood
MENTIONS: Final = 0.04  # share of ordinary posts that mention somebody
TARGET_TAG: Final = 920_000


def aim_posts(stage: Stage, draft: Draft) -> None:
    """Give posts their aims; adds the column ``mention`` (account, or -1)."""
    author = draft["author"]
    own = stage.is_member[author] & (draft["wave"] < 0) & (draft["kind"] != REPOST)
    _copy(stage, draft, own)
    _devote(stage, draft)
    if FAVOURED_VENUE in stage.present:
        _favour(stage, draft, own)
    if FLOOD in stage.present:
        _flood(stage, draft, own)
    _mention(stage, draft, own)


def _copy(stage: Stage, draft: Draft, own: Array) -> None:
    """Say again what somebody who is no member wrote before, in the language of the post."""
    rng = stage.rng("filler")
    parrots = (rng.random(len(stage.cast)) < PARROTS) & ~stage.is_member
    copies = parrots[draft["author"]] & (draft["kind"] != REPOST) & (draft["wave"] < 0)
    copies &= draft["author"] >= stage.cast.venues
    if COPIED_FILLER in stage.present:
        copies |= own
    outside = ~stage.is_member[draft["author"]] & (draft["author"] >= stage.cast.venues)
    worded = outside & (draft["style"] != NO_TEXT) & (draft["style"] != STOCK)
    worded &= draft["wave"] != HOAX
    for lang in np.unique(draft["lang"]):
        source = np.flatnonzero(worded & (draft["lang"] == lang))
        source = source[np.argsort(draft["at"][source], kind="stable")]
        rows = np.flatnonzero(copies & (draft["lang"] == lang) & (rng.random(len(own)) < COPIED))
        earlier = np.searchsorted(draft["at"][source], draft["at"][rows])
        rows, earlier = rows[earlier > 0], earlier[earlier > 0]
        chosen = source[(rng.random(len(rows)) * earlier).astype(np.int64)]
        for name in ("style", "key", "topic", "emoji"):
            draft[name][rows] = draft[name][chosen]


def _devote(stage: Stage, draft: Draft) -> None:
    """Let some accounts, each for itself, put their posts under one venue's; a few members, too."""
    rng, cast = stage.rng("devoted"), stage.cast
    theirs = rng.integers(0, cast.venues, len(cast))
    devoted = rng.random(len(cast)) < DEVOTED
    devoted[: cast.venues] = False
    free = (draft["kind"] != REPOST) & (draft["wave"] < 0) & devoted[draft["author"]]
    chosen = free & (rng.random(len(free)) < FAVOURED)
    for venue in range(cast.venues):
        rows = np.flatnonzero(chosen & (theirs[draft["author"]] == venue))
        put_under(rng, draft, rows, venue)


def commented(stage: Stage, draft: Draft) -> Array:
    """Return how many comments by others each venue has."""
    others = ~stage.is_member[draft["author"]] & (draft["venue"] >= 0)
    return np.bincount(draft["venue"][others], minlength=stage.cast.venues)


def _favour(stage: Stage, draft: Draft, own: Array) -> None:
    """Put a share of members' own posts under the newest posts of a venue of middling fame."""
    rng = stage.rng("venue")
    order = np.argsort(commented(stage, draft), kind="stable")
    venue = int(rng.choice(order[len(order) // 3 : 2 * len(order) // 3]))
    stage.truth["favoured venue"] = venue
    rows = rng.permutation(np.flatnonzero(own & (rng.random(len(own)) < FAVOURED)))
    hour = draft["at"][rows] // HOUR
    order = np.argsort(hour, kind="stable")
    turn = np.arange(len(rows)) - np.searchsorted(hour[order], hour[order])
    # Many within an hour would be a flood, which is another trait.
    put_under(rng, draft, np.sort(rows[order[turn < FAVOURED_IN_AN_HOUR]]), venue)


def put_under(rng: np.random.Generator, draft: Draft, rows: Array, venue: int) -> None:
    """Make posts comments on one of a venue's latest posts; those before its first stay."""
    posts = np.flatnonzero((draft["author"] == venue) & (draft["kind"] == ORIGINAL))
    posts = posts[np.argsort(draft["at"][posts], kind="stable")]
    newest = np.searchsorted(draft["at"][posts], draft["at"][rows]) - 1
    rows, newest = rows[newest >= 0], newest[newest >= 0]
    chosen = posts[np.maximum(newest - rng.geometric(0.5, len(rows)) + 1, 0)]
    put(draft, rows, kind=COMMENT_POST, parent=chosen, venue=venue)
    put(draft, rows, url=-1, media=-1, tag_1=-1, tag_2=-1, tag_3=-1)


def _flood(stage: Stage, draft: Draft, own: Array) -> None:
    """Within an hour, many members write under one venue's posts, in words of their own."""
    rng = stage.rng("flood")
    order = np.argsort(commented(stage, draft), kind="stable")
    busiest = order[-max(len(order) // 3, 2) :]
    venue = int(rng.choice(np.setdiff1d(busiest, [stage.truth.get("favoured venue", -1)])))
    stage.truth["flood"] = venue
    took = np.zeros(len(stage.cast), dtype=bool)
    days = (stage.span.end - stage.begins) // DAY
    for day in rng.choice(np.arange(2, days - 1), FLOODS, replace=False):
        opens = stage.begins + int(day) * DAY + int(rng.integers(9, 20)) * HOUR
        free = stage.members[~stage.bears(POSTING_CEILING)[stage.members]]
        takes = min(int(rng.integers(*FLOOD_TAKES)), len(free))
        for account in rng.choice(free, takes, replace=False):
            mine = own & (draft["author"] == account) & (draft["at"] >= stage.begins)
            near = np.flatnonzero(mine)
            near = near[np.argsort(np.abs(draft["at"][near] - opens), kind="stable")][:2]
            draft["at"][near] = opens + rng.integers(0, HOUR, len(near))
            put_under(rng, draft, near, venue)
            put(draft, near, style=REMARK, emoji=0)
            took[account] |= len(near) > 0
    stage.shown[FLOOD] = took


def _mention(stage: Stage, draft: Draft, own: Array) -> None:
    """Let some mention whom many know; members, if there is one, their target."""
    rng, cast = stage.rng("mentions"), stage.cast
    known = np.sqrt(cast.followers.astype(np.float64))
    whom = rng.choice(len(cast), len(own), p=known / known.sum())
    says = (draft["kind"] != REPOST) & (draft["author"] >= cast.venues) & (whom != draft["author"])
    draft["mention"] = np.where(says & (rng.random(len(own)) < MENTIONS), whom, -1)
    if NAMED_TARGET not in stage.present:
        return
    rng = stage.rng("target")
    ordinary = np.arange(cast.venues + len(stage.members), len(cast))
    # Somebody whom others speak of as well: nine in ten are spoken of less.
    named = np.bincount(draft["mention"][draft["mention"] >= 0], minlength=len(cast))[ordinary]
    target = int(rng.choice(ordinary[named >= np.quantile(named, 0.9)]))
    stage.truth["named target"] = target
    rows = np.flatnonzero(own & (rng.random(len(own)) < NAMES))
    draft["mention"][rows] = target
    draft["tag_1"][rows] = TARGET_TAG
