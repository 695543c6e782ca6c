"""Which recordings are one recording? Sound is all there is of them, so it joins them by itself.

Candidates have several numbers of their chromaprints in common, as far as their upper bits, at one
offset (the look-up of Haitsma and Kalker 2002); then the error rate over all that overlaps decides.
"""

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.media.families.family_links import FOUND_BY, Links, empty_links, stretch_mask
from demasque.media.families.frame_corpus import FrameCorpus, Ints
from demasque.media.families.moving.sound_likeness import ITEMS, matching_offset
from demasque.progress import Progress

_LOWER: Final = 12  # bits that a number may differ in: 20 equal ones survive an error rate of .15
_COMMON: Final = 200  # numbers equal more often, in silence and hum, say nothing
_FEWEST: Final = 3  # numbers in common at one offset, or its neighbours
_LEAST_OF_SHORTER: Final = 0.5


def recording_links(corpus: FrameCorpus, progress: Progress) -> Links:
    """Links of recordings with recordings, by their sound."""
    files = np.array([n for n, each in enumerate(corpus.prints) if each.kind == "audio"], np.int64)
    sounds = [corpus.prints[file].audio for file in files.tolist()]
    owner = np.repeat(np.arange(files.size), [sound.size for sound in sounds])
    place = np.concatenate([np.zeros(0, np.int64), *(np.arange(s.size) for s in sounds)])
    numbers = np.concatenate([np.zeros(0, np.uint32), *sounds]) >> np.uint32(_LOWER)
    order = np.argsort(numbers, kind="stable")
    met = _meetings(numbers[order], owner[order], place[order])
    links = []
    for done, (a, b, offset) in enumerate(_most_met(met).tolist()):
        progress("recordings alike", done, None)
        link = _link(corpus, int(files[a]), int(files[b]), offset)
        if link is not None:
            links.append(link)
    return np.concatenate([empty_links(0), *links])


def _most_met(met: Ints) -> Ints:
    """By pair of recordings the offset at which most numbers meet, where enough do."""
    met[:, 2] = np.round(met[:, 2] / 2)  # an offset and its neighbours
    triples, counts = np.unique(met, axis=0, return_counts=True)
    enough = counts >= _FEWEST
    triples, counts = triples[enough], counts[enough]
    order = np.lexsort((-counts, triples[:, 1], triples[:, 0]))
    _, first = np.unique(triples[order, :2], axis=0, return_index=True)
    best: Ints = triples[order][first]
    best[:, 2] *= 2
    return best


def _link(corpus: FrameCorpus, a: int, b: int, offset: int) -> Links | None:
    own, other = corpus.prints[a].audio, corpus.prints[b].audio
    found = matching_offset(own, other, offset)
    if found is None:
        return None
    offset, rate = found
    begin, end = max(0, -offset), min(own.size, other.size - offset)
    if end - begin < _LEAST_OF_SHORTER * min(own.size, other.size):
        return None
    link = empty_links(1)
    link["a"], link["b"], link["found_by"] = a, b, FOUND_BY.index("audio")
    link["alike"], link["speed"] = 1 - 2 * rate, 1
    for side, file, first in (("a", a, begin), ("b", b, begin + offset)):
        length = corpus.seconds(file)
        start, stop = first / ITEMS, min(length, (first + end - begin) / ITEMS)
        link[f"start_{side}"], link[f"end_{side}"] = start, stop
        link[f"covers_{side}"] = np.uint64(stretch_mask(start, stop, length))
    return link


@numba.njit(cache=True, nogil=True)
def _meetings(numbers: NDArray[np.uint32], owner: Ints, place: Ints) -> Ints:
    """Recordings a < b and the offset of b, for each two equal numbers; sorted by number."""
    found = np.empty((1024, 3), np.int64)
    size, start = 0, 0
    for end in range(1, numbers.size + 1):
        if end < numbers.size and numbers[end] == numbers[start]:
            continue
        if end - start <= _COMMON:
            for i in range(start, end):
                for j in range(i + 1, end):
                    if owner[i] == owner[j]:
                        continue
                    a, b = (i, j) if owner[i] < owner[j] else (j, i)
                    if size == len(found):
                        found = np.concatenate((found, np.empty((size, 3), np.int64)))
                    found[size] = owner[a], owner[b], place[b] - place[a]
                    size += 1
        start = end
    return found[:size]
