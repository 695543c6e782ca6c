"""Take hashes of media that no output may show; a picture given for it is hashed, and not kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import DemasqueError, UsageError
from demasque.media.fingerprint import Fingerprint
from demasque.media.fingerprints import fingerprint_files
from demasque.media.protecting.hash_lists import hashes_of_list, is_list
from demasque.media.protecting.protected_files import protected_media
from demasque.schema import PROTECTED_MEDIA

LEAST_QUALITY: Final = 50
"""PDQ's authors take a hash of less for one that says too little: a blank frame is everybody's."""


@dataclass(frozen=True)
class MediaProtection:
    """What became of hashes that were given."""

    given: int  # different hashes
    added: int  # of these, not known before
    exact: int  # picture files of which only the same bytes will be found
    protected: int  # files of the case that no output shows, for this or another reason


def protect_media(store: CaseStore, paths: Sequence[Path]) -> MediaProtection:
    """Keep the hashes of media that no output may show, from lists or of picture files.

    Args:
        store: an open case; the files themselves enter neither its tables nor its evidence, and
            no record names them.
        paths: lists of SHA-256 or PDQ (64 hexadecimal digits a line), or pictures and clips.

    Raises:
        UsageError: a file cannot be read, or a line of a list holds no hash; nothing is kept then.
    """
    given: set[str] = set()
    exact = 0
    for path in paths:
        found = _hashes(path)
        exact += len(found) == 1 and not is_list(path)
        given.update(found)
    known = set(store.sql("SELECT hash FROM protected_media")["hash"].to_pylist())
    new = sorted(given - known)
    now = datetime.now(UTC)
    rows = pa.Table.from_pylist([{"hash": each, "given_at": now} for each in new], PROTECTED_MEDIA)
    before = store.sql("FROM protected_media ORDER BY hash").cast(PROTECTED_MEDIA)
    store.replace({"protected_media": pa.concat_tables([before, rows]).sort_by("hash")})
    store.custody.write("media protect", given=len(given), added=len(new))
    return MediaProtection(len(given), len(new), exact, len(protected_media(store)))


def _hashes(path: Path) -> list[str]:
    if path.is_dir():
        raise UsageError("{path} is a folder: name the files in it.", path=path)
    if is_list(path):
        return hashes_of_list(path)
    with path.open("rb") as file:
        return [file_digest(file, "sha256").hexdigest(), *_pdq(path)]


def _pdq(path: Path) -> list[str]:
    """PDQ of a picture, or of a clip's frames; none of what says too little, or cannot be read."""
    try:
        ((_, found),) = fingerprint_files([path], features=False)
    except DemasqueError:  # without the extra, copies of the same bytes are still found
        return []
    if not isinstance(found, Fingerprint):
        return []
    as_it_is = found.hashes[found.quality >= LEAST_QUALITY, 0]
    return sorted({one.tobytes().hex() for one in as_it_is})
