"""How are local features stored? As bytes, 40 a point: the column ``features`` of media_frames.

One byte of version, one of bytes a descriptor, two of points (little-endian, as all here), eight of
aspect; then for each point x, y and size as 16-bit fractions and its angle in 32,768ths of a turn
with the mark ``overlaid`` as highest bit; then the descriptors.
"""

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.media.fingerprint import LocalFeatures

_VERSION: Final = 1
_HEAD: Final = struct.Struct("<BBHd")
_STEPS: Final = np.array([65535, 65535, 65535, 32768 / 360])
_OVERLAID: Final = 0x8000


def pack(features: LocalFeatures) -> bytes:
    """Return `features` as bytes, for :func:`unpack`."""
    count, width = features.descriptors.shape
    head = _HEAD.pack(_VERSION, width, count, features.aspect)
    return head + _numbers(features).tobytes() + features.descriptors.tobytes()


def unpack(packed: bytes) -> LocalFeatures:
    """Return what :func:`pack` made bytes of.

    Raises
    ------
    ValueError
        The bytes are of another version of this program, or cut short.
    """
    version = packed[0] if packed else None
    if version != _VERSION or len(packed) < _HEAD.size:
        raise ValueError(f"packed features of version {version}, not {_VERSION}")
    _, width, count, aspect = _HEAD.unpack_from(packed)
    if len(packed) != _HEAD.size + count * (8 + width):
        raise ValueError(f"packed features of {count} points, {len(packed)} bytes: cut short")
    numbers = np.frombuffer(packed, "<u2", count * 4, _HEAD.size).reshape(count, 4).copy()
    descriptors = np.frombuffer(packed, np.uint8, count * width, _HEAD.size + count * 8)
    overlaid = (numbers[:, 3] & _OVERLAID) != 0
    numbers[:, 3] &= _OVERLAID - 1
    points = (numbers / _STEPS).astype(np.float32)
    return LocalFeatures(points, descriptors.reshape(count, width).copy(), overlaid, aspect)


def snapped(features: LocalFeatures) -> LocalFeatures:
    """Return `features` at the precision that is stored, so that storing changes nothing."""
    return unpack(pack(features))


def _numbers(features: LocalFeatures) -> NDArray[np.uint16]:
    rounded = np.rint(features.points.astype(np.float64) * _STEPS)
    rounded[:, :3] = np.clip(rounded[:, :3], 0, 65535)
    rounded[:, 3] %= _OVERLAID
    numbers: NDArray[np.uint16] = rounded.astype("<u2")
    numbers[:, 3] |= np.where(features.overlaid, _OVERLAID, 0).astype(np.uint16)
    return numbers
