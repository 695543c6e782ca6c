"""A post before it has words: columns of numbers, cheap to make by the million."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from demasque.schema import POST_KINDS
from demasque.simulate.habits.phrases import NO_TEXT

Array = npt.NDArray[Any]
Draft = dict[str, Array]
"""One array per column of ``COLUMNS``, one entry per post."""

ORIGINAL, REPOST, QUOTE_POST, REPLY, COMMENT_POST = range(len(POST_KINDS))

COLUMNS: Final[dict[str, tuple[str, float]]] = {
    "author": ("i4", -1),
    "at": ("i8", 0),  # seconds since the epoch
    "kind": ("i1", ORIGINAL),
    "lang": ("i1", 0),
    "style": ("i1", NO_TEXT),
    "key": ("i8", 0),  # which text
    "topic": ("i4", 0),
    "emoji": ("i1", 0),
    "parent": ("i8", -1),  # row of the post reposted, quoted or answered, in the whole draft
    "venue": ("i4", -1),  # account under whose post it stands
    "url": ("i8", -1),
    "tag_1": ("i8", -1),
    "tag_2": ("i8", -1),
    "tag_3": ("i8", -1),
    "media": ("i8", -1),
    "wave": ("i4", -1),  # which placement of a group it belongs to
    "reach": ("f4", 1.0),  # interest it meets, relative to its author's following
}
"""Type of each column, and what stands in it where nothing is said; -1 is nothing."""

_UNIQUE: Final = 1 << 40
"""Keys from here on are used once; smaller ones name what may be used again."""


def make_draft(author: Array, at: Array, **columns: Any) -> Draft:
    """Return a draft of ``len(author)`` posts; columns not given hold their defaults."""
    given = {"author": author, "at": at, **columns}
    return {
        name: np.array(
            np.broadcast_to(np.asarray(given.get(name, default)), len(author)), dtype=kind
        )
        for name, (kind, default) in COLUMNS.items()
    }


def put(draft: Draft, rows: Array, **columns: Any) -> None:
    """Set columns of some rows."""
    for name, values in columns.items():
        draft[name][rows] = values


def join(*drafts: Draft) -> Draft:
    """Return one draft after the other; the caller sees to it that parents point right."""
    return {name: np.concatenate([draft[name] for draft in drafts]) for name in COLUMNS}


def unique_keys(rng: np.random.Generator, count: int) -> Array:
    """Return keys (of texts, media, addresses) that nobody else uses."""
    return _UNIQUE + rng.integers(0, 1 << 52, count)


def in_order(draft: Draft) -> Draft:
    """Return the posts in the order of time, with parents renumbered."""
    order = np.argsort(draft["at"], kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    ordered = {name: column[order] for name, column in draft.items()}
    parent = ordered["parent"]
    ordered["parent"] = np.where(parent >= 0, rank[parent], -1)
    return ordered
