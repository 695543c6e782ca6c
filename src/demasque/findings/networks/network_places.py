"""Where do accounts stand in a picture of their ties? Tied ones near, the same each time.

Fruchterman and Reingold 1991 (Software: Practice and Experience 21:1129): ends of an edge pull each
other, all nodes push each other away, and steps grow smaller. The pushing is worked out on a grid
(particle-mesh, Hockney and Eastwood 1988: the mass of each cell convolved with the force by Fourier
transforms), so that a round costs as much as nodes and edges there are, not the square of it.
"""

from math import pi, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import fft

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

# Chosen on four simulated networks each of 300 nodes in 5 groups and 2,000 in 33: the share of the
# five nearest of a node that are of its own group, in the mean of each size.

ROUNDS: Final = 120
"""Steps that the nodes take. 60: 0.997 and 0.843, 120: 0.997 and 0.865, 300: 0.997 and 0.882 for
more than twice the time."""

_GATHERING: Final = 100
"""Steps of the start. None: 0.260 and 0.030, 20: 0.997 and 0.851, 50: 0.997 and 0.865, 100: 0.998
and 0.881, 200: 0.998 and 0.896."""

_CELLS: Final = 128
"""Cells of the grid along each side. 64: 0.997 and 0.878, 128: 0.997 and 0.865, 256: 0.997 and
0.858, at four times the cost; 64 drew nodes of 10,000 in heaps."""

_GRAVITY: Final = 0.5
"""Pull to the middle, in ideal lengths of an edge by distance: parts without a tie between them
drift away otherwise. From 0.05 to 1 hardly anything else changes: 0.883 to 0.854 for 2,000; with
0.05 single nodes took three quarters of the picture."""


def network_places(a: Places, b: Places, weight: Floats, count: int) -> Floats:
    """Place ``count`` nodes.

    Args:
        a: the place of each edge's one end among the nodes, from 0.
        b: that of its other end.
        weight: its strength, above 0 (bits).
        count: nodes, with or without an edge.

    Returns:
        x and y of each, within 0 and 1, the longer side filled. Same input, same places.
    """
    if count == 0:
        return np.zeros((0, 2))
    at = _sunflower(count) * sqrt(count)
    if count > 2 and len(weight):
        pull = np.sqrt(weight / np.median(weight))
        at = _gathered(at, a, b, pull)
        mesh = _force_on_mesh()
        for left in range(ROUNDS, 0, -1):
            force = _pulled(at, a, b, pull) + _pushed(at, mesh) - _GRAVITY * at
            length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)
            # Steps at first a tenth of the picture: as long as the length of many edges.
            step = np.minimum(length, 0.1 * sqrt(count) * left / ROUNDS + 0.01)
            at = at + force * (step / length)[:, None]
    return _fitted(at)


def _gathered(at: Floats, a: Places, b: Places, pull: Floats) -> Floats:
    """A start in which tied nodes stand near: each goes half way to its neighbours, and again.

    These are steps of a power iteration: what is left varies least along edges, as in a spectral
    layout, at the cost of a few rounds.
    """
    both, other = np.concatenate([a, b]), np.concatenate([b, a])
    pulls = np.concatenate([pull, pull])
    nodes = len(at)
    strength = np.bincount(both, pulls, minlength=nodes)
    tied = strength > 0
    for _ in range(_GATHERING):
        for axis in (0, 1):
            towards = np.bincount(both, pulls * at[other, axis], minlength=nodes)
            at[tied, axis] = (at[tied, axis] + towards[tied] / strength[tied]) / 2
        at = (at - at.mean(axis=0)) / np.maximum(at.std(axis=0), 1e-9)
    return at * (sqrt(nodes) / 2)


def _fitted(at: Floats) -> Floats:
    low, high = at.min(axis=0), at.max(axis=0)
    span = max(float((high - low).max()), 1e-9)
    fitted: Floats = np.round((at - (low + high) / 2) / span + 0.5, 4)
    return fitted


def _pulled(at: Floats, a: Places, b: Places, pull: Floats) -> Floats:
    """The pull of edges: the square of their length, for edges of ideal length 1."""
    between = at[b] - at[a]
    strength = pull * np.hypot(between[:, 0], between[:, 1])
    both, nodes = np.concatenate([a, b]), len(at)
    return np.stack(
        [
            np.bincount(both, np.concatenate([drawn, -drawn]), minlength=nodes)
            for drawn in (between * strength[:, None]).T
        ],
        axis=1,
    )


def _pushed(at: Floats, mesh: tuple[NDArray[np.complex128], ...]) -> Floats:
    """The push of all nodes: one by their distance, read off a grid that holds their mass."""
    low = at.min(axis=0)
    side = max(float((at.max(axis=0) - low).max()), 1e-9) / (_CELLS - 1.001)
    inside = (at - low) / side
    corner = inside.astype(np.int64)
    part = inside - corner
    corners = []
    for right in (0, 1):
        for up in (0, 1):
            cell = (corner[:, 0] + right) * _CELLS + corner[:, 1] + up
            share = np.abs(1 - right - part[:, 0]) * np.abs(1 - up - part[:, 1])
            corners.append((cell, share))
    mass = np.zeros(_CELLS * _CELLS)
    for cell, share in corners:
        mass += np.bincount(cell, share, minlength=_CELLS * _CELLS)
    waves = fft.rfft2(mass.reshape(_CELLS, _CELLS), s=(2 * _CELLS, 2 * _CELLS))
    pushed = np.zeros_like(at)
    for axis, force in enumerate(mesh):
        field = fft.irfft2(waves * force, s=(2 * _CELLS, 2 * _CELLS))[:_CELLS, :_CELLS].ravel()
        pushed[:, axis] = sum(field[cell] * share for cell, share in corners)
    return pushed / side


def _force_on_mesh() -> tuple[NDArray[np.complex128], ...]:
    """The force of one node on each cell round it, as waves: along x, then along y."""
    steps = np.arange(2 * _CELLS)
    steps = np.where(steps < _CELLS, steps, steps - 2 * _CELLS).astype(np.float64)
    x, y = np.meshgrid(steps, steps, indexing="ij")
    # Softened within half a cell, where the grid knows no direction.
    away = x * x + y * y + 0.25
    return fft.rfft2(x / away), fft.rfft2(y / away)


def _sunflower(count: int) -> Floats:
    """Points spread evenly over a disc: a start that is the same every time."""
    n = np.arange(count)
    radius, angle = np.sqrt((n + 0.5) / count), n * pi * (3 - sqrt(5))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
