"""The one way from a stored picture to a page: nothing else reads the columns of small pictures.

Protected media (:func:`demasque.media.protected_media`) never pass, blurred or not.
"""

from base64 import b64encode
from collections.abc import Collection
from typing import Final

from demasque.case import CaseStore
from demasque.findings.media.sighting_values import ShownPicture

LARGEST: Final = 8_192
"""Bytes of a small picture. One of 64 pixels takes 0.2 to 3 kB as WebP; what takes more was not
made by this program, and would let a page grow beyond its bounds."""

_PICTURES: Final = """
    SELECT media, {column} AS picture FROM media_files
    WHERE media IN (SELECT unnest(?::VARCHAR[])) ORDER BY media
"""
_NONE: Final = ShownPicture(None, protected=False, clear=False)


def shown_pictures(
    store: CaseStore, files: Collection[str], protected: Collection[str], *, clear: bool
) -> dict[str, ShownPicture]:
    """What may be shown of each file, by SHA-256: blurred, or with ``clear`` as it is.

    ``protected`` are the files of which nothing may be shown.
    """
    found = dict.fromkeys(files, _NONE)
    found |= {each: ShownPicture(None, True, False) for each in files if each in protected}
    allowed = [each for each in sorted(found) if not found[each].protected]
    column = "thumbnail" if clear else "blurred"
    for row in store.sql(_PICTURES.format(column=column), (allowed,)).to_pylist():
        if row["picture"] and len(row["picture"]) <= LARGEST:
            address = "data:image/webp;base64," + b64encode(row["picture"]).decode("ascii")
            found[row["media"]] = ShownPicture(address, protected=False, clear=clear)
    return found
