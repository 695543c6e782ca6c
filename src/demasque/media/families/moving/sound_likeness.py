"""Is it the same sound? Bit error rate of aligned chromaprints (Haitsma and Kalker 2002).

Measured on speech: copies saved anew, filtered or noisy stay below .25; unrelated ones reach .38,
but .265 where only six seconds are compared. A change of speed or pitch makes another sound of it.
"""

from typing import Final, Literal

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.hamming.bits import ones

Sound = NDArray[np.uint32]
Verdict = Literal["same", "other", "unknown"]

ITEMS: Final = 11_025 / 1_365
"""Chromaprint's numbers a second (its sample rate over its hop)."""

LONG: Final = 15.0
"""Seconds from which the larger error rate may be trusted."""

_SAME_LONG, _SAME_SHORT, _OTHER = 0.25, 0.20, 0.35
_SHORTEST: Final = 3.0  # seconds; less says nothing
_SLACK: Final = 1.5  # seconds: what frames, one a second, leave open of the offset
_VARIED: Final = 0.2  # of the numbers differ from the one before: silence and hum do not


def sound_verdict(a: Sound, b: Sound, offset: float, start: float, end: float) -> Verdict:
    """Whether two clips sound the same from ``start`` to ``end`` of a, b being ``offset`` later.

    Seconds; the offset may be off by a second and a half. "unknown" where either is silent, too
    short, or between same and other.
    """
    first, last = int(start * ITEMS), min(int(end * ITEMS), a.size)
    if last - first < _SHORTEST * ITEMS or not (_varied(a[first:last]) and _varied(b)):
        return "unknown"
    middle, slack = round(offset * ITEMS), round(_SLACK * ITEMS)
    rate, compared = least_error(a, b, first, last, middle - slack, middle + slack)
    if compared < _SHORTEST * ITEMS:
        return "unknown"
    if rate <= (_SAME_LONG if compared >= LONG * ITEMS else _SAME_SHORT):
        return "same"
    return "other" if rate > _OTHER else "unknown"


def may_be_one_sound(a: Sound, b: Sound) -> bool:
    """Whether two clips sound the same at any offset, or one of them is silent.

    At least half of the shorter is compared. With so many offsets one of a few seconds may come
    near by chance, so that only "the same" is believed.
    """
    a, b = (a, b) if a.size <= b.size else (b, a)
    if not (_varied(a) and _varied(b)):
        return True
    rate, compared = least_error(a, b, 0, a.size, -a.size, b.size)
    return rate <= (_SAME_LONG if compared >= LONG * ITEMS else _SAME_SHORT)


def matching_offset(a: Sound, b: Sound, near: int) -> tuple[int, float] | None:
    """The offset of b (in numbers) at which two recordings are the same, and their error rate.

    Looked for within two numbers of ``near``, over all that overlaps there; None where they differ.
    """
    if not (_varied(a) and _varied(b)):
        return None
    best = min(
        (
            (*least_error(a, b, 0, a.size, offset, offset), offset)
            for offset in range(near - 2, near + 3)
        ),
        key=lambda each: each[0],
    )
    rate, compared, offset = best
    if compared < _SHORTEST * ITEMS:
        return None
    most = _SAME_LONG if compared >= LONG * ITEMS else _SAME_SHORT
    return (offset, rate) if rate <= most else None


def _varied(sound: Sound) -> bool:
    return sound.size > 1 and float((sound[1:] != sound[:-1]).mean()) >= _VARIED


@numba.njit(cache=True, nogil=True)
def least_error(
    a: Sound, b: Sound, first: int, last: int, lowest: int, highest: int
) -> tuple[float, int]:
    """The least share of bits in error over offsets (numbers), and how many numbers it compares.

    Of a those from ``first`` to before ``last``; an offset at which less than half of the shorter
    have a partner is passed over.
    """
    best, compared = 1.0, 0
    for offset in range(lowest, highest + 1):
        begin, end = max(first, -offset), min(last, b.size - offset)
        if end - begin < min(last - first, b.size) / 2 or end <= begin:
            continue
        wrong = np.int64(0)
        for i in range(begin, end):
            wrong += np.int64(ones(np.uint64(a[i] ^ b[i + offset])))
        rate = wrong / (32.0 * (end - begin))
        if rate < best:
            best, compared = rate, end - begin
    return best, compared
