"""What is computed from one file, once? PDQ of pictures and frames, scenes, sound."""

from demasque.media.fingerprints.fingerprinting import fingerprint_file
from demasque.media.fingerprints.limits import Limits
from demasque.media.fingerprints.many_files import fingerprint_files, missing_packages
from demasque.media.fingerprints.pdq import ORIENTATIONS, pdq_of
from demasque.media.fingerprints.trimming import box_of
from demasque.media.fingerprints.wire import packed_fingerprint, unpacked_fingerprint

__all__ = [
    "ORIENTATIONS",
    "Limits",
    "box_of",
    "fingerprint_file",
    "fingerprint_files",
    "missing_packages",
    "packed_fingerprint",
    "pdq_of",
    "unpacked_fingerprint",
]
