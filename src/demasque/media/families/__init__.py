"""Which files are one picture, clip or recording in other clothes? Families round exemplars."""

from demasque.media.families.how_changed import HOW
from demasque.media.families.media_gathering import gather

__all__ = ["HOW", "gather"]
