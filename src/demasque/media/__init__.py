"""Which pictures and clips are the same? Fingerprints, families, words, provenance; the door.

A *file* is one picture, clip or recording beside posts, known by its SHA-256. A
:class:`Fingerprint` is what is computed from it, once, in a process with limits. Files alike are a
*family* round an *exemplar*, whatever was done to them since.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.media.decoding import sound_missing
    from demasque.media.exchange import (
        HASH_MATCHES,
        ExportedHashes,
        HashList,
        HashMatches,
        ListedHash,
        RejectedLine,
        export_hashes,
        match_hashes,
        read_hash_list,
        write_matches,
    )
    from demasque.media.faces.avatar_eyes import AvatarEyes, measure_avatars
    from demasque.media.faces.eye_positions import EYE_POSITIONS, eye_positions
    from demasque.media.families import HOW, MEDIA_COPIES, find_media_copies, gather
    from demasque.media.fingerprint import Fingerprint, MediaKind
    from demasque.media.fingerprints import (
        ORIENTATIONS,
        Limits,
        fingerprint_file,
        fingerprint_files,
        missing_packages,
        packed_fingerprint,
        pdq_of,
        unpacked_fingerprint,
    )
    from demasque.media.hamming import HashIndex, pairs_within
    from demasque.media.origin.origin_facts import (
        CREDENTIALS,
        ORIGIN_NAMES,
        OriginFact,
        OriginFacts,
        origin_facts,
    )
    from demasque.media.origin.origin_reading import origins_of
    from demasque.media.protecting.giving_hashes import MediaProtection, protect_media
    from demasque.media.protecting.kept_hashes import keep_protection
    from demasque.media.protecting.protected_files import protected_media
    from demasque.media.storing import (
        AddedMedia,
        ExportRequest,
        add_media,
        file_paths,
        is_folder_of_files,
    )
    from demasque.media.storing.stored_fingerprints import stored_fingerprints
    from demasque.media.synthetic.detector_card import DetectorCard
    from demasque.media.synthetic.family_scores import (
        NOT_JUDGED,
        FamilyScore,
        FilesScored,
        SyntheticFindings,
        score_families,
        synthetic_findings,
    )
    from demasque.media.synthetic.synthetic_detector import SyntheticDetector, load_detector
    from demasque.media.words.family_words import family_words
    from demasque.media.words.text_reader import ReadLine, TextReader, load_reader
    from demasque.media.words.transcriber import HeardWords, Transcriber, load_transcriber
    from demasque.media.words.word_keeping import WordsFound
    from demasque.media.words.word_reading import hear_words, read_words
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "CREDENTIALS",
    "EYE_POSITIONS",
    "HASH_MATCHES",
    "HOW",
    "MEDIA_COPIES",
    "NOT_JUDGED",
    "ORIENTATIONS",
    "ORIGIN_NAMES",
    "AddedMedia",
    "AvatarEyes",
    "DetectorCard",
    "ExportRequest",
    "ExportedHashes",
    "FamilyScore",
    "FilesScored",
    "Fingerprint",
    "HashIndex",
    "HashList",
    "HashMatches",
    "HeardWords",
    "Limits",
    "ListedHash",
    "MediaKind",
    "MediaProtection",
    "OriginFact",
    "OriginFacts",
    "ReadLine",
    "RejectedLine",
    "SyntheticDetector",
    "SyntheticFindings",
    "TextReader",
    "Transcriber",
    "WordsFound",
    "add_media",
    "export_hashes",
    "eye_positions",
    "family_words",
    "file_paths",
    "find_media_copies",
    "fingerprint_file",
    "fingerprint_files",
    "gather",
    "hear_words",
    "is_folder_of_files",
    "keep_protection",
    "load_detector",
    "load_reader",
    "load_transcriber",
    "match_hashes",
    "measure_avatars",
    "missing_packages",
    "origin_facts",
    "origins_of",
    "packed_fingerprint",
    "pairs_within",
    "pdq_of",
    "protect_media",
    "protected_media",
    "read_hash_list",
    "read_words",
    "score_families",
    "sound_missing",
    "stored_fingerprints",
    "synthetic_findings",
    "unpacked_fingerprint",
    "write_matches",
]
