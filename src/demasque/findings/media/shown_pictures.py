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
    for media, picture in _allowed(store, files, protected, clear=clear).items():
        address = "data:image/webp;base64," + b64encode(picture).decode("ascii")
        found[media] = ShownPicture(address, protected=False, clear=clear)
    return found


def small_picture(
    store: CaseStore, media: str, protected: Collection[str], *, clear: bool
) -> bytes | None:
    """The small picture of one file (WebP) by SHA-256, as :func:`shown_pictures` would show it;
    None where nothing may be shown, or there is none.
    """
    return _allowed(store, [media], protected, clear=clear).get(media)


def _allowed(
    store: CaseStore, files: Collection[str], protected: Collection[str], *, clear: bool
) -> dict[str, bytes]:
    allowed = sorted({each for each in files if each not in protected})
    column = "thumbnail" if clear else "blurred"
    rows = store.sql(_PICTURES.format(column=column), (allowed,)).to_pylist()
    return {
        row["media"]: row["picture"]
        for row in rows
        if row["picture"] and len(row["picture"]) <= LARGEST
    }
