"""A folder for work that outlives a kill: finished steps, and arrays on disk instead of in memory.

Arrays are written from beginning to end and read through maps: the system keeps of them what fits
and drops the rest, so they are no part of what the process holds. `WorkFolder.release` gives the
mapped pages back when the process has grown past its limit.
"""

import json
import mmap
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from demasque.atomic import replacing_file
from demasque.errors import DemasqueError

Array = npt.NDArray[Any]

_LOCK: Final = "lock"
_STATEMENT: Final = Path("/proc/self/statm")
# Pages are given back from here on: the next block maps more before it is asked again.
_FULL: Final = 0.7


class WorkFolder:
    """The steps of one run that are done, and what they left. A context manager.

    Interrupted, it stays, so that the same call goes on from there, unless that is not wanted
    (`keep`); `remove` ends it, and so does an error that would only come again. What an earlier run
    with other `terms` left in the same place is cleared away.
    """

    def __init__(
        self, path: Path, terms: dict[str, object], limit: int, *, keep: bool = True
    ) -> None:
        self.path = path
        self._limit, self._keep = limit, keep
        self._maps: dict[str, tuple[mmap.mmap, Array]] = {}
        _make(path)
        self._lock = _lock(path)
        if self.note("terms") != terms:
            self._clear()
            self.finish("terms", terms)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and (isinstance(error, DemasqueError) or not self._keep):
            self.remove()
        self._maps.clear()
        self._lock.release()
        if isinstance(error, OSError):
            raise DemasqueError(
                "Work on disk failed in {folder}: {reason}. Make room, then run this again: it "
                "goes on from where it stopped.",
                folder=self.path,
                reason=error.strerror,
            ) from error

    def remove(self) -> None:
        """Delete everything: the run is over."""
        self._maps.clear()
        if os.name == "nt":  # where an open file cannot be deleted
            self._lock.release()
        shutil.rmtree(self.path)

    def file(self, name: str) -> Path:
        """Where the file `name` is or will be."""
        return self.path / name

    def delete(self, name: str) -> None:
        """Delete a file that no step needs any more."""
        self._maps.pop(name, None)
        self.file(name).unlink(missing_ok=True)

    def note(self, step: str) -> Any:
        """What a finished step noted; None if it is not finished."""
        path = self.file(f"{step}.done")
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def finish(self, step: str, note: object = True) -> None:
        """Mark a step as finished, at one stroke; its files are complete from now on."""
        with replacing_file(self.file(f"{step}.done"), durable=False) as fresh:
            fresh.write_text(json.dumps(note), encoding="utf-8")

    def append_to(self, name: str) -> BinaryIO:
        """Open the file of an array anew; write arrays with :func:`append`."""
        self._maps.pop(name, None)
        return self.file(name).open("wb", buffering=0)

    def array(self, name: str, dtype: npt.DTypeLike) -> Array:
        """Return a finished array, mapped. It is not meant to be written to."""
        if name not in self._maps:
            path = self.file(name)
            if not path.stat().st_size:
                return np.empty(0, dtype=dtype)
            # Writable maps have the type of ordinary arrays, so the kernels need no second build.
            with path.open("r+b") as stream:
                mapped = mmap.mmap(stream.fileno(), 0)
            self._maps[name] = (mapped, np.frombuffer(mapped, dtype=dtype))
        return self._maps[name][1]

    def release(self) -> None:
        """Give mapped pages back to the system if the process comes near its limit."""
        if hasattr(mmap, "MADV_DONTNEED") and resident() > self._limit * _FULL:
            for mapped, _ in self._maps.values():
                mapped.madvise(mmap.MADV_DONTNEED)

    def block_cache(self, scan: str) -> Callable[[str, Callable[[], Any]], Any]:
        """Return what :data:`scan.BlockCache` describes, for one scan."""

        def cached(block: str, make: Callable[[], tuple[Array, Array]]) -> tuple[Array, Array]:
            name = f"{scan}{block}.npz"
            if self.file(name).exists():
                with np.load(self.file(name)) as held:
                    return held["pairs"], held["counts"]
            pairs, counts = make()
            with (
                replacing_file(self.file(name), durable=False) as fresh,
                fresh.open("wb") as stream,
            ):
                np.savez(stream, pairs=pairs, counts=counts)
            self.release()
            return pairs, counts

        return cached

    def _clear(self) -> None:
        for path in self.path.iterdir():
            if path.name != _LOCK:
                path.unlink()


def append(stream: BinaryIO, values: Array) -> None:
    """Write an array's bytes behind what is there."""
    content = np.ascontiguousarray(values).view(np.uint8)
    while len(content):
        content = content[stream.write(content.data) :]


def resident() -> int:
    """Return how many bytes of memory the process holds, mapped pages included; 0 if unknown."""
    try:
        return int(_STATEMENT.read_text("ascii").split()[1]) * mmap.PAGESIZE
    except OSError:
        return 0


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemasqueError(
            "The folder {folder} for work on disk cannot be made: {reason}. "
            "Name another one that can be written to.",
            folder=path,
            reason=error.strerror,
        ) from None


def _lock(path: Path) -> FileLock:
    held = FileLock(path / _LOCK, mode=0o600, thread_local=False)
    try:
        held.acquire(blocking=False)
    except Timeout:
        raise DemasqueError(
            "The same run is under way already: it works in {folder}. Wait for it to end.",
            folder=path,
        ) from None
    return held
