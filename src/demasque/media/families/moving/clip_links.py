"""Which clips are one clip? Frames that pass in one order, long enough, and no common intro only.

Clips of one channel open alike; two that share a line of frames are copies only where

- the stretch is long beside the shorter clip, and where both go on before or behind it they do not
  go different ways for long: an intro is followed by something else;
- it shows several views; of a still scene, or one speaker before one wall, the sound decides: an
  avatar that reads another text gives the same frames.

Sound alone joins no clips, since strangers lay the same music under theirs. It supports frames of
which few agree, as under subtitles.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.media.families.family_links import FOUND_BY, Links, empty_links, stretch_mask
from demasque.media.families.frame_corpus import FrameCorpus
from demasque.media.families.moving.clip_alignment import (
    FASTEST,
    SLOWEST,
    Alignment,
    Stretch,
    align,
)
from demasque.media.families.moving.sound_likeness import Verdict, may_be_one_sound, sound_verdict
from demasque.media.families.view_pairs import ViewPairs
from demasque.progress import Progress

LEAST_OF_SHORTER: Final = 0.5
"""Of the shorter clip's length must be shared; ``LEAST_SECONDS`` too, or nearly the whole of it."""

LEAST_SECONDS: Final = 5.0

DIVERGING: Final = 1 / 3
"""Both may go different ways for so much of the shared stretch: each its own end card."""

_NEARLY_WHOLE: Final = 0.8
_AGREEING: Final = 0.6  # of a stretch's informative frames
_NEAR: Final = 0.1  # of those that agree must be as near as single pictures have to be
_SUPPORTED: Final = 0.2  # the same, where the sound is the same
_PACE: Final = 0.04  # the least change of speed that is told from a cut of some frames
_OTHER_CLOTHES: Final = 0.9  # who sounds and runs as most copies do makes the better exemplar
_VIEWS: Final = 3  # different views that a stretch must show for frames alone to speak


def clip_links(corpus: FrameCorpus, pairs: ViewPairs, threshold: int, progress: Progress) -> Links:
    """Links of clips with clips."""
    moving = np.array([each.kind == "video" for each in corpus.prints], np.bool_)
    file_a, file_b = corpus.file[pairs.a], corpus.file[pairs.b]
    wanted = moving[file_a] & moving[file_b]
    files = np.stack([file_a[wanted], file_b[wanted]], 1)
    turns = pairs.orientation[wanted].astype(np.int64)
    both, group = np.unique(files, axis=0, return_inverse=True)
    votes = np.bincount(group.ravel() * 8 + turns, minlength=8 * len(both)).reshape(-1, 8)
    links = []
    for done, ((a, b), turn) in enumerate(
        zip(both.tolist(), votes.argmax(1).tolist(), strict=True)
    ):
        if done % 100 == 0:
            progress("clips alike", done, len(both))
        stretch = copied_stretch(corpus, a, b, turn, threshold)
        if stretch is not None:
            links.append(clip_link(corpus, a, b, turn, stretch))
    return np.concatenate([empty_links(0), *links])


def copied_stretch(
    corpus: FrameCorpus,
    a: int,
    b: int,
    orientation: int,
    threshold: int,
    parts: NDArray[np.int8] | None = None,
) -> Stretch | None:
    """The stretch that makes copies of two clips, None where nothing does.

    Within a view time leaves no mark, so that ten seconds of slow pictures lie on many lines. Where
    the whole of one clip fits the whole of the other as well at another speed, and the sound does
    not say that the speed is the same, it is that speed.
    """
    found = align(corpus, a, b, orientation, threshold, parts)
    stretch = _shared(corpus, a, b, found)
    pace = corpus.seconds(b) / max(corpus.seconds(a), 0.1)
    if (
        stretch is None
        or stretch.speed != 1
        or not SLOWEST <= pace <= FASTEST
        or abs(pace - 1) < _PACE
        or sound_of(corpus, a, b, stretch) == "same"
    ):
        return stretch
    whole = _shared(
        corpus, a, b, align(corpus, a, b, orientation, threshold, parts, line=(pace, 0.0))
    )
    fits = whole is not None and (
        (whole.frames.size, -whole.distance) >= (stretch.frames.size, -stretch.distance)
    )
    return whole if fits else stretch


