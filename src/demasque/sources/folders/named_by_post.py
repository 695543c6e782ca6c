"""Files that are called by their post's id: what is downloaded after a capture often is.

``7301234567890123456.mp4`` and ``7301234567890123456_2.jpg`` belong to that post. Short names are
left alone: a picture called 17 is not for that reason that of post 17.
"""

import posixpath
import re
from collections.abc import Collection, Iterator
from typing import Final

from demasque.sources.folders.folder_listing import FolderListing, MediaRow

BY_NAME: Final = "named"
"""What this way of laying files beside posts is called."""

SHORTEST_NAME: Final = 10
"""Characters. Dates in cameras' names have 8 digits; ids of X, TikTok, YouTube and Instagram have
11 and more."""

_NUMBERED: Final = re.compile(r"(.+?)[ _-](?:\(?\d{1,3}\)?)")


def rows_by_name(folder: FolderListing, listed: Collection[str]) -> Iterator[MediaRow]:
    """A row for each picture or clip that no list names and whose name may be a post's id."""
    for line, file in enumerate((f for f in folder.media() if f not in listed), 1):
        stem = posixpath.splitext(posixpath.basename(file))[0]
        numbered = _NUMBERED.fullmatch(stem)
        names = (stem, numbered[1]) if numbered else (stem,)
        ids = tuple(name for name in names if len(name) >= SHORTEST_NAME)
        if ids:
            yield MediaRow("", line, file, None, ids)
