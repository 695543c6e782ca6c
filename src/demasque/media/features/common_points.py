"""Which points belong to a template, by what this corpus shows, and not to what a picture shows?

A channel's mark, a sticker, a studio's wall or an app's screen stands in pictures that contradict
each other everywhere else. A point whose counterparts are mostly in such pairs says nothing of the
content, as a word that all texts have says little (inverse document frequency, Spärck Jones 1972).
"""

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.features.point_sets import PointSets
from demasque.media.features.shared_part import counterparts, overlap

_FEWEST: Final = 2  # pictures that contradict the rest; what is found is the same from 1 to 4


def without_common_points(
    points: PointSets,
    mirrored: PointSets,
    pairs: NDArray[np.int64],
    maps: NDArray[np.float64],
    alike: NDArray[np.bool_],
) -> tuple[PointSets, NDArray[np.bool_]]:
    """Return the points that are no template's, and which pictures lost some.

    ``pairs`` (n, 3) are aligned by ``maps``; those that are not ``alike`` have something in common
    and contradict each other in the rest.
    """
    apart, together = (
        _partners(
            points.at,
            points.bits,
            mirrored.at,
            mirrored.bits,
            points.starts,
            points.sides,
            pairs[chosen],
            maps[chosen],
        )
        for chosen in (~alike, alike)
    )
    common = (apart >= _FEWEST) & (apart > together)
    touched = np.zeros(len(points.starts) - 1, np.bool_)
    touched[points.owners[common]] = True
    return points.without(common), touched


@numba.njit(cache=True, nogil=True)
def _partners(
    at: NDArray[np.float32],
    bits: NDArray[np.uint64],
    mirrored_at: NDArray[np.float32],
    mirrored_bits: NDArray[np.uint64],
    starts: NDArray[np.int64],
    sides: NDArray[np.float32],
    pairs: NDArray[np.int64],
    maps: NDArray[np.float64],
) -> NDArray[np.int64]:
    """For each point the pairs in which it has a counterpart."""
    partners = np.zeros(len(at), np.int64)
    for n in range(len(pairs)):
        a, b, flipped = pairs[n]
        in_a, in_b = slice(starts[a], starts[a + 1]), slice(starts[b], starts[b + 1])
        at_a = mirrored_at[in_a] if flipped else at[in_a]
        bits_a = mirrored_bits[in_a] if flipped else bits[in_a]
        inside, _, _ = overlap(at_a, sides[a], at[in_b], sides[b], maps[n])
        has, taken = counterparts(at_a, bits_a, at[in_b], bits[in_b], maps[n], inside)
        partners[in_a] += has
        partners[in_b] += taken
    return partners
