"""Unpacking a zip that may be hostile: no file lands outside the folder, and none is a bomb.

What a zip says of itself is not believed: bytes are counted as they come. Members that are links,
encrypted, or named by a way out of the folder are left out and said.
"""

import lzma
import posixpath
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from demasque.errors import DemasqueError, Sentence, readable
from demasque.progress import Progress, quiet

MOST_MEMBERS: Final = 500_000
MOST_TIMES: Final = 100
"""How many times its own length a zip may unpack to. Media shrink by nothing, text by some ten
times; 10 MB of zeros in 10 kB are a thousand times."""
LEAST_BYTES: Final = 1 << 28
"""What any zip may unpack to: small ones of text shrink most."""
_BLOCK: Final = 1 << 20

_ENCRYPTED: Final = 1
_OUTSIDE: Final = Sentence("its name leads out of the folder")
_LINK: Final = Sentence("a link, not a file")
_LOCKED: Final = Sentence("it is encrypted")
_DAMAGED: Final = Sentence("it is damaged")
_NO_UTF8: Final = Sentence("the name of a file in it is damaged")
_TWICE: Final = Sentence("a file of this name is in the zip already")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out of a zip: place in the folder -> the member's name; and what did not."""

    members: dict[str, str]
    left_out: tuple[tuple[str, Sentence], ...]


def is_zip_of_files(path: Path) -> bool:
    """Whether a file is a zip, and no Office document."""
    if not path.is_file() or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not {"[Content_Types].xml", "mimetype"} & set(archive.namelist())
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError):
        return True


def unpack(path: Path, target: Path, progress: Progress = quiet) -> Unpacked:
    """Unpack a zip into an empty folder.

    Raises DemasqueError for a zip that cannot be read, has too many members, or unpacks to far
    more than its own length.
    """
    members: dict[str, str] = {}
    left_out: list[tuple[str, Sentence]] = []
    name = readable(path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            budget = _Budget(name, max(LEAST_BYTES, MOST_TIMES * path.stat().st_size))
            every = archive.infolist()
            if len(every) > MOST_MEMBERS:
                raise DemasqueError(
                    "{name} has more than {most} files: unpack it and add its folders.",
                    name=name,
                    most=MOST_MEMBERS,
                )
            for number, member in enumerate(every):
                progress(f"unpacking {name}", number, len(every))
                if member.is_dir():
                    continue
                place, reason = _place(member)
                if reason is None and (target / place).exists():
                    reason = _TWICE
                if reason is None:
                    reason = _write(archive, member, target / place, budget)
                if reason is None:
                    members[place] = member.filename
                else:
                    left_out.append((readable(member.filename), reason))
    except UnicodeDecodeError as error:
        raise DemasqueError(
            "{name} cannot be unpacked: {reason}.", name=name, reason=_NO_UTF8
        ) from error
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise DemasqueError(
            "{name} cannot be unpacked: {reason}.", name=name, reason=str(error)
        ) from error
    return Unpacked(members, tuple(left_out))


def unpack_member(path: Path, member: str, target: Path, most: int) -> bool:
    """Unpack one member of at most so many bytes; whether it is there and whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.getinfo(member)
            if _place(found)[1] is not None:
                return False
            budget = _Budget(readable(path.name), most)
            return _write(archive, found, target, budget) is None
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, NotImplementedError, DemasqueError):
        return False


class _Budget:
    """The bytes that may still be written."""

    def __init__(self, name: str, left: int) -> None:
        self._name = name
        self._left = left

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise DemasqueError(
                "{name} unpacks to far more than pictures and clips do: it is not read. If it is "
                "sound, unpack it yourself and add the folder.",
                name=self._name,
            )


def _place(member: zipfile.ZipInfo) -> tuple[str, Sentence | None]:
    """Where a member belongs in the folder, and why it is not to be there."""
    written = unicodedata.normalize("NFC", member.filename.replace("\\", "/"))
    place = posixpath.normpath(written)
    parts = place.split("/")
    if place.startswith(("/", "..")) or ".." in parts or re.match(r"[A-Za-z]:", place):
        return place, _OUTSIDE
    if any(len(part.encode()) > 255 or not part.isprintable() for part in parts):
        return place, _OUTSIDE
    if stat.S_ISLNK(member.external_attr >> 16):
        return place, _LINK
    if member.flag_bits & _ENCRYPTED:
        return place, _LOCKED
    return place, None


def _write(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, budget: _Budget
) -> Sentence | None:
    """Write one member; why it could not be."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as packed, target.open("xb") as out:
            for block in _blocks(packed):
                budget.spend(len(block))
                out.write(block)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        UnicodeDecodeError,
        EOFError,
        RuntimeError,
        FileExistsError,
        NotADirectoryError,
    ):
        return _damaged(target)
    except OSError as error:
        # What bzip2 cannot read is an error of no system call; a full disk is one.
        if error.errno is not None:
            raise
        return _damaged(target)
    return None


def _damaged(target: Path) -> Sentence:
    """Take away what was written of a damaged member."""
    # Below what is a file already there is nothing to take away.
    with suppress(OSError):
        target.unlink()
    return _DAMAGED


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block
