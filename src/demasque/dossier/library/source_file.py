"""A file that is to become part of a library: its lines, its rows, or what it is as JSON.

Files come from strangers. Their size is limited as they are unpacked, text is read line by line,
and JSON by msgspec into places for what is wanted, so that nothing grows beyond the file itself.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from demasque.errors import DemasqueError
from demasque.progress import Progress, quiet
from demasque.sources import InputFile

MOST_BYTES: Final = 512 << 20
"""Bytes of a source, unpacked: the published lists seen have 0.7 MB at most, feeds some 100 MB."""

MOST_LINES: Final = 5_000_000
"""Lines of a source: the longest published list seen has 6,477; a minute reads some 4 million."""

_HEAD: Final = 1 << 16

Top = Mapping[str, msgspec.Raw]
"""A JSON object as the names in it and what they hold, not yet read."""


class SourceFile:
    """One file to read; ``name`` is what it is called in the library.

    Raises:
        UsageError: there is no such file.
        DemasqueError: it is a folder, empty, or no text.
    """

    def __init__(self, path: Path, name: str | None = None, progress: Progress = quiet) -> None:
        self._file = InputFile(path, name)
        self.name = self._file.name
        self.path = path
        self._progress = progress
        if self._file.is_parquet:
            raise DemasqueError("{name} is a table of Parquet, no text.", name=self.name)

    def refuse_too_large(self) -> None:
        """Read the file once without keeping it, since packed files do not say how large they are.

        Raises:
            DemasqueError: it has more than ``MOST_BYTES`` unpacked, or than ``MOST_LINES``.
        """
        total = lines = 0
        for chunk in self._file.chunks():
            total += len(chunk)
            lines += chunk.count(b"\n")
            if total > MOST_BYTES:
                raise DemasqueError(
                    "{name} is larger than {most} MB: divide it, or leave out what is no "
                    "indicator. Nothing of it was used.",
                    name=self.name,
                    most=MOST_BYTES >> 20,
                )
            if lines > MOST_LINES:
                raise DemasqueError(
                    "{name} has more than {most} lines: divide it, or leave out what is no "
                    "indicator. Nothing of it was used.",
                    name=self.name,
                    most=MOST_LINES,
                )

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes (UTF-8)."""
        for chunk in self._file.chunks():
            self._progress(f"reading {self.name}", self._file.done, self._file.size)
            yield chunk

    def lines(self) -> Iterator[str]:
        """The lines as text, each with its ending."""
        raw = io.BufferedReader(_Joined(self.chunks()), 1 << 20)
        return iter(io.TextIOWrapper(raw, "utf-8", "replace", newline=""))

    @cached_property
    def head(self) -> str:
        """The first characters."""
        return self._file.head[:_HEAD].decode("utf-8-sig", "replace")

    @cached_property
    def delimiter(self) -> str:
        """The sign between the cells, by the first line."""
        first = next((line for line in self.head.splitlines() if line.strip()), "")
        return max(",;\t|", key=first.count)

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The names in the first row, in lower case."""
        try:
            first = next(csv.reader(io.StringIO(self.head), delimiter=self.delimiter), [])
        except csv.Error:
            return ()
        return tuple(cell.strip().lower() for cell in first)

    def rows(self) -> Iterator[tuple[int, list[str] | None]]:
        """Rows below the header with the line that each begins on; None for a damaged one."""
        reader = csv.reader(self.lines(), delimiter=self.delimiter)
        begun = 1
        first = True
        while True:
            try:
                cells: list[str] | None = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            if not first:
                yield begun, cells
            first, begun = False, reader.line_num + 1

    @property
    def is_json(self) -> bool:
        """Whether it begins like JSON."""
        return self.head.lstrip()[:1] in ("{", "[")

    @cached_property
    def json(self) -> Top | list[msgspec.Raw]:
        """The one value of a JSON file, read one level deep.

        Raises:
            DemasqueError: it is no whole JSON.
        """
        data = b"".join(self.chunks())
        try:
            if data.lstrip()[:1] == b"[":
                return msgspec.json.decode(data, type=list[msgspec.Raw])
            return msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise DemasqueError(
                "{name} is no whole JSON: {reason}. Nothing of it was used.",
                name=self.name,
                reason=str(error),
            ) from None

    def json_items(self, name: str) -> list[msgspec.Raw]:
        """The items of a list in a JSON object; of a lone value, that; none where it is absent."""
        top = self.json
        return list(top) if isinstance(top, list) else items_of(top.get(name))


def items_of(raw: msgspec.Raw | None) -> list[msgspec.Raw]:
    """The items of a list that is not yet read; a value that is no list is its only item."""
    if raw is None:
        return []
    try:
        return msgspec.json.decode(raw, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return [] if decoded(raw) is None else [raw]


def decoded(raw: msgspec.Raw) -> Any:
    """A value that is not yet read, as Python has it; None where it cannot be read."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


class _Joined(io.RawIOBase):
    """Chunks of bytes as one stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer from what is left of a chunk, or from the next."""
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
