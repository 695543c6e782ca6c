"""The steps of a run on Spark: where they are kept, and what tells one run from another."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds
from pyspark.sql import DataFrame

from demasque.cluster import Stages, input_identity, lasting_folder
from demasque.errors import DemasqueError
from demasque.progress import Progress

# Spark's times have more bits than the others' and are read to the microsecond, as they were.
_PARQUET: Final = ds.ParquetFileFormat(coerce_int96_timestamp_unit="us")


def stages_for(
    tables: Mapping[str, DataFrame],
    work_folder: str | None,
    about: Mapping[str, Any],
    progress: Progress,
) -> Stages:
    """The steps of a run on these frames, in the folder given or, with a local master, anywhere.

    Raises UsageError without a folder on a cluster: no folder is known that all machines reach.
    """
    session = next(iter(tables.values())).sparkSession
    folder = lasting_folder(session, work_folder)
    known = {name: input_identity(frame) for name, frame in tables.items()}
    return Stages(session, folder, {**about, "tables": known}, progress)


def kept_rows(stages: Stages, name: str, columns: Sequence[str]) -> pa.RecordBatchReader:
    """The rows of a step that is kept, read here by batches, in the order in which they lie.

    Raises DemasqueError where the folder cannot be read without Spark.
    """
    # Not the folder of the step: an attempt that was killed may lie in it, too.
    place = stages.kept_at(name)
    assert place is not None, name  # who reads a step has kept it
    try:
        found = ds.dataset(place, format=_PARQUET)
        return found.scanner(columns=list(columns)).to_reader()
    except (OSError, pa.ArrowException, ValueError) as problem:
        raise DemasqueError(
            "The driver cannot read {place}: {reason}",
            place=place,
            reason=str(problem).splitlines()[0],
        ) from problem


def kept_batches(stages: Stages, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The same, batch by batch; empty ones are left out."""
    yield from (batch for batch in kept_rows(stages, name, columns) if batch.num_rows)
