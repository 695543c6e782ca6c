"""Small pictures for people: as it is, and past recognition."""

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray

SIDE: Final = 64
"""Pixels of the longest side."""
BLURRED_TO: Final = 8
"""Pixels of the longest side that are left of the blurred one: colours and where they lie. A face
that fills a picture is then some six pixels wide: below the 7 x 10 at which people still recognise
half of the faces that they know well (Sinha, Balas, Ostrovsky & Russell 2006)."""
WEBP_QUALITY: Final = 70


def thumbnails(rgb: NDArray[np.uint8]) -> tuple[bytes, bytes]:
    """Return the thumbnail and the blurred one of a picture, both WebP and 64 pixels long."""
    import cv2

    height, width = rgb.shape[:2]
    sides = _fitted(width, height, SIDE)
    small = cv2.resize(rgb, sides, interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(small, _fitted(width, height, BLURRED_TO), interpolation=cv2.INTER_AREA)
    blurred = cv2.resize(coarse, sides, interpolation=cv2.INTER_LINEAR)
    return _webp(np.asarray(small, np.uint8)), _webp(np.asarray(blurred, np.uint8))


def _fitted(width: int, height: int, longest: int) -> tuple[int, int]:
    scale = longest / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _webp(rgb: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.fromarray(rgb).save(written, "WEBP", quality=WEBP_QUALITY, method=0)
    return written.getvalue()
