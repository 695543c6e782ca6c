"""Which files are one picture, clip or recording in other clothes? Families round exemplars."""

from demasque.media.families.gathering import gather
from demasque.media.families.how_changed import HOW

__all__ = ["HOW", "gather"]
