"""What is left of a picture without the bars that only fit it to a screen.

The same clip is posted between black bars, between blurred copies of itself, on a plain page with
a caption, in an app's plain frame: PDQ sees another picture each time. Bars are found by what makes
them bars: they begin at the picture's side, are of one colour but for words (or out of focus, on
both sides alike), and end along a straight line from side to side. What is no such bar stays, and
so does a picture of which little would be left. The same rule meets original and copy alike, so
that a picture with plain borders of its own is trimmed in both.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from demasque.media.fingerprints.bar_edges import blurred_edge, plain_edge
from demasque.media.fingerprints.blurred_bars import blurred_bars

Pixel = TypeVar("Pixel", np.uint8, np.float32)

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in fractions of the sides."""

Bars = tuple[tuple[int, int], tuple[int, int]]
"""Lines above and below, and left and right."""
Edge = Callable[[Sequence[NDArray[np.uint8]], int, int], int]

NO_BARS: Final[Bars] = ((0, 0), (0, 0))
WHOLE: Final[Box] = (0.0, 0.0, 1.0, 1.0)
LOOKED_AT: Final = 320
"""Pixels of the longest side at which bars are looked for: a third of a percent is a pixel."""
SAME_COLOUR: Final = 12
"""Levels of 255 by which a bar's pixels differ from its colour after strong compression. Tried 8
to 20 on 50 drawn pictures of two seeds: 8 loses a quarter of the screenshots, 20 trims 2 originals
of 100."""
MOST_STRAY: Final = 0.05
"""Share of the outermost line that may differ."""
BUSY: Final = 0.5
"""Share of a line that differs from the bar, from which on it is the picture; words fill less.
Tried .4 to .6: no difference but for memes (found .98, with .6 .96)."""
DIM: Final = 0.15
"""The same for dark pictures between black bars, which must then hold no words. Tried .1 to
.25: no difference."""
MOST_WORDS: Final = 0.25
"""Share of a bar's area that words may fill. Tried .15 to .35: with .15 nearly all memes stay
as they are."""
STRAIGHT: Final = 4
"""Lines within which the end of a bar has to lie: a block of JPEG or H.264, at half size."""
NEARLY_ALL: Final = 0.9
"""Share of what differs in the picture's first lines, which the very first has to reach."""
SUSTAINED: Final = 0.12
"""Share of the side over which the picture has to go on after a bar's end."""
THINNEST: Final = 0.012
"""Share of the side below which a bar changes too little to be looked for."""
LEAST_LEFT: Final = 0.15
"""Share of the area that has to be left: a wide clip in a tall app's frame is a quarter."""
NARROWEST_LEFT: Final = 8
"""Pixels of a side that have to be left: PDQ sees nothing in fewer."""
LEAST_TO_SEE: Final = 2.0
"""Mean step between neighbouring pixels, of 255, in what is left: below, nothing is shown there."""


def box_of(frames: Sequence[NDArray[np.uint8]]) -> Box:
    """Find what trimming leaves, one box for a picture or for all frames of a clip.

    Args:
        frames: a picture, or some frames from all over a clip: uint8 (height, width, 3) each.

    Returns:
        The box; :data:`WHOLE` where there are no bars, or nearly nothing would be left.
    """
    height, width = frames[0].shape[:2]
    inside = [_sized(frame, width, height) for frame in frames]
    left, top, right, bottom = 0, 0, width, height
    for number in range(2):  # a frame round a frame: an app's page, and bars inside of it
        looked, step = _smaller(inside)
        # A blurred bar may be so smooth that half of it looks plain, so they are tried first.
        bars, edge = (blurred_bars(looked) if number == 0 else NO_BARS), blurred_edge
        if bars == NO_BARS:
            bars, edge = _plain_bars(looked), plain_edge
        if bars == NO_BARS:
            break
        (above, below), (before, after) = _at_own_size(inside, bars, edge, step)
        left, top, right, bottom = left + before, top + above, right - after, bottom - below
        if min(bottom - top, right - left) < NARROWEST_LEFT:
            return WHOLE
        inside = [_between(frame, above, below, before, after) for frame in inside]
    if inside[0].size == frames[0].size or not _worth_showing(inside, height * width):
        return WHOLE
    return (left / width, top / height, right / width, bottom / height)


