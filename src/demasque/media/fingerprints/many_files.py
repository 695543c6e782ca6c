"""Fingerprints of many files, each read in a process that may break."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from demasque.errors import Sentence
from demasque.media.decoding import open_media
from demasque.media.fingerprint import Fingerprint
from demasque.media.fingerprints.fingerprinting import fingerprint_of
from demasque.media.fingerprints.limits import Limits
from demasque.media.fingerprints.reading_apart import read_apart
from demasque.media.fingerprints.wire import packed_fingerprint, unpacked_fingerprint
from demasque.media.origin import origins_of
from demasque.progress import Progress, quiet

READING_NOTES: Final = ("cut short", "looked at", "named")
"""What is said of the reading itself, beside what the file says of where it comes from."""


def fingerprint_files(
    paths: Iterable[Path],
    progress: Progress = quiet,
    limits: Limits = Limits(),  # noqa: B008 - it cannot change
    features: bool = True,
) -> Iterator[tuple[Path, Fingerprint | Sentence]]:
    """Compute what is kept of each file, in processes of their own with limits.

    Args:
        paths: files, whoever made them.
        progress: told how many are done.
        limits: what reading one file may cost, and how many are read at once.
        features: whether pictures are described by local features, too.

    Returns:
        Each path in order, with its fingerprint, or the reason why it has none.

    Raises:
        DemasqueError: if packages of the extra ``media`` are missing.
    """
    look = f"{__name__}:{written_fingerprint.__name__}"
    return read_apart(paths, look, unpacked_fingerprint, progress, limits, features=features)


def written_fingerprint(path: Path, features: bool) -> bytes:
    """Compute what is kept of one file, here; called in a process of its own."""
    made = fingerprint_of(open_media(path), features)
    notes = {name: made.container[name] for name in READING_NOTES if name in made.container}
    return packed_fingerprint(replace(made, container={**notes, **origins_of(path)}))
