"""Which views, of pictures and of clips, are near each other by PDQ, in any orientation?"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from demasque.media.families.family_links import CELLS, FOUND_BY, Links, empty_links, mask_of
from demasque.media.families.frame_corpus import FrameCorpus, Ints
from demasque.media.hamming import pairs_between, pairs_within
from demasque.progress import Progress

ORIENTATIONS: Final = 8

_TURNED: Final = 4  # bits: the exemplar stands as most copies do


class ViewPairs(NamedTuple):
    """Pairs of frames of different files: numbers of frames, bits apart, orientation of a."""

    a: Ints
    b: Ints
    distance: Ints
    orientation: NDArray[np.int8]


def view_pairs(corpus: FrameCorpus, threshold: int, progress: Progress) -> ViewPairs:
    """All pairs of views of different files within ``threshold`` bits; a's file before b's."""
    views = corpus.views
    plain = np.ascontiguousarray(corpus.hashes[views, 0])
    parts = []
    for orientation in range(ORIENTATIONS):
        progress("pictures alike", orientation, ORIENTATIONS)
        if orientation == 0:
            a, b, apart = pairs_within(plain, threshold)
        else:
            turned = np.ascontiguousarray(corpus.hashes[views, orientation])
            a, b, apart = pairs_between(turned, plain, threshold)
        # Whatever is found from b's turned hash is found from a's as well.
        kept = corpus.file[views[a]] < corpus.file[views[b]]
        same = np.full(int(kept.sum()), orientation, np.int8)
        parts.append((views[a[kept]], views[b[kept]], apart[kept].astype(np.int64), same))
    progress("pictures alike", ORIENTATIONS, ORIENTATIONS)
    return ViewPairs(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def picture_links(corpus: FrameCorpus, pairs: ViewPairs, still: NDArray[np.bool_]) -> Links:
    """Links of pictures with pictures; ``still`` says which files are pictures."""
    file_a, file_b = corpus.file[pairs.a], corpus.file[pairs.b]
    wanted = np.flatnonzero(still[file_a] & still[file_b])
    links = empty_links(wanted.size)
    links["a"], links["b"] = file_a[wanted], file_b[wanted]
    links["found_by"] = FOUND_BY.index("pdq")
    links["distance"] = pairs.distance[wanted]
    links["orientation"] = pairs.orientation[wanted]
    links["alike"] = _alike(pairs.distance[wanted], pairs.orientation[wanted])
    return links


def still_links(corpus: FrameCorpus, pairs: ViewPairs, still: NDArray[np.bool_]) -> Links:
    """Links of pictures with the clips that show them, for as long as they show them."""
    file_a, file_b = corpus.file[pairs.a], corpus.file[pairs.b]
    wanted = np.flatnonzero(still[file_a] != still[file_b])
    order = np.lexsort((pairs.distance[wanted], file_b[wanted], file_a[wanted]))
    wanted = wanted[order]
    both = np.stack([file_a[wanted], file_b[wanted]], 1)
    _, firsts = np.unique(both, axis=0, return_index=True)
    links = empty_links(firsts.size)
    ends = np.append(firsts, wanted.size)[1:]
    for row, (first, end) in enumerate(zip(firsts.tolist(), ends.tolist(), strict=True)):
        nearest = wanted[first]
        picture_first = bool(still[file_a[nearest]])
        frames = (pairs.b if picture_first else pairs.a)[wanted[first:end]]
        start, stop, mask = shown_in(corpus, frames)
        clip = "b" if picture_first else "a"
        links["a"][row], links["b"][row] = file_a[nearest], file_b[nearest]
        links["distance"][row] = pairs.distance[nearest]
        links["orientation"][row] = pairs.orientation[nearest]
        links["alike"][row] = _alike(pairs.distance[nearest], pairs.orientation[nearest])
        links[f"covers_{clip}"][row] = mask
        links[f"start_{clip}"][row], links[f"end_{clip}"][row] = start, stop
    links["found_by"] = FOUND_BY.index("pdq")
    return links


def shown_in(corpus: FrameCorpus, frames: Ints) -> tuple[float, float, int]:
    """From when to when the views of some frames of one clip last, and the cells they fill."""
    file = int(corpus.file[frames[0]])
    length = corpus.seconds(file)
    own = corpus.frames_of(file)
    starts = corpus.views[(corpus.views >= own.start) & (corpus.views < own.stop)]
    inside = np.zeros(CELLS, np.bool_)
    middles = (np.arange(CELLS) + 0.5) * length / CELLS
    start, stop = length, 0.0
    for frame in np.unique(frames).tolist():
        view = int(np.searchsorted(starts, frame, side="right"))
        begins = float(corpus.at[starts[view - 1] if view else frame])
        ends = float(corpus.at[starts[view]]) if view < starts.size else length
        shown = (middles >= begins) & (middles <= ends)
        # A view shorter than a cell fills the one that it begins in.
        first = int(begins * CELLS / length) if length else 0
        shown[min(CELLS - 1, first)] |= not shown.any()
        inside |= shown
        start, stop = min(start, begins), max(stop, ends)
    return start, stop, mask_of(inside)


def _alike(distance: Ints, orientation: NDArray[np.int8]) -> NDArray[np.float64]:
    """1 for equal hashes, above .4 within 31 bits; less where one of them is turned."""
    alike: NDArray[np.float64] = 1 - (distance + _TURNED * (orientation != 0)) / 64.0
    return alike
