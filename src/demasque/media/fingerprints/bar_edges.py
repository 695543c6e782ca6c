"""Where exactly a bar ends, at a picture's own size: a hash changes with every pixel of it."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

PICTURE: Final = 0.5
"""Share of the mean difference from a bar's colour, a little further inwards, that a picture's
first line has: what compression smears over the edge has less."""

NOISE: Final = 4.0
"""Levels of 255 by which a bar's own lines differ from its colour on the mean, at most."""


def plain_edge(frames: Sequence[NDArray[np.uint8]], about: int, within: int) -> int:
    """The first line of the picture after a bar of one colour.

    Args:
        frames: lines from the bar's outermost inwards, (lines, pixels, 3) each.
        about: where the bar ends, by the smaller frames.
        within: lines by which that may be wrong.
    """
    first, last = max(1, about - within), min(len(frames[0]), about + within + 1)
    differences = np.zeros(max(0, last - first))
    for frame in frames:
        colour = np.median(frame[:2].reshape(-1, 3), axis=0).astype(np.int16)
        lines = frame[first:last].astype(np.int16)
        differences += np.abs(lines - colour).mean(axis=(1, 2))
    edge = about - first
    beyond = differences[edge + within // 2 :]
    if not beyond.size:
        return about
    picture = differences >= max(PICTURE * float(np.median(beyond)), NOISE * len(frames))
    # From where it was seen, out of the bar or back to it: words farther out are no edge.
    while edge < len(picture) and not picture[edge]:
        edge += 1
    while 0 < edge < len(picture) and picture[edge - 1]:
        edge -= 1
    return first + edge if edge < len(picture) else about


def blurred_edge(frames: Sequence[NDArray[np.uint8]], about: int, within: int) -> int:
    """The first line of the picture after a bar that is out of focus: the largest step."""
    first, last = max(1, about - within), about + within + 1
    steps = np.zeros(max(0, min(len(frames[0]), last) - first))
    for frame in frames:
        lines = frame[first - 1 : first + len(steps), :, 1].astype(np.int16)
        steps += np.abs(np.diff(lines, axis=0)).mean(axis=1)
    return first + int(np.argmax(steps)) if steps.size else about
