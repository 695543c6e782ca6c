"""One function over each part of a frame: rows that belong together, as one Arrow table."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numba
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

PART: Final = "part"
"""The column that says which part a row belongs to: a whole number."""

PartFunction = Callable[[pa.Table], Iterator[pa.RecordBatch]]
"""Takes all rows of one part, sorted; yields what it finds. A function of the rows alone, since a
task may run more than once, on any machine."""


def in_parts(
    frame: DataFrame, parts: int, sort: list[str], function: PartFunction, schema: str
) -> DataFrame:
    """Call `function` with all rows of each value of the column `part`, sorted by `sort`.

    Rows travel to `parts` tasks at most, by their part; a task holds one part at a time. `schema`
    is that of what the function yields, in Spark's words ("a long, b array<int>"). Lazy.
    """
    together = frame.repartition(parts, PART).sortWithinPartitions(PART, *sort)
    return together.mapInArrow(partial(_each_part, function), schema)


def _each_part(
    function: PartFunction, batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Cut a stream that is sorted by part where the part changes."""
    # Spark gives each core a task of its own: more threads would stand in one another's way.
    numba.set_num_threads(1)
    held: list[pa.RecordBatch] = []
    for batch in batches:
        for piece in _runs(batch):
            if held and held[0].column(PART)[0] != piece.column(PART)[0]:
                yield from function(pa.Table.from_batches(held))
                held = []
            held.append(piece)
    if held:
        yield from function(pa.Table.from_batches(held))


def _runs(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The rows of each part in a batch that is sorted by part."""
    if batch.num_rows:
        ends = pc.run_end_encode(batch.column(PART)).run_ends.to_pylist()
        for first, last in zip([0, *ends], ends, strict=False):
            yield batch.slice(first, last - first)
