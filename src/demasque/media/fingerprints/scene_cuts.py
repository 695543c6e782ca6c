"""Where scenes start, by the looked-at frames of a clip."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

CUT_BITS: Final = 80
"""Of 256 by which PDQ changes from one looked-at frame to the next at a cut. Unrelated pictures are
128 apart, give or take 8. A camera in the hand comes to it as well, a second later it shows another
picture: one scene more is described, which costs a little time and joins nothing."""

VIEW_BITS: Final = 31
"""Of 256 by which a frame may differ from the last described one and show the same view: PDQ's own
measure of the same picture."""


def cut_between(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> bool:
    """Whether a scene starts with the second of two frames, by their hashes: uint8 (32,)."""
    return int(np.bitwise_count(before ^ after).sum()) >= CUT_BITS


def another_view(described: NDArray[np.uint8], now: NDArray[np.uint8]) -> bool:
    """Whether a frame shows so much else than the last described one that it is described too."""
    return int(np.bitwise_count(described ^ now).sum()) > VIEW_BITS
