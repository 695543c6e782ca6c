"""Shapes by number, then light on them: a drawing with the statistics of a photograph.

Shapes that hide one another, their sizes by a power law, have the spectrum and the edges of natural
pictures (dead leaves: Lee, Mumford and Huang, Occlusion models for natural images, IJCV 2001);
textures are noise whose power falls with frequency.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Rgb = NDArray[np.uint8]
"""A picture: (height, width, 3), red, green and blue."""

_TILE: Final = 256
_VOCABULARY: Final = """
amber brisk calm dusty early fuzzy hollow idle keen lively mellow narrow open plain quiet rapid
silver tidy upper vivid warm young otter maple kettle harbour pebble lantern teapot finch garden
bridge window ladder basket ribbon candle meadow anchor saddle mirror needle
"""
_WORDS: Final = tuple(_VOCABULARY.split())


def rough_field(
    rng: np.random.Generator, height: int, width: int, slope: float
) -> NDArray[np.float32]:
    """Return noise (height, width) of mean 0 and deviation 1, amplitude as frequency^-``slope``.

    It is periodic both ways.
    """
    across = np.fft.rfftfreq(width)[None, :] * width
    down = np.fft.fftfreq(height)[:, None] * height
    gain = np.maximum(np.hypot(across, down), 1.0) ** -slope
    gain[0, 0] = 0.0
    spectrum = np.fft.rfft2(rng.standard_normal((height, width), dtype=np.float32)) * gain
    field = np.fft.irfft2(spectrum, s=(height, width)).astype(np.float32)
    return np.asarray(field / max(float(field.std()), 1e-9), np.float32)


def font(size: float) -> "FreeTypeFont":
    """Return the font that Pillow brings, ``size`` pixels high: the same on every machine."""
    from PIL import ImageFont

    made = ImageFont.load_default(max(float(size), 4.0))
    assert isinstance(made, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return made


def some_words(rng: np.random.Generator, count: int) -> str:
    """Return words that say nothing."""
    return " ".join(_WORDS[number] for number in rng.integers(0, len(_WORDS), count)).capitalize()


class Sketch:
    """Shapes drawn over one another, each by a number of its own; 0 is the ground.

    Places and sizes are fractions of the sides.
    """

    def __init__(self, width: int, height: int) -> None:
        """Start with nothing but the ground."""
        from PIL import Image, ImageDraw

        self.width, self.height = width, height
        self._image = Image.new("I", (width, height), 0)
        self._draw = ImageDraw.Draw(self._image)
        self._centres: list[tuple[float, float]] = [(0.5, 0.5)]
        self._sizes: list[float] = [1.0]
        self.hues: list[int] = [0]
        self.textures: list[float] = [1.0]

    def _next(self, x: float, y: float, size: float, hue: int, texture: float) -> int:
        self._centres.append((x, y))
        self._sizes.append(max(size, 0.01))
        self.hues.append(hue)
        self.textures.append(texture)
        return len(self._sizes) - 1

    def polygon(
        self, points: Sequence[tuple[float, float]], hue: int, texture: float = 1.0
    ) -> None:
        """Draw a polygon in colour number ``hue``."""
        x, y = np.mean(points, axis=0)
        size = float(np.ptp(np.asarray(points), axis=0).max())
        number = self._next(float(x), float(y), size, hue, texture)
        pixels = [(px * self.width, py * self.height) for px, py in points]
        self._draw.polygon(pixels, fill=number)

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, hue: int, texture: float = 1.0
    ) -> None:
        """Draw an upright ellipse of half axes ``rx`` and ``ry``."""
        number = self._next(x, y, 2 * max(rx, ry), hue, texture)
        width, height = self.width, self.height
        box = ((x - rx) * width, (y - ry) * height, (x + rx) * width, (y + ry) * height)
        self._draw.ellipse(box, fill=number)

    def text(self, x: float, y: float, words: str, size: float, hue: int) -> None:
        """Write words from their left upper corner on; ``size`` is a fraction of the height."""
        number = self._next(x, y, size, hue, 0.1)
        place = (x * self.width, y * self.height)
        self._draw.text(place, words, fill=number, font=font(size * self.height))

    def shaded(self, rng: np.random.Generator) -> Rgb:
        """Return the drawing in colour, with light, textures, shadows and grain."""
        from PIL import Image, ImageFilter

        shapes = np.asarray(self._image, np.int32)
        light = self._light(rng, shapes) * _contours(shapes)
        hues = _palette(rng, max(self.hues) + 1)[np.asarray(self.hues)]
        hues *= rng.uniform(0.75, 1.25, (len(hues), 1)).astype(np.float32)
        hues *= rng.uniform(0.9, 1.1, (len(hues), 3)).astype(np.float32)
        coloured = np.clip(hues[shapes] * light[:, :, None], 0, 255).astype(np.uint8)
        soft = ImageFilter.GaussianBlur(0.6 * max(self.width, self.height) / 640 + 0.2)
        picture = np.asarray(Image.fromarray(coloured).filter(soft), np.float32)
        grain = 3.0 * rng.standard_normal((self.height, self.width, 1), dtype=np.float32)
        return np.clip(picture + grain, 0, 255).astype(np.uint8)

    def _light(self, rng: np.random.Generator, shapes: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return how bright each pixel is: light from a side, a cut of texture, sun and shade."""
        count = len(self._sizes)
        down, across = np.indices(shapes.shape, dtype=np.float32)
        centre = np.asarray(self._centres, np.float32)[shapes]
        angle = rng.uniform(0, 2 * np.pi) + rng.normal(0, 0.5, count)
        slope = rng.uniform(0.2, 0.9, count) / np.asarray(self._sizes)
        steps = np.stack([np.cos(angle) * slope, np.sin(angle) * slope], -1).astype(np.float32)
        step = steps[shapes]
        side = (across / self.width - centre[..., 0]) * step[..., 0]
        side += (down / self.height - centre[..., 1]) * step[..., 1]
        tile = rough_field(rng, _TILE, _TILE, rng.uniform(0.7, 1.1))
        offset = rng.integers(0, _TILE, (count, 2))[shapes]
        stretch = rng.integers(1, 4, (count, 2))[shapes]
        rows = (down.astype(np.int64) * stretch[..., 0] + offset[..., 0]) % _TILE
        columns = (across.astype(np.int64) * stretch[..., 1] + offset[..., 1]) % _TILE
        rough = np.asarray(self.textures) * rng.gamma(2.0, 0.07, count)
        texture = tile[rows, columns] * rough.astype(np.float32)[shapes]
        shade = _wide(rng, self.height, self.width)
        lit = np.clip(1.0 + np.clip(side, -0.6, 0.6) + texture, 0.1, 2.2) * shade
        return np.asarray(lit, np.float32)


