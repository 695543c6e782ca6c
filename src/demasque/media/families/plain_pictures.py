"""Which pictures hold no content of their own: blank ones, and one small mark on a plain ground.

Strangers share these without knowing of each other, so their families leave no trace.
"""

import io
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from demasque.media.fingerprint import Fingerprint

Content = Literal["content", "blank", "logo", "template"]

_FLAT: Final = 12.0  # grey levels; what lossy coding does to a plain ground stays below
_BLANK: Final = 0.985  # of the pixels are ground; tried .97 to .995
_LOGO: Final = 0.75  # of the pixels are ground ...
_MARK: Final = 0.35  # ... and the rest lies within this share of the picture


def content_of(fingerprint: Fingerprint) -> Content:
    """Whether a picture or clip holds content, a mark on a plain ground, or nothing.

    Read from its thumbnail; a clip's is that of one frame, so that a clip is plain only where the
    quality of all its frames' hashes says so too. A recording has no picture, and is content.
    """
    if fingerprint.kind == "audio" or not fingerprint.thumbnail:
        return "content"
    if fingerprint.kind == "video" and (fingerprint.quality >= _PLAIN_QUALITY).any():
        return "content"
    mark = _off_ground(fingerprint.thumbnail)
    ground = 1 - float(mark.mean())
    if ground >= _BLANK:
        return "blank"
    return "logo" if ground >= _LOGO and _extent(mark) <= _MARK else "content"


_PLAIN_QUALITY: Final = 20  # of 100; plain grounds with one mark stay below


def _off_ground(thumbnail: bytes) -> NDArray[np.bool_]:
    """Which pixels differ from the picture's most common colour."""
    from PIL import Image

    with Image.open(io.BytesIO(thumbnail)) as opened:
        pixels: NDArray[np.float64] = np.asarray(opened.convert("RGB"), np.float64)
    ground = np.median(pixels.reshape(-1, 3), axis=0)
    off: NDArray[np.bool_] = np.abs(pixels - ground).max(axis=2) > _FLAT
    return off


def _extent(mark: NDArray[np.bool_]) -> float:
    """The share of the picture within the box round all marked pixels."""
    rows, columns = np.flatnonzero(mark.any(axis=1)), np.flatnonzero(mark.any(axis=0))
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    return float(height * width / mark.size)
