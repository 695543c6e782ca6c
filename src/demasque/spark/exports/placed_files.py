"""Which files paths name, and opening one on an executor, be it local or at an address."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pyarrow.fs import FileSelector, FileSystem, FileType

from demasque.errors import UsageError, readable

_MAGIC = frozenset("*?[")


class PlacedFile(NamedTuple):
    """One file: a path or an address, its bytes, and when it was changed (ns since the epoch)."""

    path: str
    size: int
    changed: int

    @property
    def name(self) -> str:
        """What messages call it."""
        return readable(self.path.rstrip("/").rpartition("/")[2])


def files_at(paths: Iterable[str]) -> list[PlacedFile]:
    """The files that paths name, in this order: files, folders with all that is in them, globs.

    What is in a folder comes sorted by path; names that begin with a dot or an underscore are left
    out, as Spark leaves them out. Addresses ("hdfs://host/folder", "s3a://bucket/file") are read by
    Arrow's file systems, and have no globs. Raises UsageError where there is nothing.
    """
    found: list[PlacedFile] = []
    for path in paths:
        found += _at_address(path) if "://" in path else _local(path)
    return found


def _local(path: str) -> list[PlacedFile]:
    whole = Path(path).absolute()
    named = [whole]
    if _MAGIC & set(path) and not whole.exists():
        named = sorted(Path(whole.anchor).glob(str(whole.relative_to(whole.anchor))))
    if not named or not named[0].exists():
        raise UsageError("{path}: there is no such file.", path=path)
    return [_placed(file) for each in named for file in _inside(each)]


def _inside(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = (file for file in path.rglob("*") if file.is_file())
    return sorted(file for file in files if not _is_hidden(file.relative_to(path).parts))


def _is_hidden(parts: Iterable[str]) -> bool:
    return any(part.startswith((".", "_")) for part in parts)


def _placed(path: Path) -> PlacedFile:
    about = path.stat()
    return PlacedFile(os.fspath(path), about.st_size, about.st_mtime_ns)


def _at_address(address: str) -> list[PlacedFile]:
    system, inner = _system(address)
    about = system.get_file_info(inner)
    if about.type == FileType.NotFound:
        raise UsageError("{path}: there is no such file.", path=address)
    if about.type == FileType.File:
        return [PlacedFile(address, about.size, about.mtime_ns or 0)]
    inside = system.get_file_info(FileSelector(inner, recursive=True))
    beginning = address.rstrip("/")
    return [
        PlacedFile(beginning + each.path[len(inner.rstrip("/")) :], each.size, each.mtime_ns or 0)
        for each in sorted(inside, key=lambda each: each.path)
        if each.type == FileType.File
        and not _is_hidden(each.path[len(inner) :].strip("/").split("/"))
    ]


def _system(address: str) -> tuple[FileSystem, str]:
    # Hadoop's name for S3's newest client, which Arrow does not know.
    system, inner = FileSystem.from_uri(address.replace("s3a://", "s3://", 1))
    return system, inner


@contextmanager
def opened(path: str) -> Iterator[Path]:
    """A local path of a file; what lies at an address is copied, and gone after the block."""
    if "://" not in path:
        yield Path(path)
        return
    system, inner = _system(path)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "export"
        with system.open_input_stream(inner, compression=None) as stream, copy.open("wb") as file:
            copyfileobj(stream, file)
        yield copy
