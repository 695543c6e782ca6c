"""Looking for traces within a memory limit: what may wait on disk, and what may not."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from demasque.array_room import IN_MEMORY, ArrayRoom, disk_room
from demasque.case import WORK, CaseStore
from demasque.errors import DemasqueError

_PROGRAM: Final = 350_000_000  # bytes of Python, its libraries and compiled kernels
_PER_POST: Final = 150  # bytes that cannot wait on disk: numbers of its text and its family
_DATABASE: Final = 4  # the database has this part of the limit
_AT_WORK: Final = 4  # of what is left then, a step takes this part at a time

_POSTS: Final = "SELECT count(*) AS n FROM posts"


@contextmanager
def room_within(store: CaseStore, memory: int | None) -> Iterator[ArrayRoom]:
    """Where large things lie while the block looks for traces, and little memory for the database.

    `memory`: bytes that the process should hold, or None for no limit. Raises DemasqueError where
    what cannot wait on disk does not fit.
    """
    if memory is None:
        yield IN_MEMORY
        return
    left = memory - memory // _DATABASE - _PROGRAM
    _check(store.sql(_POSTS)["n"][0].as_py(), left, memory)
    with (
        store.within(memory // _DATABASE),
        disk_room(store.path / WORK, memory, left // _AT_WORK) as room,
    ):
        yield room


def _check(posts: int, left: int, memory: int) -> None:
    if posts * _PER_POST > left:
        needed = (posts * _PER_POST + _PROGRAM) * _DATABASE / (_DATABASE - 1)
        raise DemasqueError(
            "Looking for copies among {posts} posts needs more memory than the limit of {limit} GB "
            "allows. Give {needed}GB or more.",
            posts=posts,
            limit=f"{memory / 1e9:g}",
            needed=f"{math.ceil(needed / 1e8) / 10:g}",
        )
