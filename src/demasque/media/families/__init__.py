"""Which files are one picture, clip or recording in other clothes? Families round exemplars."""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.media.families.how_changed import HOW
    from demasque.media.families.media_copies import MEDIA_COPIES, find_media_copies
    from demasque.media.families.media_gathering import gather
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = ["HOW", "MEDIA_COPIES", "find_media_copies", "gather"]
