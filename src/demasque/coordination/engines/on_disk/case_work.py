"""Where arrays stand that wait for their turn: in memory, or on disk where memory is limited.

A case is looked at kind by kind, and all kinds are needed again when they are put together. With a
limit, what is not at work is written to a folder and mapped, so that the system keeps of it what
fits; the numbers are the same.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from demasque.case import CaseStore
from demasque.coordination.cooccurrence.scan import Remember, compute
from demasque.coordination.engines.on_disk.work_folder import WorkFolder, append
from demasque.coordination.events.index import Encoded, PreparedEvents, prepare

T = TypeVar("T")
Prepare = Callable[[Encoded], PreparedEvents]


@dataclass
class Shelf:
    """Puts arrays away on disk if it has a folder, and otherwise leaves them where they are."""

    work: WorkFolder | None = None
    _kept: int = 0

    def prepare(self, events: Encoded) -> PreparedEvents:
        """Sort and index events, and put them away."""
        return self.put(prepare(events))

    def put(self, thing: T) -> T:
        """Return a dataclass with its arrays on the shelf."""
        if self.work is None:
            return thing
        arrays: dict[str, Any] = {
            field.name: self._on_disk(self.work, getattr(thing, field.name))
            for field in fields(thing)  # type: ignore[arg-type]
            if isinstance(getattr(thing, field.name), np.ndarray)
        }
        self.work.release()
        return replace(thing, **arrays)  # type: ignore[type-var]

    def remember(self, events: Encoded) -> Callable[[int], Remember]:
        """Remember the scans of these events, window by window, if there is a folder."""
        work = self.work
        if work is None:
            return lambda _: compute
        digest = hashlib.blake2b(digest_size=8)
        for values in (events.account, events.trace, events.at):
            digest.update(values.data)
        return lambda window: work.remember(f"{digest.hexdigest()}.{window}.")

    def _on_disk(self, work: WorkFolder, values: np.ndarray) -> np.ndarray:
        name = f"shelf{self._kept}"
        self._kept += 1
        with work.append_to(name) as stream:
            append(stream, values)
        mapped: np.ndarray = work.array(name, values.dtype)
        return mapped


@contextmanager
def shelf(folder: Path, terms: dict[str, object], limit: int | None) -> Iterator[Shelf]:
    """A shelf for one run, in `folder` if memory is limited (bytes).

    What an interrupted run left there is cleared away if it was of other terms, or unlimited.
    """
    if limit is None:
        shutil.rmtree(folder, ignore_errors=True)
        yield Shelf()
        return
    with WorkFolder(folder, terms, limit) as work:
        yield Shelf(work)
        work.remove()


@contextmanager
def limited(store: CaseStore, limit: int | None) -> Iterator[None]:
    """Let the case's store have half of the memory while the block runs."""
    if limit is None:
        yield
        return
    store.sql(f"SET memory_limit = '{limit // 2}B'")
    try:
        yield
    finally:
        store.sql("RESET memory_limit")
