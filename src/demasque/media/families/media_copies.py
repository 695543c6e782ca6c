"""Copies among files of pictures, clips and recordings, without a case."""

import os
from collections.abc import Iterable, Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from demasque.errors import readable
from demasque.media.families.media_gathering import gather
from demasque.media.fingerprint import Fingerprint
from demasque.media.fingerprints import Limits, fingerprint_files
from demasque.progress import Progress, quiet

MEDIA_COPIES: Final = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),  # as it was given, but for bytes no UTF-8
        # The same exemplar gives the same number in every run; null for what cannot be read.
        pa.field("family", pa.int64()),
        pa.field("exemplar", pa.string()),  # a file of the list, written likewise
        pa.field("how", pa.list_(pa.string()), nullable=False),  # codes, docs/media.md
    ]
)

PathLike = str | os.PathLike[str]


def find_media_copies(
    files: PathLike | Iterable[PathLike],
    *,
    seed: int = 0,
    progress: Progress = quiet,
    limits: Limits = Limits(),  # noqa: B008 - it cannot change
) -> pa.Table:
    """Group files that show, or sound, the same.

    Args:
        files: paths of pictures, clips and recordings, whoever made them: each is read in a
            process of its own, within limits.
        seed: draws the unrelated pictures that the threshold is read from.
        progress: called as ``progress(step, done, total)``.
        limits: what reading one file may cost at most.

    Returns:
        One row a path, in the order given, with the columns of :data:`MEDIA_COPIES`. ``file`` is
        the path as it was given, with '?' for the bytes of a name that are no UTF-8. ``family`` is
        the same number in every run with the same exemplar, and ``exemplar`` the first path that
        holds it, written likewise. ``how`` says what was changed beside it: [] for the exemplar and
        for the same bytes, ["reencoded"] where nothing else is seen. A file alike to none is its
        own family; one that cannot be read has no family, and ``how`` is ["unreadable"].

    Raises:
        DemasqueError: packages of the extra ``media`` are missing.
    """
    listed: Iterable[PathLike] = [files] if isinstance(files, str | os.PathLike) else files
    given = [os.fspath(each) for each in listed]
    paths = [Path(each) for each in given]
    digests = [_digest(path) for path in paths]
    first: dict[str, str] = {}
    for path, digest in zip(given, digests, strict=True):
        if digest is not None:
            first.setdefault(digest, path)
    names = list(first)
    made = fingerprint_files(map(Path, first.values()), progress, limits)
    prints = {
        name: found
        for name, (_, found) in zip(names, made, strict=True)
        if isinstance(found, Fingerprint)
    }
    found = {row["media"]: row for row in gather(prints, progress, seed).to_pylist()}
    return pa.Table.from_pylist(
        [_row(*each, found, first) for each in zip(given, digests, strict=True)], MEDIA_COPIES
    )


def _row(
    path: str, digest: str | None, found: Mapping[str, Mapping[str, Any]], first: Mapping[str, str]
) -> dict[str, Any]:
    """One path's row; of a file that could not be read, no family."""
    row = found.get(digest) if digest else None
    if row is None:
        return {"file": readable(path), "how": ["unreadable"]}
    exemplar = row["exemplar"]
    return {
        "file": readable(path),
        "family": family_number(exemplar),
        "exemplar": readable(first[exemplar]),
        "how": row["how"],
    }


def family_number(exemplar: str) -> int:
    """A family's number: the first 64 bits of its exemplar's SHA-256, signed."""
    return int.from_bytes(bytes.fromhex(exemplar)[:8], "big", signed=True)


def _digest(path: Path) -> str | None:
    """SHA-256 of a regular file; None where there is none that can be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
