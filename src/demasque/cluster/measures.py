"""What a step of a run cost: what Spark itself counted of the jobs that it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from pyspark.sql import SparkSession

_DESCRIPTION: Final = "spark.job.description"
_MEMORY: Final = ("JVMHeapMemory", "JVMOffHeapMemory", "ProcessTreePythonRSSMemory")
_numbers = count()


@dataclass(frozen=True)
class StageMeasure:
    """How long one step took, in seconds, and what it cost; a step that was there took nothing.

    All but `name` and `seconds` are None where Spark does not say (Spark Connect). Bytes are those
    of all tasks together, attempts that failed included; `rows` are those that were kept;
    `peak_memory` is the most that one executor held, in bytes, its Python workers included where
    spark.executor.processTreeMetrics.enabled is set, None where the step ended before the first
    heartbeat (10 s).
    """

    name: str
    seconds: float
    tasks: int | None = None
    failed_tasks: int | None = None
    shuffle_written: int | None = None
    shuffle_read: int | None = None
    spilled: int | None = None
    rows: int | None = None
    peak_memory: int | None = None


@contextmanager
def described(session: SparkSession, title: str) -> Iterator[None]:
    """Name the jobs of this thread in Spark's UI; inside another title, after that one."""
    context = classic_context(session)
    if context is None:
        yield
        return
    before = context.getLocalProperty(_DESCRIPTION)
    context.setLocalProperty(_DESCRIPTION, f"{before}: {title}" if before else title)
    try:
        yield
    finally:
        context.setLocalProperty(_DESCRIPTION, before)


@contextmanager
def measured(session: SparkSession, name: str, into: list[StageMeasure]) -> Iterator[None]:
    """Add what the jobs inside took to `into`, when they succeed."""
    context = classic_context(session)
    tag = f"demasque-{next(_numbers)}-{name}"
    begun = time.monotonic()
    if context is not None:
        # A tag, since the group is what notebooks know their cells by.
        context.addJobTag(tag)
    try:
        yield
    finally:
        if context is not None:
            context.removeJobTag(tag)
    seconds = time.monotonic() - begun
    costs = {} if context is None else _costs(context, tag)
    into.append(StageMeasure(name, seconds, **costs))


def classic_context(session: SparkSession) -> Any:
    """Spark's context, which Spark Connect does not have: then None."""
    if type(session).__module__.startswith("pyspark.sql.connect"):
        return None
    return session.sparkContext


def _costs(context: Any, tag: str) -> dict[str, int | None]:
    """Sums over the stages of all jobs with this tag, each attempt once."""
    spark = context._jsc.sc()
    spark.listenerBus().waitUntilEmpty()
    store = spark.statusStore()
    stages = [
        stage
        for number in {
            number
            for job in spark.statusTracker().getJobIdsForTag(tag)
            for number in _items(store.job(job).stageIds())
        }
        for stage in _attempts(context, store, number)
        if stage.status().toString() != "SKIPPED"
    ]
    return {
        "tasks": sum(stage.numTasks() for stage in stages),
        "failed_tasks": sum(stage.numFailedTasks() for stage in stages),
        "shuffle_written": sum(stage.shuffleWriteBytes() for stage in stages),
        "shuffle_read": sum(stage.shuffleReadBytes() for stage in stages),
        "spilled": sum(stage.diskBytesSpilled() for stage in stages),
        "rows": sum(stage.outputRecords() for stage in stages),
        "peak_memory": max((_peak(stage) for stage in stages), default=0) or None,
    }


def _attempts(context: Any, store: Any, stage: int) -> list[Any]:
    none = context._jvm.java.util.ArrayList()
    quantiles = context._gateway.new_array(context._jvm.double, 0)
    return _items(store.stageData(stage, False, none, False, quantiles))


def _peak(stage: Any) -> int:
    metrics = stage.peakExecutorMetrics()
    if not metrics.isDefined():
        return 0
    return sum(int(metrics.get().getMetricValue(name)) for name in _MEMORY)


def _items(sequence: Any) -> list[Any]:
    """Python's list of a sequence of Scala's."""
    return [sequence.apply(place) for place in range(sequence.size())]
