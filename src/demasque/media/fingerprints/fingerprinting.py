"""From a file to its fingerprint: open, trim, hash, describe."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.errors import DemasqueError, Sentence
from demasque.media.decoding import Clip, Opened, UnreadableError, open_media
from demasque.media.features import describe
from demasque.media.fingerprint import Fingerprint, LocalFeatures, MediaKind
from demasque.media.fingerprints.pdq import LARGEST_SIDE, luma_of, pdq_of_luma
from demasque.media.fingerprints.scene_cuts import another_view, cut_between
from demasque.media.fingerprints.thumbnails import thumbnails
from demasque.media.fingerprints.trimming import WHOLE, Box, box_of, cut

FRAMES_FOR_BOX: Final = 12
"""Frames all over a clip by which its bars are found."""
LARGEST_AS_IT_IS: Final = 2048
"""Pixels a side of frames that are hashed at their own size, which takes a matrix of its square."""
MOST_DESCRIBED: Final = 30
"""Views of a clip whose first frame is described by local features, spread evenly over them."""


def fingerprint_file(path: Path, features: bool = True) -> Fingerprint:
    """Compute what is kept of one picture, clip or recording, in this process.

    Files from strangers are better given to :func:`fingerprint_files`, which bounds what they cost.

    Args:
        path: the file; what it is, its content says.
        features: whether pictures are described by local features, too.

    Raises:
        DemasqueError: if it is nothing that is read, damaged, or too large, as the sentence says.
    """
    try:
        return fingerprint_of(open_media(Path(path)), features)
    except UnreadableError as error:
        raise DemasqueError("{path}: {reason}", path=str(path), reason=error.sentence) from error


def fingerprint_of(opened: Opened, features: bool = True) -> Fingerprint:
    """Compute what is kept of a file that was opened.

    Raises:
        UnreadableError: if it is a clip without any frame that can be decoded.
    """
    if opened.picture is not None:
        looked = _look_at_picture(opened.picture, features)
    elif opened.clip is not None:
        looked = _look_at_clip(opened.clip, features)
    else:
        return _made(opened, "audio", _Looked())
    return _made(opened, "image" if opened.picture is not None else "video", looked)


@dataclass
class _Looked:
    """What the frames of one file gave, one entry a frame."""

    at: list[float] = field(default_factory=list)
    hashes: list[NDArray[np.uint8]] = field(default_factory=list)
    quality: list[int] = field(default_factory=list)
    scenes: list[int] = field(default_factory=list)
    described: dict[int, LocalFeatures] = field(default_factory=dict)
    box: Box = WHOLE
    thumbnails: tuple[bytes, bytes] = (b"", b"")

    reference: list[NDArray[np.uint8]] = field(default_factory=list)

    def add(self, at: float, frame: NDArray[np.uint8], kind: MediaKind) -> None:
        """Hash what the box leaves of a frame, and the whole frame as others hash it."""
        luma = luma_of(frame)
        large = max(luma.shape) >= LARGEST_SIDE
        as_reference = kind == "image" and self.box == WHOLE and large
        hashes, quality = pdq_of_luma(cut(luma, self.box), LARGEST_SIDE, not as_reference)
        self.at.append(at)
        self.hashes.append(hashes)
        self.quality.append(quality)
        if not as_reference:
            # PDQ's tools bring pictures down first, and vPDQ takes frames as they are.
            as_it_is = kind == "video" and max(luma.shape) <= LARGEST_AS_IT_IS
            self.reference.append(pdq_of_luma(luma, None if as_it_is else LARGEST_SIDE)[0])


def _look_at_picture(picture: NDArray[np.uint8], features: bool) -> _Looked:
    looked = _Looked(box=box_of([picture]), thumbnails=thumbnails(picture), scenes=[0])
    shown = cut(picture, looked.box)
    looked.add(0.0, picture, "image")
    if features:
        looked.described[0] = describe(np.ascontiguousarray(shown))
    return looked


def _look_at_clip(clip: Clip, features: bool) -> _Looked:
    spread = clip.spread(FRAMES_FOR_BOX)
    if not spread:
        raise UnreadableError(
            Sentence("No frame of this clip can be decoded: it is damaged or cut short.")
        )
    frames = [frame for _, frame in spread]
    looked = _Looked(box=box_of(frames))
    most_to_see = max(
        range(len(frames)), key=lambda n: pdq_of_luma(luma_of(frames[n][::2, ::2]))[1]
    )
    looked.thumbnails = thumbnails(frames[most_to_see])
    views: list[int] = []
    every = 1
    for frame, shown in _views(clip, looked):
        views.append(frame)
        view = len(views) - 1
        if not features or view % every:
            continue
        if len(looked.described) == MOST_DESCRIBED:
            # Every other one is enough: so they stay spread, however many views follow.
            every *= 2
            kept = set(views[::every])
            looked.described = {n: one for n, one in looked.described.items() if n in kept}
            if view % every:
                continue
        looked.described[frame] = describe(shown)
    return looked


def _views(clip: Clip, looked: _Looked) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Hash the frames of a clip, note where scenes start, and yield the frames of new views.

    A camera that moves shows one view after the other: a copy that is trimmed or runs at another
    speed has its seconds between the original's, and is known by what both views have in common.
    """
    before = view = None
    for at, frame in clip.each_second():
        shown = cut(frame, looked.box)
        looked.add(at, frame, "video")
        now = looked.hashes[-1][0]
        cut_here = before is None or cut_between(before, now)
        if cut_here:
            looked.scenes.append(len(looked.at) - 1)
        if cut_here or view is None or another_view(view, now):
            view = now
            yield len(looked.at) - 1, np.ascontiguousarray(shown)
        before = now


def _made(opened: Opened, kind: MediaKind, looked: _Looked) -> Fingerprint:
    frames = len(looked.at)
    seconds = opened.clip.seconds if opened.clip is not None else opened.seconds
    return Fingerprint(
        kind=kind,
        width=opened.width,
        height=opened.height,
        seconds=seconds,
        at=np.array(looked.at, np.float64),
        hashes=np.array(looked.hashes, np.uint8).reshape(frames, 8, 32),
        quality=np.array(looked.quality, np.uint8),
        scenes=np.array(looked.scenes, np.int64),
        boxes=np.tile(np.array(looked.box, np.float32), (frames, 1)),
        features=looked.described,
        audio=opened.sound,
        thumbnail=looked.thumbnails[0],
        blurred=looked.thumbnails[1],
        container=dict(sorted(opened.said.items())),
        reference=np.array(looked.reference, np.uint8).reshape(-1, 8, 32),
    )
