"""Where the nodes of a graph stand, by forces: ties pull, all push.

The layout of Fruchterman and Reingold (Software: Practice and Experience 21, 1991) as
scikit-network's ``Spring`` computes it, sum by sum, so that pictures are what they were; compiled,
it takes a fraction of the time.
"""

from typing import Final

import numba
import numpy as np
import numpy.typing as npt
from scipy import sparse

Places = npt.NDArray[np.float64]

ROUNDS: Final = 60
_LEAST_MOVE: Final = 1e-4
"""Mean move of a node at which nothing more is to be gained."""

_LEAST_DISTANCE: Final = 0.01


def spring_layout(ties: sparse.csr_matrix, start: Places) -> Places:
    """Move nodes from where they start (x, y) for ``ROUNDS`` rounds; ``ties`` are symmetric."""
    count = len(start)
    strength = np.sqrt(1 / count)
    place = np.array(start, np.float64)
    step = 0.1 * (place.max(axis=0) - place.min(axis=0)).max()
    less = step / (ROUNDS + 1)
    weights = ties.data.astype(np.float64) / strength
    for _ in range(ROUNDS):
        force = _forces(ties.indptr, ties.indices, weights, place, strength)
        length = np.linalg.norm(force, axis=0)
        move = force * step / np.where(length < _LEAST_DISTANCE, 0.1, length)
        place += move
        step -= less
        if np.linalg.norm(move) / count < _LEAST_MOVE:
            break
    return place


@numba.njit(cache=True)
def _forces(
    first: npt.NDArray[np.int32],
    others: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float64],
    place: Places,
    strength: float,
) -> Places:
    """The force on each node: what pushes it less what pulls it, each summed in order."""
    count = len(place)
    force = np.zeros((count, 2))
    for node in range(count):
        pull_x = pull_y = push_x = push_y = 0.0
        for at in range(first[node], first[node + 1]):
            x = place[node, 0] - place[others[at], 0]
            y = place[node, 1] - place[others[at], 1]
            pull = weights[at] * np.sqrt(x * x + y * y)
            pull_x += x * pull
            pull_y += y * pull
        for other in range(count):
            x = place[node, 0] - place[other, 0]
            y = place[node, 1] - place[other, 1]
            push = strength / max(np.sqrt(x * x + y * y), _LEAST_DISTANCE)
            push *= push
            push_x += x * push
            push_y += y * push
        force[node, 0] = push_x - pull_x
        force[node, 1] = push_y - pull_y
    return force
