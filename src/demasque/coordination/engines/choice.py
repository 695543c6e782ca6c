"""Which engine? In memory, on disk where memory is limited, or where the events are: on Spark."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from demasque.coordination.engines.disk import DiskEngine
from demasque.coordination.engines.engine import Engine
from demasque.coordination.engines.memory import MemoryEngine
from demasque.coordination.engines.on_disk.memory_limits import memory_size

if TYPE_CHECKING:
    from demasque.coordination.engines.on_spark.spark_engine import SparkEngine


def choose_engine(memory: str | int | None, work_folder: Path | None = None) -> Engine:
    """Return the engine for a memory limit ('4GB', bytes, or None for no limit).

    Raises UsageError for a limit that cannot be read or is too small.
    """
    return MemoryEngine() if memory is None else DiskEngine(memory_size(memory), work_folder)


def spark_engine(session: Any, work_folder: str | None = None) -> "SparkEngine":
    """Return the engine of a Spark session, which takes the extra spark."""
    # Imported only now: the rest works without that extra.
    from demasque.coordination.engines.on_spark.spark_engine import SparkEngine

    return SparkEngine(session, work_folder)
