"""Which engine? In memory, or on disk where memory is limited."""

from pathlib import Path

from demasque.coordination.engines.disk import DiskEngine
from demasque.coordination.engines.engine import Engine
from demasque.coordination.engines.memory import MemoryEngine
from demasque.coordination.engines.on_disk.memory_limits import memory_size


def choose_engine(memory: str | int | None, work_folder: Path | None = None) -> Engine:
    """Return the engine for a memory limit ('4GB', bytes, or None for no limit).

    Raises UsageError for a limit that cannot be read or is too small.
    """
    return MemoryEngine() if memory is None else DiskEngine(memory_size(memory), work_folder)