def _at_own_size(frames: Sequence[NDArray[np.uint8]], bars: Bars, edge: Edge, step: int) -> Bars:
    """The same bars in the frames' own lines."""
    turned = [frame.transpose(1, 0, 2) for frame in frames]
    found = []
    for lines, (first, last) in zip((frames, turned), bars, strict=True):
        back = [frame[::-1] for frame in lines]
        within = 2 * STRAIGHT * step
        found.append(
            (
                edge(lines, first * step, within) if first else 0,
                edge(back, last * step, within) if last else 0,
            )
        )
    return found[0], found[1]


def _between(
    frame: NDArray[np.uint8], above: int, below: int, before: int, after: int
) -> NDArray[np.uint8]:
    rows, columns = frame.shape[:2]
    return frame[above : rows - below, before : columns - after]


def cut(picture: NDArray[Pixel], box: Box) -> NDArray[Pixel]:
    """Return what lies in the box, at least a pixel, as a view."""
    height, width = picture.shape[:2]
    left, right = round(box[0] * width), round(box[2] * width)
    top, bottom = round(box[1] * height), round(box[3] * height)
    return picture[top : max(top + 1, bottom), left : max(left + 1, right)]


def _smaller(frames: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.int16], int]:
    """Every n-th pixel of each frame, and n: lines stay sharp, which means would blur."""
    height, width = frames[0].shape[:2]
    step = -(-max(height, width) // LOOKED_AT)
    sides = max(1, width // step), max(1, height // step)
    return np.stack([_sized(frame, *sides) for frame in frames]).astype(np.int16), step


def _sized(frame: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """A frame at another size, pixels taken as they are; clips may change theirs on the way."""
    import cv2

    if frame.shape[:2] == (height, width):
        return frame
    sized = cv2.resize(frame, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(sized, dtype=np.uint8)


def _worth_showing(frames: Sequence[NDArray[np.uint8]], area: int) -> bool:
    rows, columns = frames[0].shape[:2]
    if rows * columns < LEAST_LEFT * area:
        return False
    looked, _ = _smaller(frames)
    steps = (np.abs(np.diff(looked[..., 1], axis=axis)).mean() for axis in (1, 2))
    return bool(sum(steps) >= LEAST_TO_SEE)


def _plain_bars(frames: NDArray[np.int16]) -> Bars:
    """Lines of one colour above and below, then left and right of what is between these."""
    above, below = _bar(frames), _bar(frames[:, ::-1])
    if above + below >= frames.shape[1]:
        above, below = 0, 0
    between = frames[:, above : frames.shape[1] - below].transpose(0, 2, 1, 3)
    before, after = _bar(between), _bar(between[:, ::-1])
    if before + after >= frames.shape[2]:
        before, after = 0, 0
    return (above, below), (before, after)


def _bar(frames: NDArray[np.int16]) -> int:
    """How many of the first lines are a bar; 0 where there is none."""
    lines = frames.shape[1]
    outermost = np.median(frames[:, :2].reshape(len(frames), -1, 3), axis=1)
    if _differing(frames[:, :2], outermost).max() > MOST_STRAY:
        return 0
    differing = _differing(frames, outermost)
    ends = _end(differing, BUSY, words=MOST_WORDS) or _end(differing, DIM, words=0.0)
    return ends if ends >= max(1, THINNEST * lines) else 0


def _differing(frames: NDArray[np.int16], colours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of each line that is of another colour, as in the upper quarter of the frames.

    Frames that are dark for a moment say nothing of where a bar ends; words that are shown for a
    moment are no picture.
    """
    other = (np.abs(frames - colours[:, None, None].astype(np.int16)) > SAME_COLOUR).any(axis=3)
    shares = other.mean(axis=2)
    return np.asarray(shares[0] if len(shares) == 1 else np.quantile(shares, 0.75, axis=0))


def _end(differing: NDArray[np.float64], picture: float, words: float) -> int:
    """The first line from which on a ``picture``'s share of each differs, along a straight edge."""
    lines = len(differing)
    sustained = max(3, round(SUSTAINED * lines))
    for end in np.flatnonzero(differing >= picture):
        if end + sustained > lines:
            return 0
        after, before = differing[end : end + sustained], differing[: max(0, end - STRAIGHT)]
        if np.sort(after)[sustained // 10] < picture:
            continue
        stray = max(words, MOST_STRAY)
        clear = differing[max(0, end - STRAIGHT) : end].min(initial=1.0)
        if before.size and (before.mean() > stray or clear > MOST_STRAY):
            return 0
        # Colours that compression smears over the edge are not yet the picture.
        nearly_all = differing[end : end + STRAIGHT] >= NEARLY_ALL * np.median(after)
        return int(end + np.argmax(nearly_all))
    return 0
