"""One detection on a case within a memory limit: what is not at work waits on disk.

A case is looked at kind by kind, and all kinds are needed again when they are put together. What is
not at work is written to a folder and mapped, so that the system keeps of it what fits; the numbers
are the same. The scans are kept block by block, so that a killed run goes on with the next.
"""

import hashlib
from functools import partial
from typing import Any

import numpy as np

from demasque.coordination.cooccurrence.scan import BlockCache
from demasque.coordination.engines.engine import Record
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.memory import MemoryCaseEngine, ties_in_memory
from demasque.coordination.engines.on_disk.work_folder import WorkFolder, append
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.index import Encoded, PreparedEvents, prepare
from demasque.progress import Progress


class DiskCaseEngine(MemoryCaseEngine):
    """One detection whose arrays wait in a folder: an :class:`engine.CaseEngine`."""

    def __init__(self, work: WorkFolder) -> None:
        self._work = work
        self._kept = 0

    def keep(self, record: Record) -> Record:
        """Return a named tuple with its arrays on disk, mapped."""
        arrays = (
            self._on_disk(value) if isinstance(value, np.ndarray) else value for value in record
        )
        kept: Any = type(record)
        self._work.release()
        made: Record = kept(*arrays)
        return made

    def prepare(self, events: Encoded) -> PreparedEvents:
        """Sort and index events, and keep them."""
        return self.keep(prepare(events))

    def ties(
        self, events: Encoded, ready: PreparedEvents, criteria: TieCriteria, progress: Progress
    ) -> TiedPairs:
        """Judge every pair of accounts; the blocks of the scans are kept."""
        digest = hashlib.blake2b(digest_size=8)
        for values in (events.account, events.trace, events.at):
            digest.update(values.data)
        cache = partial(self._cache, digest.hexdigest())
        return ties_in_memory(events.moments, ready, criteria, progress, cache)

    def _cache(self, events: str, window: int) -> BlockCache:
        return self._work.block_cache(f"{events}.{window}.")

    def _on_disk(self, values: np.ndarray) -> np.ndarray:
        name = f"kept{self._kept}"
        self._kept += 1
        with self._work.append_to(name) as stream:
            append(stream, values)
        mapped: np.ndarray = self._work.array(name, values.dtype)
        return mapped
