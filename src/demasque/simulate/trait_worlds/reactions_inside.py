"""Who reacts to whom: rings that repost one another only, and members whom nobody else answers."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.simulate.draft import COMMENT_POST, ORIGINAL, REPOST, Draft, put, unique_keys
from demasque.simulate.habits.phrases import NO_TEXT, REMARK
from demasque.simulate.trait_worlds.trait_kinds import CLOSED_RING, ECHO_CHAMBER
from demasque.simulate.trait_worlds.trait_stage import Stage

Array = npt.NDArray[Any]

RING_REPOSTS: Final = 8  # reposts of one another that each account of a ring makes, at least
HEARD: Final = 0.03  # share of reactions from outside that an echo chamber meets still
INSIDE: Final = 0.3  # share of members' reactions that an echo chamber keeps among them


def close_circles(stage: Stage, draft: Draft) -> None:
    """Direct reactions as the traits say, and then let every reaction follow what it reacts to."""
    if CLOSED_RING in stage.present:
        _close_ring(stage, draft)
    if ECHO_CHAMBER in stage.present:
        _close_chamber(stage, draft)
    mend(stage.rng("echo"), stage, draft)


def _close_ring(stage: Stage, draft: Draft) -> None:
    """Let accounts of the ring repost and quote one another's posts, and nobody else's."""
    rng, ring = stage.rng("ring"), stage.bears(CLOSED_RING)
    author = draft["author"]
    plain = ring[author] & (draft["kind"] == ORIGINAL) & (draft["wave"] < 0)
    for account in stage.bearers(CLOSED_RING):
        mine = np.flatnonzero(plain & (author == account))
        short = RING_REPOSTS - int(((author == account) & (draft["kind"] == REPOST)).sum())
        if short > 0:
            few = rng.permutation(mine)[: min(short, max(len(mine) - 8, 0))]
            put(draft, few, kind=REPOST, style=NO_TEXT, key=0, emoji=0, reach=0.0)
            put(draft, few, url=-1, media=-1, tag_1=-1, tag_2=-1, tag_3=-1)
    inward = np.flatnonzero(ring[author] & (draft["kind"] > 0) & (draft["kind"] < COMMENT_POST))
    _redirect(rng, draft, inward, ring)


def _close_chamber(stage: Stage, draft: Draft) -> None:
    """Let next to nobody outside react to members, who react to one another more instead."""
    rng, member = stage.rng("echo"), stage.is_member
    reacts = (draft["parent"] >= 0) & (draft["venue"] < 0)
    to_member = reacts & member[draft["author"][draft["parent"]]]
    deaf = rng.random(len(reacts)) >= HEARD
    outside = np.flatnonzero(to_member & deaf & ~member[draft["author"]])
    _redirect(rng, draft, outside, ~member & (np.arange(len(member)) >= stage.cast.venues))
    mine = reacts & member[draft["author"]]
    _redirect(rng, draft, np.flatnonzero(mine & (rng.random(len(mine)) < INSIDE)), member)


def _redirect(rng: np.random.Generator, draft: Draft, rows: Array, whose: Array) -> None:
    """Let reactions be to earlier posts by some of the accounts ``whose``, never to one's own."""
    posts = np.flatnonzero(whose[draft["author"]] & (draft["kind"] != REPOST))
    posts = posts[np.argsort(draft["at"][posts], kind="stable")]
    earlier = np.searchsorted(draft["at"][posts], draft["at"][rows])
    for _ in range(8):  # until nearly none falls on one's own
        chosen = posts[(rng.random(len(rows)) * earlier).astype(np.int64) % len(posts)]
        fits = (earlier > 0) & (draft["author"][chosen] != draft["author"][rows])
        put(draft, rows[fits], parent=chosen[fits])
        rows, earlier = rows[~fits & (earlier > 0)], earlier[~fits & (earlier > 0)]


def mend(rng: np.random.Generator, stage: Stage, draft: Draft) -> None:
    """Let what would precede the post that it reacts to react to an earlier one of its author.

    Where there is none it becomes a post of its own, and a repost one of somebody else, if anybody
    wrote before it.
    """
    parent = draft["parent"]
    wrong = np.flatnonzero((parent >= 0) & (draft["at"] <= draft["at"][parent]))
    by_author = np.lexsort((draft["at"], draft["author"]))
    by_author = by_author[draft["kind"][by_author] != REPOST]
    place = draft["author"][by_author].astype(np.int64) << 34
    sought = draft["author"][parent[wrong]].astype(np.int64) << 34
    found = np.searchsorted(place + draft["at"][by_author], sought + draft["at"][wrong]) - 1
    earlier = by_author[np.maximum(found, 0)]
    fits = (found >= 0) & (draft["author"][earlier] == draft["author"][parent[wrong]])
    put(draft, wrong[fits], parent=earlier[fits])
    alone = wrong[~fits]
    answers = alone[draft["kind"][alone] != REPOST]
    put(draft, answers, kind=ORIGINAL, parent=-1, venue=-1)
    reposts = alone[draft["kind"][alone] == REPOST]
    ring = stage.bears(CLOSED_RING)
    inward = ring[draft["author"][reposts]]
    anybody = ~stage.is_member & (np.arange(len(ring)) >= stage.cast.venues)
    _redirect(rng, draft, reposts[inward], ring)
    _redirect(rng, draft, reposts[~inward], anybody)
    parent = draft["parent"]
    first = np.flatnonzero((parent >= 0) & (draft["at"] <= draft["at"][parent]))
    put(draft, first, kind=ORIGINAL, parent=-1, style=REMARK, key=unique_keys(rng, len(first)))
