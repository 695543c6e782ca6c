"""Hashes from others, and hashes for others: lists as they are exchanged."""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.media.exchange.hash_export import HASH_FORMATS, ExportedHashes, export_hashes
    from demasque.media.exchange.hash_matching import (
        HASH_MATCHES,
        LEAST_QUALITY,
        ORIENTATIONS,
        HashMatches,
        match_hashes,
    )
    from demasque.media.exchange.list_reading import read_hash_list
    from demasque.media.exchange.listed_hash import HashList, ListedHash, RejectedLine
    from demasque.media.exchange.written_matches import write_matches
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "HASH_FORMATS",
    "HASH_MATCHES",
    "LEAST_QUALITY",
    "ORIENTATIONS",
    "ExportedHashes",
    "HashList",
    "HashMatches",
    "ListedHash",
    "RejectedLine",
    "export_hashes",
    "match_hashes",
    "read_hash_list",
    "write_matches",
]