def _wide(rng: np.random.Generator, height: int, width: int) -> NDArray[np.float32]:
    """Return sun and shade over the whole picture: a wide field, 0.5 to 1.5."""
    from PIL import Image

    coarse = Image.fromarray(rough_field(rng, 24, 32, 1.2))
    field = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC))
    return np.asarray(np.clip(1.0 + rng.uniform(0.1, 0.35) * field, 0.4, 1.6), np.float32)


def _contours(shapes: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return 1, and less just below and right of where another shape begins: contact shadows."""
    shadow = np.ones(shapes.shape, np.float32)
    reach = max(shapes.shape[1] // 200, 1)
    shadow[reach:, reach:][shapes[reach:, reach:] != shapes[:-reach, :-reach]] = 0.72
    return shadow


def _palette(rng: np.random.Generator, count: int) -> NDArray[np.float32]:
    """Return ``count`` colours around a few hues, dark to light: uneven like a scene's."""
    base = rng.uniform(0, 1, 3)
    hue = (rng.choice(base, count) + rng.normal(0, 0.06, count)) % 1.0
    saturation = rng.beta(1.6, 2.2, count)
    value = rng.beta(1.6, 1.3, count) * 215 + 25
    wheel = np.clip(np.abs((hue[:, None] * 6 + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    mixed = value[:, None] * (1 - saturation[:, None] * (1 - wheel))
    return np.asarray(mixed, np.float32)
