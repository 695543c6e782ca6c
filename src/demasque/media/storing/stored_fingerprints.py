"""Fingerprints in the case's tables: written once a file, read for every comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from demasque.case import CaseTables
from demasque.media.features import pack, unpack
from demasque.media.fingerprint import Fingerprint
from demasque.schema import TABLES


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be written: its hash, size, fingerprint, and whether a copy is kept."""

    media: str
    size: int
    fingerprint: Fingerprint
    kept: bool


def tables_of_files(files: Sequence[NewFile], added_at: datetime) -> dict[str, pa.Table]:
    """Rows of ``media_files``, ``media_frames`` and ``media_origins``, in the files' order."""
    rows: dict[str, list[dict[str, Any]]] = {
        "media_files": [_file_row(file, added_at) for file in files],
        "media_frames": [row for file in files for row in _frame_rows(file)],
        "media_origins": [
            {"media": file.media, "name": name, "value": value}
            for file in files
            for name, value in sorted(file.fingerprint.container.items())
        ],
    }
    return {name: pa.Table.from_pylist(r, schema=TABLES[name].schema) for name, r in rows.items()}


def _file_row(file: NewFile, added_at: datetime) -> dict[str, Any]:
    made = file.fingerprint
    return {
        "media": file.media,
        "kind": made.kind,
        "bytes": file.size,
        "width": made.width,
        "height": made.height,
        "seconds": made.seconds,
        "audio": made.audio.astype("<u4").tobytes() or None,
        "thumbnail": made.thumbnail or None,
        "blurred": made.blurred or None,
        "kept": file.kept,
        "added_at": added_at,
    }


def _frame_rows(file: NewFile) -> list[dict[str, Any]]:
    made = file.fingerprint
    scenes = set(made.scenes.tolist())
    boxes = made.boxes.astype("<f4")
    return [
        {
            "media": file.media,
            "frame": frame,
            "at": float(at),
            "hashes": made.hashes[frame].astype(np.uint8).tobytes(),
            "reference": made.reference[frame].tobytes() if len(made.reference) else None,
            "box": boxes[frame].tobytes(),
            "quality": int(made.quality[frame]),
            "scene": frame in scenes,
            "features": pack(made.features[frame]) if frame in made.features else None,
        }
        for frame, at in enumerate(made.at)
    ]


def stored_fingerprints(store: CaseTables) -> dict[str, Fingerprint]:
    """SHA-256 -> fingerprint of every file beside posts of a case, in the order of the hashes.

    ``container`` holds what the case keeps of the file's origin.
    """
    frames = _by_media(store, "SELECT * FROM media_frames ORDER BY media, frame")
    origins = _by_media(store, "SELECT * FROM media_origins ORDER BY media, name")
    files = store.sql("SELECT * FROM media_files ORDER BY media").to_pylist()
    return {
        row["media"]: _fingerprint(row, frames.get(row["media"], []), origins.get(row["media"], []))
        for row in files
    }


def _by_media(store: CaseTables, query: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in store.sql(query).to_pylist():
        found.setdefault(row["media"], []).append(row)
    return found


def _fingerprint(
    row: Mapping[str, Any], frames: list[dict[str, Any]], origins: list[dict[str, Any]]
) -> Fingerprint:
    whole = np.array([0, 0, 1, 1], np.float32)
    boxes = [_numbers(frame["box"], "<f4") if frame["box"] else whole for frame in frames]
    return Fingerprint(
        kind=row["kind"],
        width=row["width"],
        height=row["height"],
        seconds=row["seconds"],
        at=np.array([frame["at"] for frame in frames], np.float64),
        hashes=_numbers(b"".join(frame["hashes"] for frame in frames), "u1").reshape(-1, 8, 32),
        quality=np.array([frame["quality"] for frame in frames], np.uint8),
        scenes=np.array([f["frame"] for f in frames if f["scene"]], np.int64),
        boxes=np.array(boxes, np.float32).reshape(-1, 4),
        features={f["frame"]: unpack(f["features"]) for f in frames if f["features"]},
        audio=_numbers(row["audio"], "<u4").astype(np.uint32),
        thumbnail=row["thumbnail"] or b"",
        blurred=row["blurred"] or b"",
        container={each["name"]: each["value"] for each in origins},
        reference=_numbers(b"".join(f["reference"] or b"" for f in frames), "u1").reshape(
            -1, 8, 32
        ),
    )


def _numbers(value: bytes | None, kind: str) -> np.ndarray[Any, Any]:
    """Numbers from a column of bytes; none where there is nothing."""
    return np.frombuffer(value or b"", np.dtype(kind)).astype(np.dtype(kind).newbyteorder("="))
