"""Where in a picture does text or other flat overlay lie?

Captions, lower thirds, buttons and the words of an app's screen are thin strokes of one tone on
ground of one tone. Both are found by greyscale morphology (Serra 1982): a top-hat keeps what is
thinner than its window, and the opening that it leaves is the ground, whose own gradient says
whether it is flat. Strokes over the picture itself, without a box, are not found: their ground is
the picture.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_STROKE: Final = 9  # pixels: twice the thickest stroke of a caption at the size pictures have here
_GROUND: Final = 13  # pixels: the ground is flat over at least this much; 7 to 15 were tried
_CONTRAST: Final = 40  # grey levels between a stroke and its ground; 25 to 60 were tried
_FLAT: Final = 8  # grey levels that JPEG adds to a flat ground; 4 to 12 were tried
_LINE: Final = (31, 15)  # pixels: wide and high, as lines of text are
_DENSITY: Final = 0.08  # the share of a line that is strokes; text has .15 to .3


def overlay_mask(grey: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return true where text on flat ground lies, of the shape of `grey` (height, width).

    `grey` is a picture at the size that :func:`demasque.media.features.describe` reduces to: the
    windows are in its pixels.
    """
    import cv2

    window = np.ones((_STROKE, _STROKE), np.uint8)
    opened = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_OPEN, window), np.uint8)
    closed = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, window), np.uint8)
    return _on_flat_ground(opened, grey - opened) | _on_flat_ground(closed, closed - grey)


def _on_flat_ground(ground: NDArray[np.uint8], hat: NDArray[np.uint8]) -> NDArray[np.bool_]:
    import cv2

    around = np.ones((_GROUND, _GROUND), np.uint8)
    gradient = cv2.morphologyEx(ground, cv2.MORPH_GRADIENT, around)
    strokes = ((hat > _CONTRAST) & (gradient <= _FLAT)).astype(np.uint8)
    density = cv2.boxFilter(strokes, cv2.CV_32F, _LINE)
    return np.asarray(density > _DENSITY, np.bool_)
