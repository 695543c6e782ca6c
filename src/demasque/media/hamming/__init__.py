"""Which hashes are within so many bits of each other? An exact index."""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.media.hamming.hash_index import (
        MATCH_DISTANCE,
        HashIndex,
        distinct_hashes,
        pairs_between,
        pairs_within,
    )
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = ["MATCH_DISTANCE", "HashIndex", "distinct_hashes", "pairs_between", "pairs_within"]
