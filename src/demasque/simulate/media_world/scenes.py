"""Pictures of nothing real: hills, streets, tables, heaps of things, posters, drawn heads."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from demasque.simulate.media_world.sketch import Rgb, Sketch, rough_field, some_words

_HUES: Final = 10


def picture(seed: int, width: int = 640, height: int = 480, kind: str | None = None) -> Rgb:
    """Return a drawn picture, uint8 (height, width, 3); another ``seed`` has nothing in common.

    ``kind`` is one of ``SCENES``; chosen by the seed where it is not given. Needs Pillow.
    """
    rng = np.random.default_rng([seed, 50])
    chosen = kind or str(rng.choice(list(SCENES), p=[0.24, 0.2, 0.2, 0.2, 0.06, 0.1]))
    sketch = Sketch(width, height)
    SCENES[chosen](rng, sketch)
    return sketch.shaded(rng)


def _hue(rng: np.random.Generator) -> int:
    return int(rng.integers(1, _HUES))


def _sizes(rng: np.random.Generator, count: int, least: float, most: float) -> list[float]:
    """Return sizes whose number falls with their cube, as seen sizes of things do; any order."""
    share = rng.random(count)
    inverse = least**-2 - share * (least**-2 - most**-2)
    return [float(size) for size in inverse**-0.5]


def _thing(rng: np.random.Generator, sketch: Sketch, x: float, y: float, size: float) -> None:
    """Draw one thing: round, boxy or ragged."""
    form, hue = rng.random(), _hue(rng)
    aspect = sketch.width / sketch.height
    tall = size * rng.uniform(0.4, 1.6) * aspect
    if form < 0.3:
        sketch.ellipse(x, y, size / 2, tall / 2, hue)
        return
    corners = 4 if form < 0.65 else int(rng.integers(3, 12))
    turn = rng.uniform(0, 2 * np.pi)
    angles = turn + 2 * np.pi * np.arange(corners) / corners
    reach = np.full(corners, 1.0) if form < 0.65 else rng.uniform(0.45, 1.0, corners)
    points = [
        (x + size / 2 * r * np.cos(a), y + tall / 2 * r * np.sin(a))
        for a, r in zip(angles, reach, strict=True)
    ]
    sketch.polygon(points, hue, float(rng.choice([0.3, 1.0, 2.0])))


def _heap(rng: np.random.Generator, sketch: Sketch) -> None:
    """Things of all sizes that hide one another (dead leaves)."""
    for size in _sizes(rng, int(rng.integers(150, 420)), 0.03, 0.7):
        _thing(rng, sketch, rng.uniform(-0.05, 1.05), rng.uniform(-0.05, 1.05), size)


def _ridge(rng: np.random.Generator, level: float, height: float) -> list[tuple[float, float]]:
    """Return the outline of hills around ``level``."""
    profile = rough_field(rng, 1, 96, rng.uniform(0.8, 1.4))[0, :64]
    return [
        (-0.02 + 1.04 * place / 63, level + height * float(up)) for place, up in enumerate(profile)
    ]


def _hills(rng: np.random.Generator, sketch: Sketch) -> None:
    """Clouds, ridges one behind the other, trees and huts on them."""
    for size in _sizes(rng, int(rng.integers(0, 12)), 0.08, 0.4):
        sketch.ellipse(rng.random(), rng.uniform(0, 0.4), size, size / 3, _hue(rng), 2.0)
    level = rng.uniform(0.15, 0.5)
    for _ in range(int(rng.integers(3, 7))):
        ridge = _ridge(rng, level, rng.uniform(0.02, 0.1))
        sketch.polygon([*ridge, (1.02, 1.1), (-0.02, 1.1)], _hue(rng), rng.uniform(0.5, 2.5))
        for size in _sizes(rng, int(rng.integers(8, 45)), 0.02 + level / 40, 0.3):
            x, y = ridge[int(rng.integers(0, len(ridge)))]
            _tree_or_hut(rng, sketch, x, y + rng.uniform(0, 0.2), size)
        level += rng.uniform(0.08, 0.2)


def _tree_or_hut(rng: np.random.Generator, sketch: Sketch, x: float, y: float, size: float) -> None:
    hue = _hue(rng)
    if rng.random() < 0.6:
        trunk = size / 10
        sketch.polygon([(x - trunk, y), (x, y - size), (x + trunk, y)], _hue(rng))
        for _ in range(3):
            dx, dy = rng.normal(0, size / 5, 2)
            sketch.ellipse(x + dx, y - size + dy, size / 4, size / 3, hue, 2.5)
        return
    half = size / 2
    sketch.polygon([(x - half, y), (x - half, y - half), (x + half, y - half), (x + half, y)], hue)
    sketch.polygon([(x - half, y - half), (x, y - size), (x + half, y - half)], _hue(rng))
    door = size / 8
    sketch.polygon(
        [(x - door, y), (x - door, y - half / 2), (x + door, y - half / 2), (x + door, y)],
        _hue(rng),
    )


def _street(rng: np.random.Generator, sketch: Sketch) -> None:
    """Houses in rows with windows, signs, and things in front of them."""
    for row in range(int(rng.integers(1, 4))):
        x = -rng.uniform(0, 0.1)
        while x < 1.0:
            wide = rng.uniform(0.06, 0.28)
            top = rng.uniform(0.02, 0.5) + 0.12 * row
            _house(rng, sketch, x, top, wide)
            x += wide * rng.uniform(0.9, 1.3)
    floor = rng.uniform(0.75, 0.95)
    sketch.polygon(
        [(-0.1, floor), (1.1, floor + rng.uniform(-0.1, 0.1)), (1.1, 1.1), (-0.1, 1.1)],
        _hue(rng),
        2.0,
    )
    for size in _sizes(rng, int(rng.integers(20, 70)), 0.02, 0.3):
        _thing(rng, sketch, rng.random(), rng.uniform(0.6, 1.0), size)


def _house(rng: np.random.Generator, sketch: Sketch, x: float, top: float, wide: float) -> None:
    lean = rng.normal(0, 0.02)
    sketch.polygon(
        [(x, 1.0), (x + lean, top), (x + wide + lean, top + rng.normal(0, 0.03)), (x + wide, 1.0)],
        _hue(rng),
    )
    columns, rows = int(rng.integers(2, 6)), int(rng.integers(3, 9))
    hues = [_hue(rng), _hue(rng)]
    for column in range(columns):
        for row in range(rows):
            left = x + wide * (column + 0.25) / columns
            up = top + (1 - top) * (row + 0.2) / rows
            right, low = left + wide * 0.5 / columns, up + (1 - top) * 0.5 / rows
            hue = hues[int(rng.random() < 0.3)]
            sketch.polygon([(left, low), (left, up), (right, up), (right, low)], hue, 0.5)
    if rng.random() < 0.4:
        sketch.text(
            x, rng.uniform(top, 0.9), some_words(rng, 1), rng.uniform(0.03, 0.07), _hue(rng)
        )


def _table(rng: np.random.Generator, sketch: Sketch) -> None:
    """A wall with frames, a table, and vessels and boxes on it, a few large."""
    for size in _sizes(rng, int(rng.integers(3, 14)), 0.08, 0.4):
        x, y = rng.random(), rng.uniform(0, 0.6)
        for inner in (1.0, 0.8):
            half = size * inner / 2
            box = [(x - half, y - half), (x + half, y - half), (x + half, y + half)]
            sketch.polygon([*box, (x - half, y + half)], _hue(rng), 1.5)
    edge = rng.uniform(0.4, 0.75)
    sketch.polygon(
        [(-0.1, edge), (1.1, edge + rng.normal(0, 0.05)), (1.1, 1.1), (-0.1, 1.1)], _hue(rng), 1.5
    )
    for size in sorted(_sizes(rng, int(rng.integers(25, 80)), 0.05, 0.6), reverse=True):
        x, y = rng.uniform(-0.05, 1.05), rng.uniform(edge - 0.15, 1.0)
        _thing(rng, sketch, x, y, size)
        if rng.random() < 0.4:
            _thing(rng, sketch, x + rng.normal(0, size / 6), y, size / 3)


def _poster(rng: np.random.Generator, sketch: Sketch) -> None:
    """Words in several sizes over fields of colour and a few things."""
    for size in _sizes(rng, int(rng.integers(15, 60)), 0.1, 0.9):
        _thing(rng, sketch, rng.random(), rng.random(), size)
    for _ in range(int(rng.integers(2, 7))):
        size = rng.uniform(0.04, 0.16)
        place = rng.uniform(0, 0.5), rng.uniform(0, 0.9)
        sketch.text(*place, some_words(rng, int(rng.integers(1, 5))), size, _hue(rng))


def _head(rng: np.random.Generator, sketch: Sketch) -> None:
    """A head as children draw it, before a heap of things."""
    for size in _sizes(rng, int(rng.integers(60, 200)), 0.05, 0.7):
        _thing(rng, sketch, rng.random(), rng.random(), size)
    draw_head(rng, sketch, rng.uniform(0.35, 0.65), rng.uniform(0.4, 0.55), 0.0)


def draw_head(rng: np.random.Generator, sketch: Sketch, x: float, y: float, mouth: float) -> None:
    """Draw shoulders and a schematic head at a place; ``mouth`` is how far it is open, 0 to 1."""
    size = rng.uniform(0.13, 0.24)
    skin, cloth, hair = _hue(rng), _hue(rng), _hue(rng)
    sketch.ellipse(x, y + 2.6 * size, 1.6 * size, 1.3 * size, cloth, 2.0)
    sketch.ellipse(x, y - 0.25 * size, 0.95 * size, 1.25 * size, hair, 3.0)
    sketch.ellipse(x, y, 0.8 * size, 1.1 * size, skin, 0.6)
    for side in (-1, 1):
        sketch.ellipse(x + side * 0.32 * size, y - 0.15 * size, 0.13 * size, 0.1 * size, hair, 0.1)
    sketch.ellipse(x, y + 0.55 * size, 0.3 * size, (0.05 + 0.2 * mouth) * size, cloth, 0.1)


SCENES: Final[Mapping[str, Callable[[np.random.Generator, Sketch], None]]] = {
    "heap": _heap,
    "hills": _hills,
    "street": _street,
    "table": _table,
    "poster": _poster,
    "head": _head,
}
"""Kinds of pictures, by name."""
