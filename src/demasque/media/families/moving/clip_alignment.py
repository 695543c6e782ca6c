"""Where, in two clips, do the same frames pass in the same order? One line: offset and speed.

Frames are one a second, so a copy's fall between the original's. Each line t_b = offset + speed t_a
of a small grid is tried; a frame of a agrees where the nearer of the two frames of b beside its
place on the line is near enough. The stretch is the run of frames in which agreement outweighs
disagreement most (the maximum subarray; Bentley 1984).
"""

from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.families.frame_corpus import FrameCorpus
from demasque.media.hamming.bits import ones

SPEEDS: Final = np.array([1, 0.95, 1.05, 0.9, 1.1, 0.85, 1.15, 0.8, 1.2, 1.25])
"""Seconds of the other clip that pass in one of this; the plain one first, and where in doubt."""

SLOWEST, FASTEST = float(SPEEDS.min()), float(SPEEDS.max())

_STEP: Final = 0.5  # seconds between offsets tried: half of what lies between frames
_DISAGREES: Final = (
    1.0  # what an informative frame that disagrees costs, where one that agrees is 1
)
_SURER: Final = 1.5  # frames more that another speed must explain, lest noise choose it

Bits = NDArray[np.int16]
Times = NDArray[np.float64]

_IN_ORDER: Final = 1.5  # tried 1.25 to 2: 46 bits; unrelated frames are 90 apart, one view 60
_UNKNOWN: Final = -1


class Stretch(NamedTuple):
    """A stretch that two clips may share.

    Times in seconds; ``speed`` seconds of b in one of a; ``disagreeing`` informative frames of a
    in the stretch; ``distance`` the median of bits of those that agree; ``frames`` are these, by
    their numbers in the corpus, ``near`` of them within the threshold of single pictures.
    """

    start_a: float
    end_a: float
    start_b: float
    end_b: float
    speed: float
    disagreeing: int
    distance: float
    frames: NDArray[np.int64]
    near: int

    @property
    def share(self) -> float:
        """Of the informative frames in the stretch those that agree."""
        return self.frames.size / (self.frames.size + self.disagreeing)


class Alignment(NamedTuple):
    """What two clips have in common: the stretch that agrees, and all from first to last frame."""

    run: Stretch
    span: Stretch


def align(
    corpus: FrameCorpus,
    a: int,
    b: int,
    orientation: int,
    threshold: int,
    parts: NDArray[np.int8] | None = None,
    line: tuple[float, float] | None = None,
) -> Alignment | None:
    """The line on which most frames of two clips agree, if any does.

    ``threshold`` is for single pictures. In their order, frames need not be as near: that as many
    unrelated ones come half as far again on one line is far less likely than that one comes near.
    ``parts`` says of each frame of a and of b whether they show the same in part: 1, 0, or -1 where
    nobody looked. ``line`` is a speed and an offset, where only these are to be tried.
    """
    near, threshold = threshold, int(threshold * _IN_ORDER)
    own, other = corpus.frames_of(a), corpus.frames_of(b)
    at_a, at_b = corpus.at[own], corpus.at[other]
    bits = _bits(
        np.ascontiguousarray(corpus.hashes[own, orientation]).view(np.uint64),
        np.ascontiguousarray(corpus.hashes[other, 0]).view(np.uint64),
        corpus.informative[own],
        corpus.informative[other],
    )
    if parts is not None:
        bits = np.where((parts < 0) & (bits > threshold), _UNKNOWN, bits).astype(np.int16)
        bits[parts > 0] = np.where(bits[parts > 0] < 0, near, np.minimum(bits[parts > 0], near))
    line = line or _best_line(bits, at_a, at_b, SPEEDS, threshold)
    nearest, _ = _along(bits, at_a, at_b, *line)
    agreeing = np.flatnonzero((nearest >= 0) & (nearest <= threshold))
    if not agreeing.size:
        return None
    run = _best_run(nearest, threshold)
    span = int(agreeing[0]), int(agreeing[-1])
    return Alignment(
        *(_stretch(corpus, (a, b), nearest, (near, threshold), line, ends) for ends in (run, span))
    )


