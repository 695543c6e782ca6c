"""Fingerprints as bytes, from the process with limits to its parent, and to files.

The parent takes nothing from that process but numbers and text: a file that takes it over cannot
hand it a program, as a pickle would.
"""

from dataclasses import fields
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from demasque.media.fingerprint import Fingerprint, LocalFeatures

ARRAYS: Final = {
    "at": "<f8",
    "hashes": "|u1",
    "reference": "|u1",
    "quality": "|u1",
    "scenes": "<i8",
    "boxes": "<f4",
    "audio": "<u4",
    "points": "<f4",
    "descriptors": "|u1",
    "overlaid": "|b1",
}


def packed_fingerprint(fingerprint: Fingerprint) -> bytes:
    """Return all of a fingerprint as bytes, for :func:`unpacked_fingerprint`."""
    return msgspec.msgpack.encode(_plain(fingerprint))


def unpacked_fingerprint(packed: bytes) -> Fingerprint:
    """Return what :func:`packed_fingerprint` made bytes of.

    Raises:
        ValueError: if the bytes are something else.
    """
    try:
        values = msgspec.msgpack.decode(packed, strict=True)
        values["features"] = {
            int(frame): LocalFeatures(**_arrays(one)) for frame, one in values["features"].items()
        }
        return Fingerprint(**_arrays(values))
    except (msgspec.DecodeError, TypeError, KeyError, AttributeError) as error:
        raise ValueError("these bytes are no fingerprint") from error


def _plain(record: Fingerprint | LocalFeatures) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if each.name in ARRAYS:
            kept[each.name] = (value.shape, value.astype(ARRAYS[each.name]).tobytes())
        elif each.name == "features":
            kept[each.name] = {str(frame): _plain(one) for frame, one in value.items()}
        else:
            kept[each.name] = dict(value) if each.name == "container" else value
    return kept


def _arrays(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _array(name, value) if name in ARRAYS else value for name, value in values.items()
    }


def _array(name: str, value: Any) -> NDArray[Any]:
    shape, written = value
    return np.frombuffer(written, ARRAYS[name]).reshape(shape).copy()
