"""Which pictures and clips are the same? Fingerprints, families, words, provenance; the door.

A *file* is one picture, clip or recording beside posts, known by its SHA-256. A
:class:`Fingerprint` is what is computed from it, once, in a process with limits. Files alike are a
*family* round an *exemplar*, whatever was done to them since.
"""

from demasque.media.families import HOW, gather
from demasque.media.fingerprint import Fingerprint, MediaKind
from demasque.media.hamming import HashIndex, pairs_within

__all__ = ["HOW", "Fingerprint", "HashIndex", "MediaKind", "gather", "pairs_within"]
