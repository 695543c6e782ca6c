"""Writing files and folders so that a kill or a power cut leaves the old or the new, never a half.

What is written waits under a hidden name beside its place, and one rename puts it there.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a small file's content at one stroke. Only one process at a time may write it."""
    draft = path.with_name(f".{path.name}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    put_in_place(draft, path)


@contextmanager
def replacing_file(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Lend a name beside ``path`` to write to; the file takes its place when all went well.

    Not ``durable``, it outlives a kill of the process but not a power cut, and costs no wait for
    the disk.
    """
    draft = _draft(path, "new")
    try:
        yield draft
        if durable:
            with draft.open("r+b") as stream:
                os.fsync(stream.fileno())
        put_in_place(draft, path, durable=durable)
    finally:
        with suppress(OSError):
            draft.unlink()


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """Lend a new folder to fill; it takes the place of the folder ``path`` when all went well."""
    draft, old = _draft(path, "new"), _draft(path, "old")
    draft.mkdir(parents=True)
    try:
        yield draft
        with _moved_away(path, old):
            put_in_place(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _moved_away(path: Path, old: Path) -> Iterator[None]:
    if not path.exists():
        yield
        return
    path.replace(old)
    try:
        yield
    except BaseException:
        old.replace(path)
        raise


def put_in_place(draft: Path, path: Path, *, durable: bool = True) -> None:
    """Give a finished file or folder its name, in place of what has it."""
    draft.replace(path)
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system lets a folder be opened."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write two bytes for each end of line


def _draft(path: Path, ending: str) -> Path:
    # By process: two that write the same file must not write into one draft.
    return path.with_name(f".{path.name}.{os.getpid()}.{ending}")
