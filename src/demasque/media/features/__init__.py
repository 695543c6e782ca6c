"""Do two pictures show the same thing in part? Local features and geometry."""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.media.features.packing import pack, unpack
    from demasque.media.features.part_pairs import AlikePictures, alike_pictures
    from demasque.media.features.picture_points import describe
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = ["AlikePictures", "alike_pictures", "describe", "pack", "unpack"]
