"""The steps of a run on Spark: where they are kept, and what tells one run from another."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds
from pyspark.sql import DataFrame, SparkSession

from demasque.cluster import Stages, input_identity, lasting_folder
from demasque.errors import DemasqueError, UsageError
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


def check_local(session: SparkSession) -> None:
    """Raise UsageError where others than this machine work: a work folder must be named then."""
    if not (session.conf.get("spark.master") or "").startswith("local"):
        raise UsageError(
            "Work on a cluster needs a folder that all its machines reach. Give work_folder, a "
            "path or an address that Spark can write to."
        )


def kept_rows(stages: Stages, name: str, columns: Sequence[str]) -> pa.RecordBatchReader:
    """The rows of a step that is kept, read here by batches, in the order in which they lie.

    Raises DemasqueError where the folder cannot be read without Spark.
    """
    place = f"{stages.place}/{name}"
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
