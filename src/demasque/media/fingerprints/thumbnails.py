"""Small pictures for people: as it is, and past recognition."""

import io
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import Image

SIDE: Final = 64
"""Pixels of the longest side."""
BLURRED_TO: Final = 8
"""Pixels of the longest side that are left of the blurred one: colours and where they lie. A face
that fills a picture is then some six pixels wide: below the 7 x 10 at which people still recognise
half of the faces that they know well (Sinha, Balas, Ostrovsky & Russell 2006)."""
WEBP_QUALITY: Final = 70


def thumbnails(rgb: NDArray[np.uint8]) -> tuple[bytes, bytes]:
    """Return the thumbnail and the blurred one of a picture, both WebP and 64 pixels long."""
    from PIL import Image

    height, width = rgb.shape[:2]
    sides = _fitted(width, height, SIDE)
    coarse = max(1, min(width, height) // (2 * SIDE))
    small = Image.fromarray(rgb).reduce(coarse).resize(sides, Image.Resampling.BILINEAR)
    blurred = small.resize(_fitted(width, height, BLURRED_TO), Image.Resampling.BOX)
    return _webp(small), _webp(blurred.resize(sides, Image.Resampling.BILINEAR))


def _fitted(width: int, height: int, longest: int) -> tuple[int, int]:
    scale = longest / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _webp(image: "Image.Image") -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=WEBP_QUALITY, method=0)
    return written.getvalue()
