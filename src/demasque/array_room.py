"""Where large arrays and tables lie while a step is at work: in memory, or on disk within a limit.

On disk they are files without a name in a folder for work, which the system deletes when the
process ends, however it ends. They are mapped: the system keeps of them what fits, and
:meth:`ArrayRoom.release` gives the pages back when the process has grown near its limit. A step
takes them part by part; the parts' sizes follow from the limit, and the answer is the same.
"""

import ctypes
import mmap
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, Final
from weakref import WeakSet

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.progress import Progress
from demasque.stopwatch import resident_bytes

Array = npt.NDArray[Any]

# Pages are given back from here on: the next part maps more before it is asked again.
_FULL: Final = 0.7
_LEAST_AT_WORK: Final = 1 << 24


class GrowingArray:
    """A one-dimensional array that grows in place, for columns whose length is not known."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._items = np.empty(1024, dtype)
        self.size = 0

    def extend(self, items: Array) -> None:
        """Append items."""
        wanted = self.size + items.size
        if wanted > self._items.size:
            self._items.resize(wanted + wanted // 8, refcheck=False)
        self._items[self.size : wanted] = items
        self.size = wanted

    def trim(self) -> None:
        """Give back the room kept for growth."""
        self._items.resize(self.size, refcheck=False)

    @property
    def items(self) -> Array:
        """What is there, as a view."""
        return self._items[: self.size]


class TablePile:
    """Tables of the same columns, one after the other, in the order in which they are put down."""

    def __init__(self) -> None:
        self._tables: list[pa.Table] = []
        self.nbytes = 0

    def put(self, table: pa.Table) -> None:
        """Put one more table down."""
        self.nbytes += table.nbytes
        self._tables.append(table)

    def read(self) -> Iterator[pa.Table]:
        """All that was put down, piece by piece; may be read several times."""
        yield from self._tables

    def whole(self) -> pa.Table:
        """All that was put down, as one table; the pile is empty then."""
        tables, self._tables = list(self.read()), []
        return pa.concat_tables(tables).combine_chunks()


class ArrayRoom:
    """In memory, and all at once."""

    all_at_once: bool = True
    rows: int = 65_536
    """So many texts are read at a time."""

    def growing(self, dtype: npt.DTypeLike) -> GrowingArray:
        """An empty array that grows."""
        return GrowingArray(dtype)

    def zeros(self, shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
        """An array of zeros, to be written to."""
        return np.zeros(shape, dtype)

    def pile(self) -> TablePile:
        """An empty pile of tables."""
        return TablePile()

    def parts(self, _needed: int, /) -> int:
        """In how many parts to do what takes so many bytes at once."""
        return 1

    def ranges(self, items: int, each: int) -> Iterator[tuple[int, int]]:
        """First and behind the last of the items of each part, where an item takes `each` bytes.

        What a part mapped may go when the next one is asked for.
        """
        bounds = np.linspace(0, items, self.parts(items * each) + 1).astype(np.int64)
        for first, last in pairwise(bounds.tolist()):
            yield first, last
            self.release()

    def release(self) -> None:
        """Say that a part is done: what it mapped may go."""


IN_MEMORY: Final = ArrayRoom()


class DiskRoom(ArrayRoom):
    """On disk, in a folder, for a process that should hold `limit` bytes; a part has `at_work`."""

    all_at_once = False
    rows = 16_384

    def __init__(self, folder: Path, limit: int, at_work: int) -> None:
        self._folder, self._limit = folder, limit
        self._at_work = at_work
        self._maps: WeakSet[mmap.mmap] = WeakSet()
        self._files = ExitStack()

    def growing(self, dtype: npt.DTypeLike) -> GrowingArray:
        """An empty array that grows in a file."""
        return _GrowingFile(dtype, self)

    def zeros(self, shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
        """An array of zeros, mapped."""
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        if not size:
            return np.zeros(shape, dtype)
        with tempfile.TemporaryFile(dir=self._folder) as file:
            file.truncate(size)
            return self.mapped(file, dtype).reshape(shape)

    def pile(self) -> TablePile:
        """An empty pile of tables, on disk."""
        return _PileOnDisk(self.open_file())

    def parts(self, needed: int, /) -> int:
        """In how many parts to do what takes so many bytes at once."""
        return max(-(-needed // self._at_work), 1)

    def release(self) -> None:
        """Give mapped pages back to the system if the process comes near its limit."""
        if (resident_bytes() or 0) > self._limit * _FULL:
            if hasattr(mmap, "MADV_DONTNEED"):
                for mapped in list(self._maps):
                    mapped.madvise(mmap.MADV_DONTNEED)
            give_back()

    def open_file(self) -> IO[bytes]:
        """A new file that nobody else sees; it goes when the room is closed."""
        return self._files.enter_context(tempfile.TemporaryFile(dir=self._folder, buffering=0))

    def close(self) -> None:
        """Close the files: nothing can be put down any more."""
        self._files.close()

    def mapped(self, file: IO[bytes], dtype: npt.DTypeLike) -> Array:
        """The content of a file that is not empty, as an array that may be written to."""
        # Writable maps have the type of ordinary arrays, so the kernels need no second build.
        whole = mmap.mmap(file.fileno(), 0)
        self._maps.add(whole)
        return np.frombuffer(whole, dtype=dtype)


class _GrowingFile(GrowingArray):
    """The same in a file, mapped whenever it is looked at."""

    def __init__(self, dtype: npt.DTypeLike, room: DiskRoom) -> None:
        self._dtype, self._room, self._file = dtype, room, room.open_file()
        self._mapped: Array | None = None
        self.size = 0

    def extend(self, items: Array) -> None:
        """Append items."""
        content = np.ascontiguousarray(items, self._dtype).view(np.uint8)
        while content.size:
            content = content[self._file.write(content.data) :]
        self.size += items.size
        self._mapped = None

    def trim(self) -> None:
        """Nothing was kept for growth."""

    @property
    def items(self) -> Array:
        """What is there, as a view; written to, it is what is there."""
        if not self.size:
            return np.empty(0, self._dtype)
        if self._mapped is None:
            self._mapped = self._room.mapped(self._file, self._dtype)
        return self._mapped


class _PileOnDisk(TablePile):
    """The same as an Arrow stream in a file."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self._writer: pa.RecordBatchStreamWriter | None = None

    def put(self, table: pa.Table) -> None:
        """Write one more table down."""
        self.nbytes += table.nbytes
        if self._writer is None:
            self._writer = pa.ipc.new_stream(pa.PythonFile(self._file, "w"), table.schema)
        self._writer.write_table(table)

    def read(self) -> Iterator[pa.Table]:
        """All that was put down, batch by batch; nothing can be put down any more."""
        if self._writer is None:
            return
        self._writer.close()
        self._file.seek(0)
        batches = pa.ipc.open_stream(pa.PythonFile(self._file, "r"))
        yield batches.schema.empty_table()
        for batch in batches:
            yield pa.Table.from_batches([batch])


def give_back() -> None:
    """Give memory that was freed back to the system: allocators keep hundreds of megabytes."""
    pa.default_memory_pool().release_unused()
    _trim(0)


def giving_back(progress: Progress) -> Progress:
    """The same progress, but what the step before has freed is given back when another begins."""
    last = ""

    def told(step: str, done: int, total: int | None) -> None:
        nonlocal last
        if step != last:
            last = step
            give_back()
        progress(step, done, total)

    return told


def _keep_all(_: int) -> int:
    return 0


def _giver() -> Callable[[int], int]:
    """What makes the C library give back what was freed, where it has that: it keeps much."""
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return _keep_all
    return found


_trim: Final = _giver()


@contextmanager
def disk_room(folder: Path, limit: int, at_work: int) -> Iterator[ArrayRoom]:
    """Room on disk in `folder`, which is made, and goes with the block where nothing is left in it.

    `limit`: bytes that the process should hold; `at_work`: how many of them a part may take.
    """
    folder.mkdir(parents=True, exist_ok=True)
    room = DiskRoom(folder, limit, max(at_work, _LEAST_AT_WORK))
    try:
        yield room
    finally:
        room.close()
        with suppress(OSError):
            folder.rmdir()
