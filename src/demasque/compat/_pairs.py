"""Which pairs of rows CooRTweet's detection keeps: windows, loops, participation."""

import os
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.compat import _windows
from demasque.compat._inputs import Bools, Floats, Ints, ReplicationError

_NUMBERS_PER_PAIR: Final = 80  # bytes of rows, offsets, times and of the sort, beside the texts


@dataclass(frozen=True)
class Posts:
    """Rows by object and time; ids are positions in ``names`` and ``texts``."""

    objects: Ints
    accounts: Ints
    contents: Ints
    names: pa.Array  # of accounts
    texts: pa.Array  # ids of objects and of contents, which may be the same post


def pairing_order(
    objects: Ints, accounts: Ints, times: Ints | Floats, least: int, n_accounts: int
) -> Ints:
    """Rows of accounts with enough rows, by object and time.

    Of equal times the account that appears first in the input leads: CooRTweet's first step
    regroups the rows by account, and that order decides which post counts as the older.
    """
    rows = np.arange(len(accounts))
    appeared = np.empty(n_accounts, np.int64)
    appeared[accounts[::-1]] = rows[::-1]
    order = np.lexsort((appeared[accounts], times, objects))
    enough = np.bincount(accounts, minlength=n_accounts) >= least
    return order[enough[accounts[order]]]


def find_pairs(
    posts: Posts, at: Ints | Floats, limit: float, least: int, remove_loops: bool
) -> npt.NDArray[np.int32]:
    """Older and newer row of every pair, sorted by object, older post and newer post.

    Args:
        posts: Rows in :func:`pairing_order`.
        at: Their times.
        limit: Largest difference of times, inclusive.
        least: ``min_participation``.
        remove_loops: Drop pairs of one account, of one post, or with the object itself.
    """
    columns = (posts.objects, posts.accounts, posts.contents)
    starts = _windows.window_starts(posts.objects, at, limit)
    passing = np.ones(len(posts.texts), np.bool_)
    if least >= 1:
        found = np.zeros(len(posts.texts), np.bool_)
        _windows.contents_in_pairs(*columns, starts, remove_loops, found)
        passing = passing_contents(posts.accounts, posts.contents, found, least, len(posts.names))
    count = _windows.count_pairs(*columns, starts, remove_loops, passing)
    _check_memory(posts, starts, count)
    pairs = np.empty((2, count), np.int32)
    _windows.fill_pairs(*columns, starts, remove_loops, passing, pairs)

    rows = len(posts.objects)
    place = np.empty(rows, np.int64)
    place[np.lexsort((posts.contents, posts.objects))] = np.arange(rows)
    return pairs[:, np.argsort(place[pairs[0]] * rows + place[pairs[1]])]


def passing_contents(
    accounts: Ints, contents: Ints, found: Bools, least: int, n_accounts: int
) -> Bools:
    """Contents of accounts that have at least ``least`` rows whose content is found in a pair."""
    used = found[contents]
    enough = np.bincount(accounts[used], minlength=n_accounts) >= least
    passing = np.zeros(len(found), np.bool_)
    passing[contents[used & enough[accounts]]] = True
    return passing


def _check_memory(posts: Posts, starts: Ints, count: int) -> None:
    """CooRTweet's answer has a row for every pair: say so before the machine stops answering."""
    a_pair = 2 * _mean_bytes(posts.names) + 3 * _mean_bytes(posts.texts) + _NUMBERS_PER_PAIR
    if count * a_pair <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"):
        return
    in_windows = np.bincount(posts.objects, weights=np.arange(len(starts)) - starts)
    busiest: Any = posts.texts[int(np.argmax(in_windows))]
    raise ReplicationError(
        f"The answer has {count:,} pairs of posts, more than this machine's memory holds; the "
        f"object with most is {busiest.as_py()!r} ({int(in_windows.max()):,}). Use a shorter "
        "time_window, or demasque.find_ties, which keeps only what chance does not explain."
    )


def _mean_bytes(texts: pa.Array) -> float:
    return float(texts.nbytes / max(len(texts), 1))
