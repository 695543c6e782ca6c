"""Is a family one picture, or one template on which nearly everybody writes words of their own?

A meme's picture goes round with other captions on it: who posts it says something of their own, and
has nothing in common with others who do but the template. A picture that is passed on keeps its
words, or has words laid over it in some copies.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from demasque.media.fingerprint import Fingerprint, LocalFeatures

_FEWEST: Final = 4  # files; of two or three with other words one may be a translation
_COMPARED: Final = 40  # files of a family, at most
_OWN_WORDS: Final = 0.8  # of the files; one operation's translations are far below
_CAPTION: Final = 20  # points on words, that make a caption
_NEAR: Final = 0.03  # of a side
_ALIKE: Final = 70  # bits of 256; copies of one corner after strong compression are within 56
_SAME_WORDS: Final = 0.4  # of the points; measured: other words at most .18, the same at least .82


def is_template(pictures: Sequence[Fingerprint]) -> bool:
    """Whether nearly each of these pictures, alike as a whole, has other words on it."""
    looked = [each.features[0] for each in pictures[:_COMPARED] if 0 in each.features]
    captioned = [each for each in looked if each.overlaid.sum() >= _CAPTION]
    least = max(_FEWEST, _OWN_WORDS * len(looked))
    if len(captioned) < least:
        return False
    distinct: list[LocalFeatures] = []
    for own in captioned:
        if all(words_in_common(own, other) < _SAME_WORDS for other in distinct):
            distinct.append(own)
    return len(distinct) >= least


def words_in_common(a: LocalFeatures, b: LocalFeatures) -> float:
    """The share of points on words, of the picture with fewer, that the other has in its place."""
    fewer, more = sorted((a, b), key=lambda each: int(each.overlaid.sum()))
    own, other = np.flatnonzero(fewer.overlaid), np.flatnonzero(more.overlaid)
    if not own.size:
        return 0.0
    away = np.abs(fewer.points[own, None, :2] - more.points[None, other, :2]).max(axis=2)
    bits = np.bitwise_count(fewer.descriptors[own, None] ^ more.descriptors[None, other]).sum(
        axis=2, dtype=np.int64
    )
    return float(((away <= _NEAR) & (bits <= _ALIKE)).any(axis=1).mean())
