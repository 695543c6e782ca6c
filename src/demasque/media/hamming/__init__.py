"""Which hashes are within so many bits of each other? An exact index."""

from demasque.media.hamming.hash_index import (
    MATCH_DISTANCE,
    HashIndex,
    distinct_hashes,
    pairs_between,
    pairs_within,
)

__all__ = ["MATCH_DISTANCE", "HashIndex", "distinct_hashes", "pairs_between", "pairs_within"]
