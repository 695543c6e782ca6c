"""Clips of nothing real: shows of still pictures, scenes that move, schematic heads that talk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from demasque.simulate.media_world.melodies import SAMPLES, Sound, melody, syllables
from demasque.simulate.media_world.scenes import SCENES, draw_head, picture
from demasque.simulate.media_world.sketch import Rgb, Sketch

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, eq=False)
class DrawnClip:
    """``frames`` uint8 (n, height, width, 3), ``rate`` of them a second, and ``sound``.

    ``bits`` is what one pixel of one frame may cost when it is written.
    """

    frames: NDArray[np.uint8]
    rate: float
    sound: Sound
    bits: float = 0.15

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.frames) / self.rate

    def changed(self, **fields: Any) -> "DrawnClip":
        """Return it with other fields."""
        return replace(self, **fields)


def clip(
    seed: int,
    seconds: float = 10.0,
    rate: float = 24.0,
    size: tuple[int, int] = (320, 180),
    kind: str | None = None,
) -> DrawnClip:
    """Return a drawn clip with sound; another ``seed`` has nothing in common with it.

    ``size`` is width and height in pixels; ``kind`` one of ``CLIP_KINDS``, chosen by the seed where
    it is not given. Needs Pillow.
    """
    rng = np.random.default_rng([seed, 51])
    chosen = kind or str(rng.choice(list(CLIP_KINDS)))
    parts: list[NDArray[np.uint8]] = []
    left = max(round(seconds * rate), 1)
    sound = syllables(rng, seconds) if chosen == "talking head" else melody(rng, seconds)
    while left:
        count = min(left, max(round(rate * float(rng.uniform(2.5, 5.0))), 1))
        count = left if left - count < rate else count
        first = sum(len(part) for part in parts)
        loud = _loudness(sound, first, count, rate)
        parts.append(CLIP_KINDS[chosen](rng, count, size, loud))
        left -= count
    return DrawnClip(np.concatenate(parts), rate, sound)


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(1 << 41, 1 << 42))


def _loudness(sound: Sound, first: int, count: int, rate: float) -> NDArray[np.float32]:
    """Return how loud the sound is at each of ``count`` frames, 0 to 1."""
    at = ((first + np.arange(count)) / rate * SAMPLES).astype(np.int64)
    reach = SAMPLES // 25
    so_far = np.concatenate([[0.0], np.cumsum(np.abs(sound), dtype=np.float64)])
    ends = np.minimum([at, at + reach], len(sound))
    levels = (so_far[ends[1]] - so_far[ends[0]]) / reach
    return np.asarray(np.clip(6 * levels, 0, 1), np.float32)


def _window(image: "Image", box: tuple[float, float, float, float], size: tuple[int, int]) -> Rgb:
    from PIL import Image

    return np.asarray(image.resize(size, Image.Resampling.BILINEAR, box))


def _still(
    rng: np.random.Generator, count: int, size: tuple[int, int], _: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """One picture, into which the view moves slowly."""
    from PIL import Image

    width, height = size
    large = Image.fromarray(picture(_seed(rng), width * 5 // 4, height * 5 // 4))
    start, end = rng.uniform(0.0, 0.08, 2)
    frames = []
    for share in np.linspace(0, 1, count):
        edge = start + (end - start) * share
        dx, dy = edge * large.width, edge * large.height
        frames.append(_window(large, (dx, dy, large.width - dx, large.height - dy), size))
    return np.stack(frames)


def _moving(
    rng: np.random.Generator, count: int, size: tuple[int, int], _: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """A wide scene that the view crosses, and things that cross the view."""
    from PIL import Image, ImageDraw

    width, height = size
    wide = Image.fromarray(picture(_seed(rng), width * 8 // 5, height * 8 // 5))
    room = wide.width - width, wide.height - height
    start, end = rng.uniform(0, 1, (2, 2)) * room
    things = []
    for _thing in range(int(rng.integers(1, 5))):
        across = int(rng.uniform(0.15, 0.4) * width)
        thing = Image.fromarray(picture(_seed(rng), across, across))
        mask = Image.new("L", thing.size, 0)
        ImageDraw.Draw(mask).ellipse((0, 0, across - 1, across - 1), fill=255)
        things.append((thing, mask, rng.uniform(-0.2, 1, (2, 2)) * size))
    frames = []
    for share in np.linspace(0, 1, count):
        x, y = (round(float(a + (b - a) * share)) for a, b in zip(start, end, strict=True))
        frame = wide.crop((x, y, x + width, y + height))
        for thing, mask, path in things:
            place = path[0] + (path[1] - path[0]) * share
            frame.paste(thing, (round(float(place[0])), round(float(place[1]))), mask)
        frames.append(np.asarray(frame))
    return np.stack(frames)


def _talking(
    rng: np.random.Generator, count: int, size: tuple[int, int], loud: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """A schematic head before a heap of things; its mouth opens with the sound."""
    from PIL import Image

    width, height = size[0] * 9 // 8, size[1] * 9 // 8
    seed, place = _seed(rng), (rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.5))
    shut, wide = (
        Image.fromarray(_portrait(seed, (width, height), place, mouth)) for mouth in (0.0, 1.0)
    )
    sway = np.cumsum(rng.normal(0, 0.05, (count, 2)), axis=0)
    room = np.array([width - size[0], height - size[1]]) / 2
    frames = []
    for level, move in zip(loud, np.tanh(sway), strict=True):
        x, y = (room * (1 + move)).tolist()
        frame = Image.blend(shut, wide, float(level))
        frames.append(_window(frame, (x, y, x + size[0], y + size[1]), size))
    return np.stack(frames)


def _portrait(seed: int, size: tuple[int, int], place: tuple[float, float], mouth: float) -> Rgb:
    rng = np.random.default_rng([seed, 52])
    sketch = Sketch(*size)
    SCENES[str(rng.choice(["heap", "street", "table"]))](rng, sketch)
    draw_head(rng, sketch, *place, mouth)
    return sketch.shaded(rng)


CLIP_KINDS: Final[
    Mapping[
        str,
        Callable[
            [np.random.Generator, int, tuple[int, int], NDArray[np.float32]], NDArray[np.uint8]
        ],
    ]
] = {"slideshow": _still, "moving scene": _moving, "talking head": _talking}
"""Kinds of clips: what draws one scene of each, given how many frames, their size, the loudness."""
