"""Do two pictures show the same thing in part? Local features and geometry."""

from demasque.media.features.packing import pack, unpack
from demasque.media.features.part_pairs import AlikePictures, alike_pictures
from demasque.media.features.picture_points import describe

__all__ = ["AlikePictures", "alike_pictures", "describe", "pack", "unpack"]
