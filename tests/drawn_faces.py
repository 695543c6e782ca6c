"""Drawn portraits: nobody's, and enough of a face for eyes to be found in."""

import numpy as np
from numpy.typing import NDArray

HAIR, WHITE, LIPS = (60, 40, 30), (245, 245, 245), (170, 70, 70)


def drawn_face(
    left: float = 0.374,
    right: float = 0.626,
    height: float = 0.47,
    side: int = 256,
    skin: tuple[int, int, int] = (224, 180, 150),
    seed: int = 1,
) -> NDArray[np.uint8]:
    """A portrait, (side, side, 3), with pupils at (left, height) and (right, height)."""
    from PIL import Image, ImageDraw, ImageFilter

    size = side * 4
    image = Image.new("RGB", (size, size), (120, 140, 160))
    draw = ImageDraw.Draw(image)
    unit = (right - left) * size
    middle, y = (left + right) / 2 * size, height * size

    def oval(x: float, down: float, wide: float, high: float, fill: tuple[int, ...]) -> None:
        at = y + down * unit
        draw.ellipse(
            [x - wide * unit, at - high * unit, x + wide * unit, at + high * unit], fill=fill
        )

    oval(middle, 0, 1.25, 1.6, HAIR)
    oval(middle, 0.225, 0.98, 1.375, skin)
    for x in (left * size, right * size):
        oval(x, 0, 0.27, 0.13, WHITE)
        oval(x, 0, 0.13, 0.13, HAIR)
        oval(x, 0, 0.06, 0.06, (0, 0, 0))
        brow = [x - 0.35 * unit, y - 0.5 * unit, x + 0.35 * unit, y + 0.1 * unit]
        draw.arc(brow, 200, 340, fill=HAIR, width=int(0.09 * unit))
    for x in (-0.1, 0.1):
        oval(middle + x * unit, 0.62, 0.06, 0.04, (110, 70, 60))
    oval(middle, 1.0, 0.4, 0.12, LIPS)
    small = image.filter(ImageFilter.GaussianBlur(0.05 * unit)).resize((side, side))
    rows, columns = np.mgrid[0:side, 0:side] / side
    light = 1.1 - 0.5 * np.hypot(columns - (left + right) / 2 + 0.1, rows - height - 0.05)
    noise = np.random.default_rng(seed).normal(0, 3, (side, side, 3))
    return np.clip(np.asarray(small) * light[..., None] + noise, 0, 255).astype(np.uint8)
