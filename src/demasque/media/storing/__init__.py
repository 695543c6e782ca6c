"""Files beside posts: from a folder into the case, and back out of its tables."""

from typing import TYPE_CHECKING

from demasque.doors import opened
from demasque.media.storing.stored_fingerprints import stored_fingerprints

if TYPE_CHECKING:
    from demasque.media.storing.added_media import AddedMedia
    from demasque.media.storing.adding_media import add_media
    from demasque.media.storing.folder_exports import ExportRequest
    from demasque.media.storing.folder_files import is_folder_of_files
    from demasque.media.storing.media_places import file_paths
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "AddedMedia",
    "ExportRequest",
    "add_media",
    "file_paths",
    "is_folder_of_files",
    "stored_fingerprints",
]
