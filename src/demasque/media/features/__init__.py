"""Do two pictures show the same thing in part? Local features and geometry."""

from demasque.media.features.packing import pack, unpack
from demasque.media.features.picture_points import describe

__all__ = ["describe", "pack", "unpack"]
