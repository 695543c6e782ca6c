"""A ZIP file whose bytes follow from its contents alone, with the hash of each file in it.

Entries have a fixed date and fixed rights; ZIP64 where a file is large. Nothing is kept in memory.
"""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Final, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from demasque.publish.evidence_pack.pack_values import PackedFile

_DATE: Final = (1980, 1, 1, 0, 0, 0)
_RIGHTS: Final = 0o100644 << 16
_UNIX: Final = 3
_BLOCK: Final = 1 << 20


class PackZip:
    """The ZIP file of a pack while it is written."""

    def __init__(self, path: Path) -> None:
        self._zip = ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._files: list[PackedFile] = []

    @property
    def files(self) -> tuple[PackedFile, ...]:
        """What was written so far, by name."""
        return tuple(sorted(self._files, key=lambda file: file.name))

    @contextmanager
    def entry(self, name: str, *, packed: bool = False) -> Iterator[BinaryIO]:
        """Lend a stream to write one file to; ``packed`` for what shrinks no further."""
        info = ZipInfo(name, _DATE)
        info.create_system, info.external_attr = _UNIX, _RIGHTS
        info.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as inner:
            stream = _Hashed(inner)
            yield stream  # type: ignore[misc]
        self._files.append(PackedFile(name, stream.size, stream.digest.hexdigest()))

    def add(self, name: str, content: bytes) -> None:
        """Write a small file."""
        with self.entry(name) as stream:
            stream.write(content)

    def copy(self, name: str, source: IO[bytes]) -> PackedFile:
        """Copy a file as it is from where ``source`` stands."""
        with self.entry(name, packed=True) as stream:
            shutil.copyfileobj(source, stream, _BLOCK)
        return self._files[-1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()


class _Hashed(io.RawIOBase):
    """Passes on what is written, and knows its size and hash."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        self.size, self.digest = 0, sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self.size += len(content)
        self.digest.update(content)
        return self._inner.write(content)
