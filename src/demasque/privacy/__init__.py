"""Which words name or expose a person? Pseudonyms, mentions, and details that are masked.

Both what reads exports and what stores them ask here; nothing here knows of either.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.privacy.handles import raw_bytes, words_at
    from demasque.privacy.masking import Masking, by_platform, with_pseudonyms
    from demasque.privacy.personal_details import MASKS, masked_column, masked_links
    from demasque.privacy.profile_addresses import PROFILE_PLATFORMS, profiles_in
    from demasque.privacy.pseudonyms import (
        ID_KINDS,
        MENTION,
        MENTION_PSEUDONYM,
        IdKind,
        Pseudonymiser,
        forgotten_words,
        mentioned,
    )
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "ID_KINDS",
    "MASKS",
    "MENTION",
    "MENTION_PSEUDONYM",
    "PROFILE_PLATFORMS",
    "IdKind",
    "Masking",
    "Pseudonymiser",
    "by_platform",
    "forgotten_words",
    "masked_column",
    "masked_links",
    "mentioned",
    "profiles_in",
    "raw_bytes",
    "with_pseudonyms",
    "words_at",
]
