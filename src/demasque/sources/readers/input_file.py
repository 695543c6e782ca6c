"""An input file as bytes: what it is by its first bytes, opened whatever its compression.

Text comes as UTF-8, whatever it was written in. The name decides nothing; content does. What cannot
be read as text or Parquet is refused with a sentence that says what it is.
"""

import zlib
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import zstandard

from demasque.errors import DemasqueError, Sentence, UsageError, readable
from demasque.sources.readers.text_encoding import as_utf8

_GZIP, _ZSTD, _PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"
_BOM = b"\xef\xbb\xbf"
_MEDIUM = b"])}while(1);</x>"  # what Medium writes before its JSON, so that no page can run it
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NOT_TEXT = (
    (
        b"PK\x03\x04",
        Sentence("a ZIP archive or Office document: unpack it, or save it as CSV"),
    ),
    (b"%PDF", Sentence("a PDF document")),
    (b"SQLite format 3", Sentence("an SQLite database: export its table as CSV")),
    (b"\x89PNG", Sentence("a picture")),
    (b"\xff\xd8\xff", Sentence("a picture")),
    (b"GIF8", Sentence("a picture")),
    (b"7z\xbc\xaf", Sentence("a 7z archive: unpack it")),
    (b"BZh", Sentence("compressed by bzip2: unpack it")),
    (b"\xfd7zXZ", Sentence("compressed by xz: unpack it")),
    (b"\xff\xfe", Sentence("UTF-16 text: save it as UTF-8 (iconv -f UTF-16 -t UTF-8)")),
    (b"\xfe\xff", Sentence("UTF-16 text: save it as UTF-8 (iconv -f UTF-16 -t UTF-8)")),
)
BLOCK = 1 << 23
_PACKED_BLOCK = 1 << 17
_CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})
_CUT = Sentence("the compressed data is damaged or cut short; what precedes was read")


class InputFile:
    """One file to read; ``name`` is what messages call it.

    Raises UsageError where there is no such file, and DemasqueError for a directory, an empty file
    or one that is neither text nor Parquet.
    """

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path = path
        self.name = name or readable(path.name)
        self.done = 0
        self.cut: str | None = None  # set while reading, when compressed data ends too early
        self.encoding: str | None = None  # set while reading, when the text is not UTF-8
        if not path.exists():
            raise UsageError("{name}: there is no such file.", name=self.name)
        if path.is_dir():
            raise DemasqueError("{name} is a folder: name the files in it.", name=self.name)
        if not path.is_file():
            raise DemasqueError("{name} is not a regular file.", name=self.name)
        try:
            self.size = path.stat().st_size
            with path.open("rb") as stream:
                magic = stream.read(4)
        except OSError as error:
            raise DemasqueError(
                "{name} cannot be read: {reason}.", name=self.name, reason=error.strerror
            ) from error
        self.packed = magic.startswith((_GZIP, _ZSTD))
        self._magic = magic
        self.head = self._first_bytes()
        self.is_parquet = self.head.startswith(_PARQUET)
        self._refuse_what_is_no_text()

    def _first_bytes(self) -> bytes:
        return next(self.chunks(1 << 18), b"")

    def _refuse_what_is_no_text(self) -> None:
        if not self.head:
            if not self.size:
                raise DemasqueError("{name} is empty.", name=self.name)
            raise DemasqueError("{name} has nothing in it that can be unpacked.", name=self.name)
        if self.is_parquet:
            if self.packed:
                raise DemasqueError("{name} is compressed Parquet: unpack it.", name=self.name)
            return
        for magic, what in _NOT_TEXT:
            if self.head.startswith(magic):
                raise DemasqueError("{name} is {what}.", name=self.name, what=what)
        if _is_binary(self.head):
            raise DemasqueError(
                "{name} is a binary file, neither text nor Parquet.", name=self.name
            )
        if not self.head.removeprefix(_BOM).strip():
            raise DemasqueError("{name} has nothing but blanks.", name=self.name)

    def chunks(self, size: int = BLOCK) -> Iterator[bytes]:
        """The unpacked bytes, without a byte-order mark; sets ``cut`` when they end too early.

        Text is given as UTF-8; ``encoding`` is set where it was written in another one. ``done``
        tells meanwhile how many bytes of the file itself (of ``size``) were read.
        """
        first = True
        for chunk in self._text(self._pieces(size)):
            yield chunk.removeprefix(_BOM).removeprefix(_MEDIUM) if first else chunk
            first = False

    def _pieces(self, size: int) -> Iterator[bytes]:
        with self.path.open("rb") as raw:
            plain = iter(partial(raw.read, size), b"")
            for piece in _joined(self._unpacked(raw), size) if self.packed else plain:
                self.done = raw.tell()
                yield piece

    def _text(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces as UTF-8; as they are where they are no text."""
        first = next(pieces, b"")
        every = chain([first] if first else [], pieces)
        known = any(first.startswith(magic) for magic, _ in _NOT_TEXT if magic not in _UTF16_MARKS)
        return every if known or first.startswith(_PARQUET) else as_utf8(every, self._found)

    def _found(self, encoding: str) -> None:
        self.encoding = encoding

    def _unpacked(self, raw: BinaryIO) -> Iterator[bytes]:
        new = _gzip_member if self._magic.startswith(_GZIP) else _zstd_frame
        unpacker = new()
        for packed in iter(partial(raw.read, _PACKED_BLOCK), b""):
            rest = packed
            while rest:
                try:
                    yield unpacker.decompress(rest)
                except (zlib.error, zstandard.ZstdError):
                    self.cut = _CUT
                    return
                rest = unpacker.unused_data if unpacker.eof else b""
                if unpacker.eof:
                    unpacker = new()
                    rest = rest.lstrip(b"\0")  # padding after the last member
                    started = bool(rest)
                else:
                    started = True
        if started:
            self.cut = _CUT


def _is_binary(head: bytes) -> bool:
    start = head[:8192]
    return len(start) - len(start.translate(None, _CONTROLS)) > len(start) // 50


def _joined(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Pieces of ``size`` bytes, the last of what is left: as of a file that is not packed, so that
    rows come in the same batches."""
    waiting: list[bytes] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= size:
            whole, full = b"".join(waiting), length - length % size
            for start in range(0, full, size):
                yield whole[start : start + size]
            waiting, length = [whole[full:]], length - full
    if length:
        yield b"".join(waiting)


def _gzip_member() -> Any:
    return zlib.decompressobj(wbits=31)


def _zstd_frame() -> Any:
    return zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()
