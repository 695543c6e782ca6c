"""The engines that one suite runs over, here; on Spark it runs in test_spark_engine.py."""

import pyarrow as pa

from demasque.coordination.engines.disk import DiskEngine
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.memory import MemoryEngine
from demasque.coordination.engines.on_disk.memory_limits import LEAST, SizePlan
from demasque.coordination.events.event_table import USUAL_COLUMNS
from demasque.coordination.tie_search import as_table
from demasque.progress import quiet

TINY = SizePlan(limit=LEAST, batch_rows=1777, parts=5, events=900)
TINIEST = SizePlan(limit=LEAST, batch_rows=7, parts=3, events=11)


ENGINES = {
    "memory": MemoryEngine(),
    "disk": DiskEngine(LEAST),
    "disk, in small parts": DiskEngine(LEAST, sizes=TINY),
}


def find(engine, events, windows, fdr=0.01, min_shared=2, hear=quiet, columns=USUAL_COLUMNS):
    """The ties that an engine finds; windows in microseconds."""
    return as_table(*engine.ties(events, TieCriteria(windows, fdr, min_shared), hear, columns))


def identical(one, other):
    """Equal in every bit: also where a number is none."""
    assert one.schema == other.schema
    assert one.num_rows == other.num_rows
    for name in one.column_names:
        mine, theirs = (each.column(name).combine_chunks() for each in (one, other))
        if pa.types.is_floating(mine.type):
            assert mine.to_numpy().tobytes() == theirs.to_numpy().tobytes(), name
        else:
            assert mine.equals(theirs), name
