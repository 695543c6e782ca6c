"""Which clips are one clip, though PDQ tells their frames apart: cropped, subtitled, in an app.

Local features say which views of two clips show the same in part; what holds for a view holds for
the frames that look like it. Then frames have to pass in one order, as with PDQ
(:mod:`.clip_links`).
"""

import numpy as np
from numpy.typing import NDArray

from demasque.media.families.distance_thresholds import LARGEST
from demasque.media.families.family_links import FOUND_BY, Links, empty_links
from demasque.media.families.frame_corpus import FrameCorpus, Ints, bits_apart
from demasque.media.families.moving.clip_links import clip_link, copied_stretch
from demasque.media.families.part_links import MIRRORED, PartPairs
from demasque.progress import Progress


def clip_part_links(
    corpus: FrameCorpus, parts: PartPairs, threshold: int, progress: Progress
) -> Links:
    """Links of clips with clips of which views show the same in part."""
    moving = np.array([each.kind == "video" for each in corpus.prints], np.bool_)
    file_a, file_b = corpus.file[parts.a], corpus.file[parts.b]
    rows = np.flatnonzero(moving[file_a] & moving[file_b])
    rows = rows[np.lexsort((file_b[rows], file_a[rows]))]
    _, firsts = np.unique(np.stack([file_a[rows], file_b[rows]], 1), axis=0, return_index=True)
    links = []
    for done, own in enumerate(np.split(rows, firsts[1:]) if rows.size else []):
        if done % 100 == 0:
            progress("clips alike in part", done, firsts.size)
        a, b = int(file_a[own[0]]), int(file_b[own[0]])
        flipped = bool(parts.mirrored[own].mean() > 0.5)
        own = own[parts.mirrored[own] == flipped]
        orientation = MIRRORED if flipped else 0
        shown = _shown(corpus, a, b, parts.a[own], parts.b[own])
        stretch = copied_stretch(corpus, a, b, orientation, threshold, shown)
        if stretch is not None:
            link = clip_link(corpus, a, b, orientation, stretch)
            link["found_by"], link["distance"] = FOUND_BY.index("features"), np.nan
            link["part"] = own[np.argmax(parts.share[own])]
            link["alike"] *= parts.share[own].mean() / 2
            links.append(link)
    return np.concatenate([empty_links(0), *links])


def _shown(corpus: FrameCorpus, a: int, b: int, in_a: Ints, in_b: Ints) -> NDArray[np.int8]:
    """Whether frames of a and b show the same in part: 1, 0, or -1 where nobody looked."""
    views_a, views_b = _view_of_frames(corpus, a), _view_of_frames(corpus, b)
    shown = np.full((views_a.size, views_b.size), -1, np.int8)
    shown[np.ix_(views_a >= 0, views_b >= 0)] = 0
    for frame_a, frame_b in zip(in_a.tolist(), in_b.tolist(), strict=True):
        shown[np.ix_(views_a == frame_a, views_b == frame_b)] = 1
    return shown


def _view_of_frames(corpus: FrameCorpus, file: int) -> Ints:
    """By frame of a clip, the described frame before it that it looks like; -1 where none does."""
    own = corpus.frames_of(file)
    described = np.array(sorted(corpus.prints[file].features), np.int64)
    frames = np.arange(own.stop - own.start)
    before = np.searchsorted(described, frames, side="right") - 1
    view = np.where(before >= 0, described[before], 0)
    plain = corpus.hashes[own, 0]
    like = (before >= 0) & (bits_apart(plain, plain[view]) <= LARGEST)
    return np.where(like, view + own.start, -1)
