"""ZIP files from others: what they may not be, before anything in them is read.

Nothing is ever unpacked to disk. What is read is bounded by the sizes that the archive states,
which Python's reader does not go beyond, and these are bounded here.
"""

import json
import re
import stat
from collections.abc import Mapping
from hashlib import new
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from demasque.sentences import Sentence

MOST_ENTRIES: Final = 100_000
MOST_RATIO: Final = 100
"""Bytes unpacked to bytes packed, over the archive: texts and tables of real packs and web archives
have 3 to 20, a bomb a thousand and more."""

_ALWAYS: Final = 64 << 20
"""Bytes unpacked that are let through whatever the ratio."""

MOST_JSON: Final = 64 << 20
_BLOCK: Final = 1 << 20
_SAFE: Final = re.compile(r"(?![/\\])(?!.*[\\\x00-\x1f])(?!.*(?:^|/)\.\.?(?:/|$))(?![A-Za-z]:).+")
_ENCRYPTED: Final = 0x1


class UnsafeArchive(Exception):  # noqa: N818 - it says what was found, and its sentence is shown
    """An archive that is not read, and why."""

    def __init__(self, reason: Sentence) -> None:
        self.reason = reason
        super().__init__(reason)


def opened_archive(file: IO[bytes]) -> tuple[ZipFile, dict[str, ZipInfo]]:
    """A ZIP file and its files by name, without folders.

    Raises:
        UnsafeArchive: it is none, is damaged, or is built to do harm: too many files, names that
            lead outside, two of one name, links, passwords, sizes out of all proportion.
    """
    try:
        archive = ZipFile(file)
    except (BadZipFile, ValueError, NotImplementedError, UnicodeError, OverflowError) as error:
        raise UnsafeArchive(Sentence("it is no ZIP file, or a damaged one")) from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnsafeArchive(
            Sentence("it holds more than {most} files", most=MOST_ENTRIES),
        )
    found: dict[str, ZipInfo] = {}
    for entry in entries:
        _check(entry)
        if entry.filename in found:
            raise UnsafeArchive(Sentence("{name} is in it twice", name=entry.filename))
        found[entry.filename] = entry
    packed = file.seek(0, 2)
    if sum(each.file_size for each in entries) > _ALWAYS + MOST_RATIO * packed:
        raise UnsafeArchive(Sentence("unpacked it would be out of all proportion to its size"))
    return archive, {name: each for name, each in found.items() if not each.is_dir()}


def _check(entry: ZipInfo) -> None:
    name = entry.filename
    if not _SAFE.fullmatch(name) or len(name) > 1000:
        raise UnsafeArchive(Sentence("the name {name} leads out of it", name=repr(name[:200])))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnsafeArchive(Sentence("{name} is a link", name=name))
    if entry.flag_bits & _ENCRYPTED:
        raise UnsafeArchive(Sentence("{name} takes a password", name=name))
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise UnsafeArchive(Sentence("{name} is packed in an unusual way", name=name))


def hash_inside(archive: ZipFile, entry: ZipInfo, algorithm: str = "sha256") -> str:
    """The hash of one file in it, in hexadecimal digits.

    Raises:
        UnsafeArchive: it cannot be read.
    """
    digest = new(algorithm, usedforsecurity=False)
    try:
        with archive.open(entry) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except Exception as error:  # damaged bytes fail in many ways
        raise UnsafeArchive(Sentence("{name} is damaged", name=entry.filename)) from error
    return digest.hexdigest()


def read_inside(archive: ZipFile, entry: ZipInfo, most: int = MOST_JSON) -> bytes:
    """One small file in it, whole.

    Raises:
        UnsafeArchive: it is larger than ``most``, or cannot be read.
    """
    if entry.file_size > most:
        raise UnsafeArchive(Sentence("{name} is too large", name=entry.filename))
    try:
        return archive.read(entry)
    except Exception as error:
        raise UnsafeArchive(Sentence("{name} is damaged", name=entry.filename)) from error


def json_inside(archive: ZipFile, entry: ZipInfo) -> Mapping[str, Any]:
    """One file in it as a JSON object.

    Raises:
        UnsafeArchive: it is none.
    """
    try:
        read = json.loads(read_inside(archive, entry))
    except (ValueError, RecursionError) as error:
        raise UnsafeArchive(Sentence("{name} is no JSON", name=entry.filename)) from error
    if not isinstance(read, dict):
        raise UnsafeArchive(Sentence("{name} is no JSON object", name=entry.filename))
    return read
