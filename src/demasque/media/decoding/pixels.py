"""Pillow's pictures as red, green and blue: upright, on white, eight bits."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from demasque.errors import Sentence
from demasque.media.decoding.media_form import UnreadableError

if TYPE_CHECKING:
    from PIL import Image

BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    OverflowError,
    IndexError,
    TypeError,
    RuntimeError,
)
"""What Pillow raises at pictures that are damaged."""
MOST_PIXELS: Final = 100_000_000
"""Of a picture after JPEG's own reduction: 300 MB in memory. Telephones take up to 200 million, as
JPEG; 100,000 x 100,000 would be 30 GB."""
LARGEST_SIDE_KEPT: Final = 640
"""Pixels: more than what is hashed, and what local features are looked for in. With 800 and 1,024
published hashes are met as well; a photograph of 1,280 takes twice as long."""
ORIENTATION_TAG: Final = 0x0112  # Exif 2.3: how the camera was held
UPRIGHT: Final[Mapping[int, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]]] = {
    2: np.fliplr,
    3: lambda lying: np.rot90(lying, 2),
    4: np.flipud,
    5: lambda lying: lying.transpose(1, 0, 2),
    6: lambda lying: np.rot90(lying, -1),
    7: lambda lying: np.rot90(lying, 2).transpose(1, 0, 2),
    8: np.rot90,
}
"""What turns a picture upright, by the value of that tag."""


def rgb_of(image: "Image.Image") -> NDArray[np.uint8]:
    """Decode a picture that was opened, or the frame that it stands at: uint8 (height, width, 3).

    A large one comes out smaller, its longest side 640 pixels.

    Raises:
        UnreadableError: if it holds too many pixels.
        OSError: if it is damaged or cut short.
    """
    sides = _fitted(image.size)
    image.draft("RGB", sides)
    if image.width * image.height > MOST_PIXELS:
        raise UnreadableError(
            Sentence(
                "The picture has {pixels} pixels; at most {most} are read.",
                pixels=image.width * image.height,
                most=MOST_PIXELS,
            )
        )
    image.load()
    rgb = _smaller(np.asarray(_eight_bits(image), dtype=np.uint8), sides)
    upright = UPRIGHT.get(image.getexif().get(ORIENTATION_TAG, 1))
    return rgb if upright is None else np.ascontiguousarray(upright(rgb))


def _fitted(sides: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, LARGEST_SIDE_KEPT / max(sides))
    return max(1, round(sides[0] * scale)), max(1, round(sides[1] * scale))


def _smaller(rgb: NDArray[np.uint8], sides: tuple[int, int]) -> NDArray[np.uint8]:
    import cv2

    if rgb.shape[1] <= sides[0]:
        return rgb
    return np.asarray(cv2.resize(rgb, sides, interpolation=cv2.INTER_AREA), dtype=np.uint8)


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
