"""The engines that one suite runs over; a further one is a line here."""

import shutil

import pyarrow as pa
import pytest

from demasque.coordination.engines.disk import DiskEngine
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.memory import MemoryEngine
from demasque.coordination.engines.on_disk.memory_limits import LEAST, SizePlan
from demasque.coordination.events.event_table import USUAL_COLUMNS
from demasque.coordination.tie_search import as_table
from demasque.progress import quiet
from spark_here import SETTINGS

TINY = SizePlan(limit=LEAST, batch_rows=1777, parts=5, events=900)
TINIEST = SizePlan(limit=LEAST, batch_rows=7, parts=3, events=11)


class SparkHere:
    """The engine of a session on this machine, begun when it is first asked; or a skip, with why.

    Its parts are so small that there are several of everything.
    """

    def ties(self, *asked):
        return self._engine().ties(*asked)

    def on_case(self, *asked):
        return self._engine().on_case(*asked)

    def _engine(self):
        pytest.importorskip("pyspark", reason="the extra spark is not installed")
        if shutil.which("java") is None:
            pytest.skip("Spark takes Java 17 or later, and there is no java here")
        from demasque.cluster import local_session
        from demasque.coordination.engines.on_spark.spark_engine import PartSizes, SparkEngine

        session = local_session("local[2]", settings=SETTINGS)
        return SparkEngine(session, sizes=PartSizes(events=9_000, pairs=60, range_pairs=40))


IN_PROCESS = {
    "memory": MemoryEngine(),
    "disk": DiskEngine(LEAST),
    "disk, in small parts": DiskEngine(LEAST, sizes=TINY),
}
ENGINES = {**IN_PROCESS, "spark": SparkHere()}


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
