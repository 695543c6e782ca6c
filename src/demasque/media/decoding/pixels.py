"""Pillow's pictures as red, green and blue: upright, on white, eight bits."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from demasque.errors import Sentence
from demasque.media.decoding.media_form import UnreadableError

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS: Final = 100_000_000
"""Of a picture after JPEG's own reduction: 300 MB in memory. Telephones take up to 200 million, as
JPEG; 100,000 x 100,000 would be 30 GB."""
LARGEST_SIDE_KEPT: Final = 1024
"""Pixels: twice what is hashed, and more than local features are looked for in."""
ORIENTATION_TAG: Final = 0x0112  # Exif 2.3: how the camera was held


def rgb_of(image: "Image.Image") -> NDArray[np.uint8]:
    """Decode a picture that was opened, or the frame that it stands at: uint8 (height, width, 3).

    A large one comes out smaller, its longest side at most 1,024 pixels.

    Raises:
        UnreadableError: if it holds too many pixels.
        OSError: if it is damaged or cut short.
    """
    image.draft("RGB", (LARGEST_SIDE_KEPT, LARGEST_SIDE_KEPT))
    if image.width * image.height > MOST_PIXELS:
        raise UnreadableError(
            Sentence(
                "The picture has {pixels} pixels; at most {most} are read.",
                pixels=image.width * image.height,
                most=MOST_PIXELS,
            )
        )
    image.load()
    return np.asarray(_upright(_smaller(_eight_bits(image))), dtype=np.uint8)


def _eight_bits(image: "Image.Image") -> "Image.Image":
    from PIL import Image

    if image.mode == "RGB":
        return image
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return Image.fromarray(_stretched(np.asarray(image))).convert("RGB")
    if image.has_transparency_data:
        # What is transparent would show whatever colour lies under it, which nobody sees.
        seen = image.convert("RGBA")
        on_white = Image.new("RGBA", seen.size, "white")
        on_white.alpha_composite(seen)
        return on_white.convert("RGB")
    return image.convert("RGB")


def _stretched(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Grey of more than eight bits: 16 are cut to eight, others span the picture's range."""
    if values.dtype == np.uint16:
        return np.asarray(values >> 8, dtype=np.uint8)
    wide = np.nan_to_num(values.astype(np.float64))
    low, high = (
        (0.0, 65535.0)
        if 255 < wide.max() <= 65535 and wide.min() >= 0
        else (wide.min(), wide.max())
    )
    return np.asarray((wide - low) * (255 / max(high - low, 1e-9)), dtype=np.uint8)


def _smaller(image: "Image.Image") -> "Image.Image":
    from PIL import Image

    if max(image.size) > LARGEST_SIDE_KEPT:
        # Twice the factor by plain means of pixels first: as good, and several times as fast.
        image.thumbnail(
            (LARGEST_SIDE_KEPT, LARGEST_SIDE_KEPT), Image.Resampling.BILINEAR, reducing_gap=2.0
        )
    return image


def _upright(image: "Image.Image") -> "Image.Image":
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)
