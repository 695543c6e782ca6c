"""Files of records that appear whole: written beside under a hidden name, renamed when they end.

A folder holds ``NETWORK-YYYYMMDDTHHMMSSZ-NNNN.ndjson``, each complete, and at most one
``.NETWORK-....ndjson.part`` of each network, which is being written.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from demasque.atomic import put_in_place, sync_folder
from demasque.clocks import Clock

EVERY: Final = 60.0
"""Seconds until a file ends. Tried: 10 to 600; a watch that looks each 10 min wants few, whole."""
MOST_BYTES: Final = 64_000_000
"""Size at which a file ends before its time."""
_PART: Final = ".part"


@dataclass(frozen=True)
class Settled:
    """How much of which file counts: a hidden file's name and the length, in bytes, of its records.

    What follows was written after the last :meth:`KeptRecords.settle` and is asked for again.
    """

    name: str = ""
    bytes: int = 0


class RotatedFiles:
    """Records, one a line, in files that a new one follows each ``every`` seconds.

    ``settled`` says what of a file that a killed run left counts: the rest is cut off, and it gets
    its place. Without it (None) all its whole lines count. One process at a time writes the files
    of a network in a folder. Raise OSError where the folder cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        network: str,
        clock: Clock,
        every: float = EVERY,
        most_bytes: int = MOST_BYTES,
        settled: Settled | None = None,
    ) -> None:
        self._folder, self._network, self._clock = folder, network, clock
        self._every, self._most_bytes = every, most_bytes
        self._waiting: list[bytes] = []
        self._stream: FileIO | None = None
        self._name, self._bytes, self._opened = (settled or Settled()).name, 0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        for part in sorted(folder.glob(f".{network}-*.ndjson{_PART}")):
            _complete(part, settled)

    def write(self, record: bytes) -> None:
        """Add one record: JSON without a line's end in it."""
        self._waiting.append(record)

    def flush(self) -> Settled:
        """Put on the disk what was written; return how much of which file that makes."""
        if self._waiting:
            stream = self._stream or self._open()
            lines = b"\n".join(self._waiting) + b"\n"
            stream.seek(self._bytes)  # over what a full disk left of an earlier attempt
            left = memoryview(lines)
            while left:
                left = left[stream.write(left) :]
            os.fsync(stream.fileno())
            self._bytes += len(lines)
            self._waiting.clear()
        return Settled(self._name, self._bytes)

    @property
    def due(self) -> bool:
        """Whether the file that is written has reached its time or size."""
        if self._stream is None:
            return False
        old = self._clock.ticks() - self._opened >= self._every
        return old or self._bytes >= self._most_bytes

    def turn(self) -> None:
        """End the file that is written, if any, and give it its place: all was flushed."""
        if self._stream is None:
            return
        self._stream.close()
        self._stream = None
        part = self._folder / self._name
        put_in_place(part, _place_of(part))

    def close(self) -> None:
        """Flush, and end the file that is written."""
        self.flush()
        self.turn()

    def abandon(self) -> None:
        """Let go of the file as it lies: the next run cuts off what does not count."""
        self._waiting.clear()
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
            self._stream = None

    def _open(self) -> FileIO:
        part = self._next_part()
        self._stream = FileIO(part, "xb")
        sync_folder(self._folder)
        self._name, self._bytes, self._opened = part.name, 0, self._clock.ticks()
        return self._stream

    def _next_part(self) -> Path:
        """A name after all earlier ones, though the clock be set back or the files be taken."""
        last = self._name.split("-")[-2] if self._name else ""
        at = max(self._clock.now().strftime("%Y%m%dT%H%M%SZ"), last)
        number = 0
        while True:
            part = self._folder / f".{self._network}-{at}-{number:04}.ndjson{_PART}"
            if part.name > self._name and not _place_of(part).exists():
                return part
            number += 1


def _place_of(part: Path) -> Path:
    return part.with_name(part.name.removeprefix(".").removesuffix(_PART))


def _complete(part: Path, settled: Settled | None) -> None:
    """Give a file its place that a killed run left, with those of its records that count."""
    if settled is None:
        length = _whole_lines(part)
    else:
        length = settled.bytes if part.name == settled.name else 0
        length = min(length, part.stat().st_size)
    if not length:
        part.unlink()
        return
    with part.open("r+b") as stream:
        stream.truncate(length)
        os.fsync(stream.fileno())
    put_in_place(part, _place_of(part))


def _whole_lines(part: Path) -> int:
    """The length of a file up to the end of its last whole line."""
    length = 0
    with part.open("rb") as stream:
        for line in stream:
            if line.endswith(b"\n"):
                length += len(line)
    return length
