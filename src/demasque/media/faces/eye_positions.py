"""Where the eyes are in the faces of many files."""

from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa

from demasque.errors import Sentence, readable
from demasque.media.decoding import open_media
from demasque.media.faces.eye_finder import Eyes, find_eyes, need_eye_finder
from demasque.media.fingerprints import read_apart
from demasque.progress import Progress, quiet

EYE_POSITIONS: Final = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("left_x", pa.float64()),
        pa.field("left_y", pa.float64()),
        pa.field("right_x", pa.float64()),
        pa.field("right_y", pa.float64()),
        pa.field("on_template", pa.bool_()),
    ]
)


_POINTS: Final = tuple[tuple[float, float], tuple[float, float]] | None


def eye_positions(
    files: str | PathLike[str] | Iterable[str | PathLike[str]], *, progress: Progress = quiet
) -> pa.Table:
    """Say where the eyes of the largest face are in each picture; no face is recognised.

    One row a file, in the order given: ``file``, the path as it was given, with '?' for the bytes
    of a name that are no UTF-8; ``left_x``, ``left_y``, ``right_x``, ``right_y``, fractions of the
    picture's sides from its upper left corner, the left eye being the one on the left of the
    picture; ``on_template``, whether both are within 0.035 of where generators of portraits trained
    as StyleGAN was put them. All are null where no face is seen, or the file is no picture that can
    be read. That one picture's eyes are there says nothing of it: of ordinary portraits four in a
    hundred have them there, and of real ones that were aligned nearly all (docs/media.md).

    Raises UsageError without the extra `faces`.
    """
    need_eye_finder()
    listed: Iterable[str | PathLike[str]] = [files] if isinstance(files, str | PathLike) else files
    names = [fspath(file) for file in listed]
    rows: dict[str, list[Any]] = {field.name: [] for field in EYE_POSITIONS}
    looked = look_for_eyes([Path(name) for name in names], progress)
    for name, (_, found) in zip(names, looked, strict=True):
        for column, value in row_of(found).items():
            rows[column].append(value)
        rows["file"].append(readable(name))
    return pa.table(rows, schema=EYE_POSITIONS)


def look_for_eyes(
    paths: Iterable[Path], progress: Progress = quiet
) -> Iterator[tuple[Path, Eyes | Sentence | None]]:
    """Look for eyes in files in processes with limits: each path with the eyes, None or why not."""
    look = f"{__name__}:{written_eyes.__name__}"
    return read_apart(paths, look, _unpacked_eyes, progress)


def written_eyes(path: Path) -> bytes:
    """Look for eyes in one file, here; called in a process of its own. Clips show none."""
    opened = open_media(path)
    eyes = find_eyes(opened.picture) if opened.picture is not None else None
    return msgspec.msgpack.encode(None if eyes is None else (eyes.left, eyes.right))


def _unpacked_eyes(written: bytes) -> Eyes | None:
    points = msgspec.msgpack.decode(written, type=_POINTS)
    return None if points is None else Eyes(*points)


def row_of(found: Eyes | Sentence | None) -> dict[str, Any]:
    """What a table says of the eyes in one picture; all null where none were seen."""
    if not isinstance(found, Eyes):
        return dict.fromkeys(("left_x", "left_y", "right_x", "right_y", "on_template"))
    left, right = found.left, found.right
    return {
        "left_x": left[0],
        "left_y": left[1],
        "right_x": right[0],
        "right_y": right[1],
        "on_template": found.on_template,
    }
