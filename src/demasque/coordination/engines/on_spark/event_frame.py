"""Any frame of events -> whole numbers, made where the events are.

Whole-number identifiers are their own codes; text is hashed. 64 bits name an account, whose names
are all seen together later (:mod:`account_table`), and 128 bits a trace.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as fn
from pyspark.sql import types as kinds

from demasque.any_table import check_columns
from demasque.coordination.events.event_table import LATEST, EventColumns, is_time, microseconds
from demasque.errors import UsageError

AT: Final = "at"
_WHOLE: Final = (kinds.ByteType, kinds.ShortType, kinds.IntegerType, kinds.LongType)
_BROKEN: Final = (kinds.FloatType, kinds.DoubleType, kinds.DecimalType)
_PER_SECOND: Final = 1_000_000


def open_frame(session: SparkSession, events: DataFrame | str, columns: EventColumns) -> DataFrame:
    """Return the wanted columns of a frame or of a Parquet dataset, with names of our own.

    They are `account`, `trace`, `time` and, where it is wanted, `post`. Raises UsageError for a
    missing column, and for one of a type that cannot be used.
    """
    frame = session.read.parquet(events) if isinstance(events, str) else events
    check_columns(frame.columns, columns.names)
    for name in columns.identifiers:
        _check_identifiers(frame.schema[name].dataType, name)
    _check_times(frame.schema[columns.time].dataType, columns.time)
    wanted = {"account": columns.account, "trace": columns.trace, "time": columns.time}
    if columns.post is not None:
        wanted["post"] = columns.post
    # Backticks: a dot in a name would ask for a field of the column.
    named = [fn.col("`" + given.replace("`", "``") + "`").alias(to) for to, given in wanted.items()]
    return frame.select(*named)


def encode(frame: DataFrame, seed: int) -> DataFrame:
    """Return `account`, `trace_hi`, `trace_lo` and `at` (microseconds) of each event.

    What is missing, and what is no time, is null. Of rows with the same account, trace and post
    the earliest counts.
    """
    hi, lo = trace_codes(frame)
    coded = with_times(frame).withColumns(
        {"account": account_code(frame, seed), "trace_hi": hi, "trace_lo": lo}
    )
    columns = ["account", "trace_hi", "trace_lo"]
    if "post" in frame.columns:
        # What cannot be used stays in sight: the least of a group would hide it.
        usable = fn.col(AT).isNotNull()
        return (
            coded.groupBy(*columns, "post", usable.alias("usable"))
            .agg(fn.min(AT).alias(AT))
            .select(*columns, _unless_missing("post", AT))
        )
    return coded.select(*columns, AT)


def account_code(frame: DataFrame, seed: int) -> Column:
    """The code of the column `account`: itself, or a hash by this seed."""
    if _is_whole(frame, "account"):
        return fn.col("account").cast("long")
    return _hashed("account", seed)


def trace_codes(frame: DataFrame) -> tuple[Column, Column]:
    """Both halves of the code of the column `trace`."""
    if _is_whole(frame, "trace"):
        return fn.col("trace").cast("long"), fn.lit(0).cast("long")
    return _hashed("trace", 0), _hashed("trace", 1)


def with_times(frame: DataFrame) -> DataFrame:
    """Add `at`, the column `time` in microseconds since the epoch; null where it is no time."""
    kind = frame.schema["time"].dataType
    time = fn.col("time")
    if isinstance(kind, kinds.StringType):
        schema = kinds.StructType([*frame.schema.fields, kinds.StructField(AT, kinds.LongType())])
        return frame.mapInArrow(read_times, schema)
    if isinstance(kind, kinds.TimestampType):
        at = fn.unix_micros(time)
    elif isinstance(kind, kinds.TimestampNTZType):
        at = fn.expr("timestampdiff(MICROSECOND, TIMESTAMP_NTZ '1970-01-01 00:00:00', time)")
    elif isinstance(kind, _WHOLE):
        at = fn.when(_is_near(time), time.cast("long") * fn.lit(_PER_SECOND))
    else:
        number = time.cast("double")
        at = fn.when(_is_near(number), fn.rint(number * fn.lit(1e6)).cast("long"))
    return frame.withColumn(AT, fn.when(_is_near(at / fn.lit(1e6)), at))


def read_times(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Add `at` to rows whose `time` is text in ISO 8601, as the engines on one machine read it."""
    for batch in batches:
        time = batch.column("time")
        given = time.is_valid()
        column = pa.chunked_array([time.filter(given)])
        at = _as_many(given, pa.array(_readable(column)))
        yield pa.RecordBatch.from_arrays([*batch.columns, at], [*batch.schema.names, AT])


def _readable(column: pa.ChunkedArray) -> list[int | None] | np.ndarray:
    try:
        at: list[int | None] | np.ndarray = microseconds(column)
    except UsageError:  # which one of them it is, is asked of the whole frame later
        good = pa.array([is_time(text) for text in column])
        at = _as_many(good, pa.array(microseconds(column.filter(good)))).to_pylist()
    return at


def _as_many(places: pa.Array, values: pa.Array) -> pa.Array:
    """The values where `places` is true, nulls elsewhere."""
    nothing = pa.nulls(len(places), pa.int64())
    return pc.replace_with_mask(nothing, places, values.cast(pa.int64()))


def _is_near(seconds: Column) -> Column:
    # What is not a number compares as larger than all numbers.
    return (seconds < fn.lit(LATEST)) & (seconds > fn.lit(-LATEST))


def _unless_missing(asked: str, value: str) -> Column:
    return fn.when(fn.col(asked).isNotNull(), fn.col(value)).alias(value)


def _is_whole(frame: DataFrame, name: str) -> bool:
    return isinstance(frame.schema[name].dataType, _WHOLE)


def _hashed(name: str, seed: int) -> Column:
    # A hash passes over what is missing.
    return fn.when(fn.col(name).isNotNull(), fn.xxhash64(fn.lit(seed), fn.col(name)))


def _check_identifiers(kind: kinds.DataType, name: str) -> None:
    if isinstance(kind, _BROKEN):
        raise UsageError(
            "Column {name} holds decimal numbers, which lose digits of long "
            "identifiers. Give it as text or as whole numbers.",
            name=name,
        )
    if not isinstance(kind, (*_WHOLE, kinds.StringType)):
        raise UsageError(
            "Column {name} has the type {kind}. Give text or whole numbers.",
            name=name,
            kind=kind.simpleString(),
        )


def _check_times(kind: kinds.DataType, name: str) -> None:
    times = (kinds.TimestampType, kinds.TimestampNTZType, kinds.StringType)
    if not isinstance(kind, (*_WHOLE, *_BROKEN, *times)):
        raise UsageError(
            "Column {name} has the type {kind}. Give timestamps, or seconds since the epoch.",
            name=name,
            kind=kind.simpleString(),
        )
