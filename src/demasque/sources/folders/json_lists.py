"""Lists of files in JSON, which others wrote: read whole, of bounded size."""

from typing import Any, Final

import msgspec

from demasque.errors import DemasqueError
from demasque.sources.folders.folder_listing import FolderListing

MOST_BYTES: Final = 1 << 29
"""A list of a million files has some 300 MB."""


def read_json(folder: FolderListing, file: str) -> Any:
    """The document in a file of a folder. DemasqueError where it is none, or too long."""
    path = folder.path(file)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DemasqueError(
                "{name} is longer than {most} bytes: too long for a list of files.",
                name=file,
                most=MOST_BYTES,
            )
        return msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise DemasqueError(
            "{name} cannot be read: {reason}.", name=file, reason=error.strerror
        ) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise DemasqueError("{name} is damaged: it is no JSON.", name=file) from error
