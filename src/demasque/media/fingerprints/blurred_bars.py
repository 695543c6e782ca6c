"""Bars that are a blurred copy of the clip itself, as apps fill a tall screen with a wide clip."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

BLURRED: Final = 0.4
"""How sharp a bar's lines may be, against the picture's first lines."""
FIRST_LINES: Final = 0.08
"""Share of the side that these first lines are."""
EDGE: Final = 3.0
"""How much larger the step at one bar's end is than steps between its own lines."""
WEAK_EDGE: Final = 1.5
"""The same for the other one of the two bars."""
CANDIDATES: Final = 6
"""Lines of each side with the largest steps, among which a bar's end is looked for."""
UNLIKE: Final = 0.015
"""Share of the side by which the two bars may differ in length."""
NARROWEST: Final = 0.05
"""Share of the side below which bars are not looked for."""
FARTHEST: Final = 0.45
"""Share of the side that one bar may take."""
LEAST_SHARP: Final = 1.0
"""Mean bend of brightness along the lines of the middle, of 255: below, all is out of focus."""

COPY: Final = 0.85
"""Correlation between a bar's colours and those of the picture, enlarged to fill the screen."""
CELLS: Final = (4, 8)
"""Rows and columns of each bar at which they are compared: out of focus, there is no more to it."""

Ends = tuple[int, int]


def blurred_bars(frames: NDArray[np.int16]) -> tuple[Ends, Ends]:
    """Lines above and below, and left and right, that are such bars; only one of the two pairs.

    Args:
        frames: some frames of one clip, or one picture: (frames, height, width, 3).
    """
    down = _pair(frames)
    return (down, (0, 0)) if down != (0, 0) else (down, _pair(frames.transpose(0, 2, 1, 3)))


def _pair(frames: NDArray[np.int16]) -> Ends:
    luma = frames[..., 1].astype(np.float32)
    if min(luma.shape[1:]) < 32:
        return (0, 0)
    bent = np.abs(luma[:, :, 2:] - 2 * luma[:, :, 1:-1] + luma[:, :, :-2])
    sharpness = bent.mean(axis=(0, 2))
    if not (_begins_blurred(sharpness) and _begins_blurred(sharpness[::-1])):
        return (0, 0)
    steps = np.abs(np.diff(luma, axis=1)).mean(axis=(0, 2))
    near, far = _Side(sharpness, steps), _Side(sharpness[::-1], steps[::-1])
    pairs = {
        (near.sharpest_step(end), far.sharpest_step(end))
        for end in (*near.candidates(), *far.candidates())
    }
    possible = [
        (near.step(first) + far.step(last), first, last)
        for first, last in pairs
        if max(near.edge(first), far.edge(last)) >= EDGE
        if near.ends(first) and far.ends(last)
    ]
    for _, first, last in sorted(possible, reverse=True)[:CANDIDATES]:
        if _likeness(frames, first, last) >= COPY:
            return first, last
    return (0, 0)


def _begins_blurred(sharpness: NDArray[np.float32]) -> bool:
    """Whether the first lines are out of focus against any others, as a bar's have to be."""
    lines = len(sharpness)
    if np.median(sharpness[lines // 3 : -(lines // 3)]) < LEAST_SHARP:
        return False
    following = max(3, round(FIRST_LINES * lines))
    sums = np.cumsum(sharpness)
    sharpest = float((sums[following:] - sums[:-following]).max()) / following
    return float(np.median(sharpness[: _range(lines)[0]])) <= BLURRED * sharpest


def _range(lines: int) -> tuple[int, int]:
    """Lines at which a bar may end."""
    return max(4, round(NARROWEST * lines)), round(FARTHEST * lines)


@dataclass(frozen=True)
class _Side:
    """Lines from one side inwards: how sharp each is, and the step from each to the next."""

    sharpness: NDArray[np.float32]
    steps: NDArray[np.float32]

    def candidates(self) -> list[int]:
        """Lines with the largest steps, of those at which a bar may end."""
        nearest, farthest = _range(len(self.sharpness))
        by_step = np.argsort(-self.steps[nearest - 1 : farthest - 1], kind="stable")
        return [int(end) for end in by_step[:CANDIDATES] + nearest]

    def sharpest_step(self, end: int) -> int:
        """The line with the largest step, of those about as far inwards: bars are about alike."""
        nearest, farthest = _range(len(self.sharpness))
        apart = 1 + round(UNLIKE * len(self.sharpness))
        first, last = max(nearest, end - apart), min(farthest, end + apart + 1)
        return first + int(np.argmax(self.steps[first - 1 : last - 1]))

    def ends(self, end: int) -> bool:
        """Whether what is before a line is out of focus, and what follows is not."""
        following = max(3, round(FIRST_LINES * len(self.sharpness)))
        in_focus = np.mean(self.sharpness[end + 1 : end + 1 + following])
        bar = np.quantile(self.sharpness[: end - 1], 0.9)
        return bool(bar <= BLURRED * in_focus) and self.edge(end) >= WEAK_EDGE

    def edge(self, end: int) -> float:
        """How much larger the step at a line is than steps between lines before it."""
        return self.step(end) / max(float(np.median(self.steps[: end - 2])), 0.3)

    def step(self, end: int) -> float:
        """The mean step of brightness into a line."""
        return float(self.steps[end - 1])


def _likeness(frames: NDArray[np.int16], first: int, last: int) -> float:
    """Correlate the bars with what is between them, enlarged to the height of all, over frames."""
    lines, width = frames.shape[1:3]
    inside = frames[:, first : lines - last]
    scale = lines / inside.shape[1]
    bars, copies = [], []
    for start, end in ((0, first), (lines - last, lines)):
        for row in np.linspace(start, end, CELLS[0] + 2)[1:-1]:
            for column in np.linspace(0, width, CELLS[1] + 2)[1:-1]:
                bars.append(_around(frames, row, column, (end - start) / 8, width / 18))
                within = ((row - lines / 2) / scale, (column - width / 2) / scale)
                y, x = within[0] + inside.shape[1] / 2, within[1] + width / 2
                copies.append(_around(inside, y, x, inside.shape[1] / 18, width / 18))
    shown, copied = (np.stack(each, axis=1).reshape(len(frames), -1) for each in (bars, copies))
    shown, copied = (each - each.mean(axis=1, keepdims=True) for each in (shown, copied))
    size = np.sqrt((shown**2).sum(axis=1) * (copied**2).sum(axis=1))
    return float(np.median((shown * copied).sum(axis=1) / np.maximum(size, 1e-9)))


def _around(
    frames: NDArray[np.int16], y: float, x: float, down: float, across: float
) -> NDArray[np.float64]:
    """Mean colour of each frame round a place: (frames, 3)."""
    top, left = max(0, int(y - down)), max(0, int(x - across))
    part = frames[:, top : max(top, int(y + down)) + 1, left : max(left, int(x + across)) + 1]
    return np.asarray(part.mean(axis=(1, 2)), dtype=np.float64)
