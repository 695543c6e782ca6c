"""Take hashes of media that no output may show; a picture given for it is hashed, and not kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from demasque.case import CaseStore
from demasque.errors import DemasqueError, Sentence, UsageError
from demasque.media.decoding import UnreadableError, form_of
from demasque.media.fingerprint import Fingerprint
from demasque.media.fingerprints import fingerprint_files
from demasque.media.origin.content_types import content_type
from demasque.media.protecting.hash_lists import hashes_of_list, is_list
from demasque.media.protecting.kept_hashes import keep_hashes
from demasque.media.protecting.protected_files import LEAST_QUALITY, protected_media


@dataclass(frozen=True)
class MediaProtection:
    """What became of hashes that were given."""

    given: int  # different hashes
    added: int  # of these, not known before
    exact: int  # picture files of which only the same bytes will be found
    protected: int  # files of the case that no output shows, for this or another reason
    reasons: tuple[Sentence, ...] = ()  # why of the exact ones no copy is known, each once


def protect_media(store: CaseStore, paths: Sequence[Path]) -> MediaProtection:
    """Keep the hashes of media that no output may show, from lists or of picture files.

    Args:
        store: an open case; the files themselves enter neither its tables nor its evidence, and
            no record names them.
        paths: lists of SHA-256 or PDQ (64 hexadecimal digits a line), or pictures and clips.

    Raises:
        UsageError: a file cannot be read, is neither text nor a picture or clip of a known form,
            or a line of a list holds no hash; nothing is kept then.
    """
    given: set[str] = set()
    exact: list[Sentence] = []
    for path in paths:
        found, reason = _hashes(path)
        exact += [reason] if reason is not None else []
        given.update(found)
    added = keep_hashes(store, given)
    store.custody.write("media protect", given=len(given), added=added)
    hidden = len(protected_media(store))
    return MediaProtection(len(given), added, len(exact), hidden, tuple(dict.fromkeys(exact)))


def _hashes(path: Path) -> tuple[list[str], Sentence | None]:
    """The hashes that a file holds or has; and why it has no PDQ, if it is a file without."""
    if path.is_dir():
        raise UsageError("{path} is a folder: name the files in it.", path=path)
    if is_list(path):
        return hashes_of_list(path), None
    file = path.resolve()
    try:
        form_of(file)
    except UnreadableError as error:
        raise UsageError(
            "{path} is no list of hashes in text (UTF-8 or UTF-16), and no picture or clip that is "
            "read: {reason}",
            path=path,
            reason=error.sentence,
        ) from error
    with file.open("rb") as opened:
        same_bytes = file_digest(opened, "sha256").hexdigest()
    pdq = _pdq(file)
    return ([same_bytes], pdq) if isinstance(pdq, Sentence) else ([same_bytes, *pdq], None)


def _pdq(path: Path) -> list[str] | Sentence:
    """PDQ of a picture, or of a clip's frames, or why there is none."""
    try:
        ((_, found),) = fingerprint_files([path], features=False)
    except DemasqueError as error:  # without the extra, copies of the same bytes are still found
        return error.sentence
    if not isinstance(found, Fingerprint):
        return _not_read(path, found)
    as_it_is = found.hashes[found.quality >= LEAST_QUALITY, 0]
    if not len(as_it_is):
        return Sentence("Too little is to be seen in it.")
    return sorted({one.tobytes().hex() for one in as_it_is})


def _not_read(path: Path, reason: Sentence) -> Sentence:
    """Say of a telephone's picture what to do: it begins like an MP4, and is not damaged."""
    if content_type(path) in ("image/heic", "image/heif"):
        return Sentence("HEIC pictures are not read here: save it as JPEG or PNG, and name that.")
    return reason
