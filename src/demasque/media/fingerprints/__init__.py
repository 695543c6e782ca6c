"""What is computed from one file, once? PDQ of pictures and frames, scenes, sound."""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.media.fingerprints.fingerprinting import fingerprint_file
    from demasque.media.fingerprints.limits import Limits
    from demasque.media.fingerprints.many_files import fingerprint_files
    from demasque.media.fingerprints.pdq import ORIENTATIONS, pdq_of
    from demasque.media.fingerprints.reading_apart import missing_packages, read_apart
    from demasque.media.fingerprints.trimming import box_of
    from demasque.media.fingerprints.wire import packed_fingerprint, unpacked_fingerprint
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "ORIENTATIONS",
    "Limits",
    "box_of",
    "fingerprint_file",
    "fingerprint_files",
    "missing_packages",
    "packed_fingerprint",
    "pdq_of",
    "read_apart",
    "unpacked_fingerprint",
]
