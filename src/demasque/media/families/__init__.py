"""Which files are one picture, clip or recording in other clothes? Families round exemplars."""

from demasque.media.families.how_changed import HOW
from demasque.media.families.media_copies import MEDIA_COPIES, find_media_copies
from demasque.media.families.media_gathering import gather

__all__ = ["HOW", "MEDIA_COPIES", "find_media_copies", "gather"]
