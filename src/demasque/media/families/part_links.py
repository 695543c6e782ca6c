"""Pictures, and views of clips, that show the same in part: crops, screenshots, stickers, captions.

PDQ sees a picture as a whole; local features (:mod:`demasque.media.features`) find what of it is in
another, and where. Whatever PDQ has joined needs no second look.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from demasque.media.families.family_links import FOUND_BY, Links, empty_links, mask_of
from demasque.media.families.frame_corpus import FrameCorpus, Ints
from demasque.media.families.view_pairs import shown_in
from demasque.media.features import alike_pictures
from demasque.progress import Progress

MIRRORED: Final = 5
"""The orientation of a mirror image, in the order of ``pdqhash.compute_dihedral``."""

MOST_DESCRIBED: Final = 40_000
"""Frames compared by parts in one run: some 3 GB of memory, and minutes."""

_MOST_KNOWN: Final = 5_000_000  # pairs of frames of joined clips that are left out beforehand
_SIDE: Final = 8  # cells of a picture's side


class PartPairs(NamedTuple):
    """Pairs of frames of different files that show the same in part; a's file before b's.

    ``a`` and ``b`` are numbers of frames. ``matrix`` (n, 2, 3) maps places of a to places of b,
    both as fractions of the sides; ``covers_a`` are the cells of a that b shows too.
    """

    a: Ints
    b: Ints
    share: NDArray[np.float32]
    mirrored: NDArray[np.bool_]
    matrix: NDArray[np.float64]
    covers_a: NDArray[np.uint64]
    covers_b: NDArray[np.uint64]


def described_frames(corpus: FrameCorpus, joined: Links) -> tuple[Ints, int]:
    """Numbers of the frames that are compared by parts, and how many are not, as they are too many.

    Those of files that something else joins to a file before them are left out first.
    """
    frames = [
        int(corpus.ends[file]) + frame
        for file, print_ in enumerate(corpus.prints)
        if corpus.twin_of[file] == file
        for frame in sorted(print_.features)
    ]
    described = np.array(frames, np.int64)
    if described.size <= MOST_DESCRIBED:
        return described, 0
    joined_before = np.zeros(len(corpus), np.bool_)
    joined_before[joined["b"]] = True
    order = np.argsort(joined_before[corpus.file[described]], kind="stable")[:MOST_DESCRIBED]
    return described[np.sort(order)], int(described.size - MOST_DESCRIBED)


def part_pairs(
    corpus: FrameCorpus, described: Ints, joined: Links, progress: Progress
) -> PartPairs:
    """All pairs of described frames that show the same in part, but of files that are joined."""
    features = [
        corpus.prints[file].features[frame - int(corpus.ends[file])]
        for file, frame in zip(corpus.file[described].tolist(), described.tolist(), strict=True)
    ]
    progress("parts of pictures alike", 0, len(features))
    found = alike_pictures(features, _known(corpus, described, joined))
    progress("parts of pictures alike", len(features), len(features))
    back = _inverses(found.matrix)
    return PartPairs(
        described[found.a],
        described[found.b],
        found.share,
        found.mirrored,
        found.matrix,
        np.array([_covered(each) for each in found.matrix], np.uint64),
        np.array([_covered(each) for each in back], np.uint64),
    )


def _known(corpus: FrameCorpus, described: Ints, joined: Links) -> Ints:
    """Rows of described frames that need no look: of one file, and of files that are joined."""
    files = corpus.file[described]
    first = np.searchsorted(files, np.arange(len(corpus) + 1))
    pairs = [np.zeros((0, 2), np.int64)]
    for start, end in zip(first[:-1].tolist(), first[1:].tolist(), strict=True):
        if end - start > 1:
            pairs.append(np.stack(np.triu_indices(end - start, 1), 1) + start)
    counts = np.diff(first)
    looked = counts[joined["a"]] * counts[joined["b"]]
    joined = joined[(looked > 0) & (np.cumsum(looked) <= _MOST_KNOWN)]
    a, b = (np.asarray(joined[side], np.int64) for side in ("a", "b"))
    times = counts[a] * counts[b]
    place = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    wide = np.repeat(counts[b], times)
    pairs.append(
        np.stack(
            [np.repeat(first[a], times) + place // wide, np.repeat(first[b], times) + place % wide],
            1,
        )
    )
    return np.concatenate(pairs)


def part_links(corpus: FrameCorpus, parts: PartPairs, still: NDArray[np.bool_]) -> Links:
    """Links of pictures with pictures, and with the clips that show them, by parts."""
    file_a, file_b = corpus.file[parts.a], corpus.file[parts.b]
    rows = np.flatnonzero(still[file_a] | still[file_b])
    rows = rows[np.lexsort((-parts.share[rows], file_b[rows], file_a[rows]))]
    both = np.stack([file_a[rows], file_b[rows]], 1)
    _, firsts = np.unique(both, axis=0, return_index=True)
    ends = np.append(firsts, rows.size)[1:]
    links = empty_links(firsts.size)
    for n, (first, end) in enumerate(zip(firsts.tolist(), ends.tolist(), strict=True)):
        row = rows[first]
        links["a"][n], links["b"][n] = file_a[row], file_b[row]
        links["alike"][n], links["part"][n] = parts.share[row] / 2, row
        links["orientation"][n] = MIRRORED if parts.mirrored[row] else 0
        links["covers_a"][n], links["covers_b"][n] = parts.covers_a[row], parts.covers_b[row]
        for side, files, frames in (("a", file_a, parts.a), ("b", file_b, parts.b)):
            if not still[files[row]]:
                start, stop, mask = shown_in(corpus, frames[rows[first:end]])
                links[f"covers_{side}"][n] = mask
                links[f"start_{side}"][n], links[f"end_{side}"][n] = start, stop
    links["found_by"] = FOUND_BY.index("features")
    return links


def _inverses(matrices: NDArray[np.float64]) -> NDArray[np.float64]:
    """The maps the other way."""
    whole = np.zeros((len(matrices), 3, 3))
    whole[:, :2], whole[:, 2, 2] = matrices, 1
    return np.linalg.inv(whole)[:, :2].astype(np.float64)


def _covered(matrix: NDArray[np.float64]) -> int:
    """The cells of a picture whose middles a map puts inside the other picture."""
    middles = (np.arange(_SIDE) + 0.5) / _SIDE
    x, y = np.meshgrid(middles, middles)
    there = matrix @ np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
    inside: NDArray[np.bool_] = (there.min(axis=0) >= 0) & (there.max(axis=0) <= 1)
    return mask_of(inside)