def _stretch(
    corpus: FrameCorpus,
    files: tuple[int, int],
    nearest: Bits,
    thresholds: tuple[int, int],
    line: tuple[float, float],
    ends: tuple[int, int],
) -> Stretch:
    """What two clips share on a line, from the first to the last of some frames of a."""
    near, threshold = thresholds
    own, (speed, offset) = corpus.frames_of(files[0]), line
    at, inside = corpus.at[own], np.arange(ends[0], ends[1] + 1)
    agree = inside[(nearest[inside] >= 0) & (nearest[inside] <= threshold)]
    start, end = float(at[ends[0]]), min(_until(at, ends[1]), corpus.seconds(files[0]))
    return Stretch(
        start,
        end,
        max(0.0, float(offset + speed * start)),
        min(float(offset + speed * end), corpus.seconds(files[1])),
        float(speed),
        int((nearest[inside] > threshold).sum()),
        float(np.median(nearest[agree])),
        agree + own.start,
        int((nearest[agree] <= near).sum()),
    )


def _until(at: Times, frame: int) -> float:
    """Until when a frame stands for its clip: as long as from the one before, or one second."""
    if frame + 1 < at.size:
        return float(at[frame + 1])
    return float(at[frame] + (at[frame] - at[frame - 1] if frame else 1.0))


@numba.njit(cache=True, nogil=True)
def _bits(
    a: NDArray[np.uint64], b: NDArray[np.uint64],
    spoken_a: NDArray[np.bool_], spoken_b: NDArray[np.bool_],
) -> Bits:  # fmt: skip
    """Bits apart of each frame of a from each of b; -1 where either says too little."""
    apart = np.full((len(a), len(b)), _UNKNOWN, np.int16)
    for i in range(len(a)):
        for j in range(len(b)):
            if spoken_a[i] and spoken_b[j]:
                found = np.int64(0)
                for word in range(4):
                    found += np.int64(ones(a[i, word] ^ b[j, word]))
                apart[i, j] = found
    return apart


@numba.njit(cache=True, nogil=True)
def _along(bits: Bits, at_a: Times, at_b: Times, speed: float, offset: float) -> tuple[Bits, Times]:
    """By frame of a the nearer of the two frames of b beside its place on the line.

    Returns how many bits they are apart, -1 for unknown, and how many seconds beside the line.
    """
    nearest = np.full(at_a.size, _UNKNOWN, np.int16)
    beside = np.zeros(at_a.size)
    after = 0
    for i in range(at_a.size):
        place = offset + speed * at_a[i]
        while after < at_b.size and at_b[after] < place:
            after += 1
        for j in range(max(0, after - 1), min(after + 1, at_b.size)):
            away, found = abs(at_b[j] - place), bits[i, j]
            if away <= _reach(at_b, j) and found >= 0 and (nearest[i] < 0 or found < nearest[i]):
                nearest[i], beside[i] = found, away
    return nearest, beside


@numba.njit(cache=True, nogil=True)
def _reach(at: Times, frame: int) -> float:
    """How far from a frame's time it may stand for its clip: the space between frames."""
    if at.size == 1:
        return 1.0
    return float(at[frame] - at[frame - 1] if frame else at[1] - at[0])


@numba.njit(cache=True, nogil=True)
def _agreement(nearest: Bits, beside: Times, threshold: int) -> float:
    """How many frames agree on a line; less for bits apart, and a little for time beside it."""
    score = 0.0
    for found, away in zip(nearest, beside):  # noqa: B905 - Numba knows no strict zip
        if 0 <= found <= threshold:
            score += 1.0 - found / 128.0 - away / 128.0
    return score


@numba.njit(cache=True, nogil=True)
def _best_line(
    bits: Bits, at_a: Times, at_b: Times, speeds: Times, threshold: int
) -> tuple[float, float]:
    """The speed and offset on which most frames agree, and agree best."""
    best, best_speed, best_offset = 0.0, 1.0, 0.0
    for speed in speeds:
        first = _STEP * np.floor(-speed * at_a[-1] / _STEP)
        surer = 0.0 if best == 0.0 or speed == best_speed else _SURER
        for step in range(int((at_b[-1] - first) / _STEP) + 2):
            offset = first + step * _STEP
            nearest, beside = _along(bits, at_a, at_b, speed, offset)
            score = _agreement(nearest, beside, threshold)
            if score > best + surer:
                best, best_speed, best_offset, surer = score, speed, offset, 0.0
    return best_speed, best_offset


@numba.njit(cache=True, nogil=True)
def _best_run(nearest: Bits, threshold: int) -> tuple[int, int]:
    """First and last frame of the run in which agreement outweighs disagreement most; -1 none."""
    best, first, last = 0.0, -1, -1
    score, begun = 0.0, 0
    for i in range(len(nearest)):
        if nearest[i] < 0:
            continue
        if score <= 0.0:
            score, begun = 0.0, i
        score += 1.0 if nearest[i] <= threshold else -_DISAGREES
        if score > best:
            best, first, last = score, begun, i
    return first, last