def _shared(corpus: FrameCorpus, a: int, b: int, found: Alignment | None) -> Stretch | None:
    """By its frames alone, or by some of its frames and the sound."""
    if found is None:
        return None
    if _is_copy(corpus, a, b, found.run):
        return found.run
    span = found.span
    supported = (
        span.share >= _SUPPORTED
        and _views_shown(corpus, span) >= _VIEWS
        and _long_enough(corpus, a, b, span)
        and sound_of(corpus, a, b, span) == "same"
    )
    return span if supported else None


def _is_copy(corpus: FrameCorpus, a: int, b: int, stretch: Stretch) -> bool:
    """Whether a stretch makes copies of two clips by its frames."""
    enough = stretch.share >= _AGREEING and stretch.near >= _NEAR * stretch.frames.size
    if not enough or not _long_enough(corpus, a, b, stretch):
        return False
    if _views_shown(corpus, stretch) >= _VIEWS:
        return True
    sounds = corpus.prints[a].audio, corpus.prints[b].audio
    return _nearly_whole(corpus, a, b, stretch) and may_be_one_sound(*sounds)


def _long_enough(corpus: FrameCorpus, a: int, b: int, stretch: Stretch) -> bool:
    length_a, length_b = corpus.seconds(a), corpus.seconds(b)
    shared, shorter = stretch.end_b - stretch.start_b, min(length_a, length_b)
    least = max(LEAST_OF_SHORTER * shorter, min(LEAST_SECONDS, _NEARLY_WHOLE * shorter))
    before = min(stretch.start_a, stretch.start_b)
    behind = min(length_a - stretch.end_a, length_b - stretch.end_b)
    return shared >= least and before + max(0.0, behind) <= DIVERGING * shared


def _nearly_whole(corpus: FrameCorpus, a: int, b: int, stretch: Stretch) -> bool:
    shorter = min(corpus.seconds(a), corpus.seconds(b))
    return stretch.end_b - stretch.start_b >= _NEARLY_WHOLE * shorter


def _views_shown(corpus: FrameCorpus, stretch: Stretch) -> int:
    """How many views of a the agreeing frames belong to."""
    return np.unique(np.searchsorted(corpus.views, stretch.frames, side="right")).size


def sound_of(corpus: FrameCorpus, a: int, b: int, stretch: Stretch) -> Verdict:
    """Whether two clips sound the same over what they share; unknown at another speed."""
    if stretch.speed != 1:
        return "unknown"
    offset = stretch.start_b - stretch.start_a
    own, other = corpus.prints[a].audio, corpus.prints[b].audio
    return sound_verdict(own, other, offset, stretch.start_a, stretch.end_a)


def clip_link(corpus: FrameCorpus, a: int, b: int, orientation: int, stretch: Stretch) -> Links:
    """The link that a stretch makes, in an array of one."""
    link = empty_links(1)
    link["a"], link["b"], link["orientation"] = a, b, orientation
    link["found_by"] = FOUND_BY.index("frames")
    link["distance"] = stretch.distance
    link["alike"] = stretch.share * (1 - stretch.distance / 64)
    if stretch.speed != 1 or sound_of(corpus, a, b, stretch) == "other":
        link["alike"] *= _OTHER_CLOTHES
    link["speed"] = stretch.speed
    for name in ("start_a", "end_a", "start_b", "end_b"):
        link[name] = getattr(stretch, name)
    for side, file in (("a", a), ("b", b)):
        start, end = float(link[f"start_{side}"][0]), float(link[f"end_{side}"][0])
        link[f"covers_{side}"] = np.uint64(stretch_mask(start, end, corpus.seconds(file)))
    return link
