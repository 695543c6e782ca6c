"""What the rest of the room sees of a clip, whichever package reads it."""

from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

LookedAt = tuple[float, NDArray[np.uint8]]
"""Seconds from the start, and the frame as it is shown: uint8 (height, width, 3)."""

LONGEST: Final = 3600.0
"""Seconds of a clip that are looked at once a second. Longer ones are looked at sparsely."""
SPARSE_FRAMES: Final = 600
"""Frames of a clip that is looked at sparsely, over all its length: one a minute of ten hours."""
MOST_DECODED: Final = 40_000_000_000
"""Pixels decoded for one look a second: an hour at 640 x 360 and 30 a second are 25 thousand
million, ten minutes at 1920 x 1080 are 37. Beyond, a clip is looked at sparsely. It is counted, not
timed, so that the same file gives the same frames on any machine."""


class Clip(Protocol):
    """A clip that was opened: what it says of itself, and its frames."""

    width: int
    height: int
    seconds: float | None
    said: dict[str, str]

    def spread(self, count: int) -> list[LookedAt]:
        """Return some ``count`` frames from all over the clip, cheaply."""
        ...

    def each_second(self) -> Iterator[LookedAt]:
        """Yield the first frame of each second, or, of a clip too long for it, spread frames."""
        ...
