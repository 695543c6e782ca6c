"""The files of a folder, and what a list among them says of the others.

A *list* is a file that says which files belong to which posts: a table, a ``.metadata.json``.
"""

import os
import posixpath
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demasque.errors import DemasqueError, Sentence, readable

MOST_FILES: Final = 2_000_000
"""Files of one folder: ten times the largest that investigations are known to have brought."""

_LEFTOVERS: Final = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_OF_COLLECTING: Final = re.compile(r"\.collect-.+|\..+\.ndjson\.part")
"""What ``demasque collect`` keeps beside its files, and the file that it is writing."""
_PICTURES: Final = "jpg jpeg jpe jfif png gif webp bmp tif tiff avif heic heif"
_CLIPS: Final = "mp4 m4v mov webm mkv avi flv mpg mpeg ts 3gp ogv wmv"
_SOUNDS: Final = "mp3 m4a aac ogg oga opus wav flac"
MEDIA_ENDINGS: Final = frozenset(f".{e}" for e in f"{_PICTURES} {_CLIPS} {_SOUNDS}".split())
CLIP_ENDINGS: Final = frozenset(f".{e}" for e in f"{_CLIPS} {_SOUNDS}".split())

_ADDRESS: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)

NOT_THERE: Final = Sentence("the file is not in the folder")
NO_POST: Final = Sentence("no post and no account is named")


@dataclass(frozen=True, slots=True)
class MediaRow:
    """What a list says of one file: the post that it is in, or the account whose picture it is.

    ``file`` is its place in the folder. ``posts`` (or, of a picture of an account, ``accounts``)
    are raw ids that the platform may give it; the first that a case knows is the one.
    ``platform`` is None where the list does not say. ``line`` counts the list's rows or entries
    from 1.
    """

    listed_in: str
    line: int
    file: str
    platform: str | None
    posts: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedMediaRow:
    """A row of a list that cannot be used; ``reason`` never quotes it."""

    listed_in: str
    line: int
    reason: Sentence


Listed = MediaRow | RejectedMediaRow


class FolderListing:
    """The regular files of a folder, by their places in it (with slashes), in order.

    Links are not followed: they may lead anywhere. ``links`` counts them. What lies in the folder
    ``without`` is no part of it. Raises DemasqueError for a folder that cannot be read or has more
    files than :data:`MOST_FILES`.
    """

    def __init__(self, root: Path, name: str | None = None, without: Path | None = None) -> None:
        self.root = root
        self._without = without.resolve() if without else None
        self.name = name or readable(root.resolve().name)
        self.links = 0
        self.files = tuple(sorted(self._walk()))
        self._by_stem: dict[str, list[str]] = {}
        for file in self.media():
            self._by_stem.setdefault(posixpath.splitext(file)[0], []).append(file)
        self._by_place = {_plain(file): file for file in self.files}
        names = Counter(posixpath.basename(place) for place in self._by_place)
        self._by_name = {
            posixpath.basename(place): file
            for place, file in self._by_place.items()
            if names[posixpath.basename(place)] == 1
        }

    def _walk(self) -> list[str]:
        found: list[str] = []
        for folder, folders, files in os.walk(self.root, onerror=_refuse):
            here = Path(folder)
            self.links += sum((here / name).is_symlink() for name in (*folders, *files))
            folders[:] = sorted(
                name
                for name in folders
                if name not in _LEFTOVERS
                and not (here / name).is_symlink()
                and (here / name).resolve() != self._without
            )
            for name in files:
                path = here / name
                if name in _LEFTOVERS or _OF_COLLECTING.fullmatch(name):
                    continue
                if path.is_symlink() or not path.is_file():
                    continue
                found.append(path.relative_to(self.root).as_posix())
            if len(found) > MOST_FILES:
                raise DemasqueError(
                    "{name} has more than {most} files: add its folders one by one.",
                    name=self.name,
                    most=MOST_FILES,
                )
        return found

    def path(self, file: str) -> Path:
        """Where a file of the folder lies."""
        return self.root / file

    def media(self) -> tuple[str, ...]:
        """The files that are pictures, clips or recordings by their names."""
        return tuple(file for file in self.files if is_media(file))

    def media_called(self, stem: str) -> list[str]:
        """The media whose place, without the ending, is this."""
        return self._by_stem.get(stem, [])

    def find(self, written: str, beside: str = "") -> str | None:
        """The file that a list calls so; None where there is none, or more than one.

        Tried in turn: the place as seen from the list (``beside``); for a name with a folder, the
        place as seen from the whole folder; for one without, and for the last part of an address,
        the one file of that name, if it lies below the list. Another folder's file of the same
        name is another list's: to take it would give its picture to the wrong post.
        """
        there = self.find_beside(written, beside)
        if there is not None:
            return there
        name = _written(written)
        if _ADDRESS.match(name):
            name = posixpath.basename(name.split("?")[0].split("#")[0])
        elif "/" in name:
            return self._by_place.get(name)
        start = posixpath.dirname(_plain(beside))
        file = self._by_name.get(name)
        return file if file and (not start or _plain(file).startswith(f"{start}/")) else None

    def find_beside(self, written: str, beside: str) -> str | None:
        """The file at that place as seen from the list, and nowhere else; None where none is."""
        start = posixpath.dirname(_plain(beside))
        return self._by_place.get(posixpath.normpath(posixpath.join(start, _written(written))))


def is_media(file: str) -> bool:
    """Whether a file is a picture, a clip or a recording by its name's ending."""
    return posixpath.splitext(file)[1].casefold() in MEDIA_ENDINGS


def may_sound(file: str) -> bool:
    """Whether a file is a clip or a recording by its name's ending."""
    return posixpath.splitext(file)[1].casefold() in CLIP_ENDINGS


def _plain(place: str) -> str:
    """A place as it is compared: one disk's é is another's e and accent."""
    return unicodedata.normalize("NFC", place)


def _written(place: str) -> str:
    """A place as a list writes it, with slashes; an address as it is."""
    plain = _plain(place.strip().replace("\\", "/"))
    return plain if not plain or _ADDRESS.match(plain) else posixpath.normpath(plain)


def _refuse(error: OSError) -> None:
    raise DemasqueError(
        "{name} cannot be read: {reason}.", name=error.filename, reason=error.strerror
    )
