"""What is computed from one picture, clip or recording, and all that is compared later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

MediaKind = Literal["image", "video", "audio"]


@dataclass(frozen=True, eq=False)
class LocalFeatures:
    """Corners of one picture, and what each looks like (:mod:`demasque.media.features`).

    ``points`` is float32 (n, 4): x and y as fractions of the picture's sides, size as a fraction
    of the longest side, angle in degrees. ``descriptors`` is uint8 (n, bytes): binary. ``aspect``
    is width over height. ``overlaid`` is true for points on text or other overlays.
    """

    points: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    overlaid: NDArray[np.bool_]
    aspect: float


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What is computed from one file.

    Frames are those that were looked at: one for a picture, one a second of a clip, none of a
    recording. ``at`` is seconds from the start (n,); ``hashes`` uint8 (n, 8, 32), PDQ in eight
    orientations, as it is first; ``quality`` PDQ's own, 0 to 100 (n,); ``scenes`` the numbers of
    the frames at which scenes start; ``boxes`` (n, 4) what trimming left of each frame, as left,
    top, right and bottom in fractions of its sides; ``features`` by frame number, of pictures and
    of first frames of views. ``audio`` is chromaprint's numbers, some eight a second, empty without
    sound. ``thumbnail`` and ``blurred`` are WebP, their longest side 64 pixels. ``container`` is
    what the file says of itself (encoder, brand, ...), without places. ``reference`` is uint8
    (n, 8, 32), the frames' hashes as others' tools compute them, untrimmed and at their own size,
    to be compared with lists of others; empty where these are ``hashes`` themselves.
    """

    kind: MediaKind
    width: int | None
    height: int | None
    seconds: float | None
    at: NDArray[np.float64]
    hashes: NDArray[np.uint8]
    quality: NDArray[np.uint8]
    scenes: NDArray[np.int64]
    boxes: NDArray[np.float32]
    features: Mapping[int, LocalFeatures]
    audio: NDArray[np.uint32]
    thumbnail: bytes
    blurred: bytes
    container: Mapping[str, str] = field(default_factory=dict)
    reference: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 8, 32), np.uint8))
