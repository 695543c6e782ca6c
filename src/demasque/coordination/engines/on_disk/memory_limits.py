"""How much memory may a run take, and what does that mean for the sizes of its parts?"""

import math
import re
from dataclasses import dataclass
from typing import Final

from demasque.errors import DemasqueError, UsageError

_UNITS: Final = {
    "": 1,
    "b": 1,
    "k": 10**3,
    "kb": 10**3,
    "kib": 2**10,
    "m": 10**6,
    "mb": 10**6,
    "mib": 2**20,
    "g": 10**9,
    "gb": 10**9,
    "gib": 2**30,
    "t": 10**12,
    "tb": 10**12,
    "tib": 2**40,
}
LEAST: Final = 500_000_000
"""Bytes below which a limit is refused."""

# What Python, its libraries and the compiled kernels take before the first event is read.
_PROGRAM: Final = 350_000_000
_PER_ACCOUNT: Final = 160
_MOST_PARTS: Final = 512
_MOST_ROWS: Final = 1 << 21


@dataclass(frozen=True)
class SizePlan:
    """Sizes of what is held in memory at a time: rows of input, parts of traces, sorted events."""

    limit: int  # bytes
    batch_rows: int
    parts: int
    events: int


def memory_size(memory: str | int) -> int:
    """Return a memory limit in bytes: a number, or text such as '4GB', '500 MB', '2GiB'.

    Raises UsageError for text that is no size, and for a limit below 500 MB.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", str(memory).lower())
    if isinstance(memory, bool) or found is None or found[2] not in _UNITS:
        raise UsageError(
            "The memory limit {limit} cannot be read. Write a size with its unit: 4GB, 500MB.",
            limit=repr(memory),
        )
    size = float(found[1]) * _UNITS[found[2]]
    if size < LEAST:
        raise UsageError(
            "A memory limit of {limit} is too small: the program by itself takes most of "
            "{least} MB. Give {least}MB or more.",
            limit=str(memory),
            least=LEAST // 10**6,
        )
    return int(min(size, 2.0**62))


def plan(limit: int, rows: int) -> SizePlan:
    """Choose the sizes for `rows` events within a limit of `limit` bytes.

    A row of input takes about 300 bytes on its way to disk, an event of a part about 100 while its
    part is sorted (text of identifiers included), a sorted event about 60 while it is indexed.
    """
    room = limit - _PROGRAM
    return SizePlan(
        limit=limit,
        batch_rows=min(max(room // 4 // 300, 1 << 14), _MOST_ROWS),
        parts=min(max(math.ceil(rows * 100 / (room / 2)), 1), _MOST_PARTS),
        events=max(room // 4 // 60, 1 << 14),
    )


def check_accounts(accounts: int, limit: int) -> None:
    """Raise DemasqueError where what is kept per account does not fit."""
    needed = _PROGRAM + accounts * _PER_ACCOUNT
    if needed > limit:
        raise DemasqueError(
            "{accounts} accounts need more memory than the limit of {limit} GB allows. "
            "Give {needed}GB or more.",
            accounts=accounts,
            limit=f"{limit / 1e9:g}",
            needed=f"{math.ceil(needed / 1e8) / 10:g}",
        )
