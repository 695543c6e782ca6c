"""What is wrong with a frame of events? Asked only once something is."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as fn
from pyspark.sql import types as kinds

from demasque.coordination.engines.on_spark.event_frame import AT, with_times
from demasque.coordination.events.event_table import MILLISECONDS, EventColumns
from demasque.errors import UsageError


def refuse(frame: DataFrame, columns: EventColumns) -> None:
    """Raise UsageError for the first column of an opened frame with a value that is missing.

    Or else for a time that is none.
    """
    given = {"account": columns.account, "trace": columns.trace, "post": columns.post}
    given["time"] = columns.time
    asked = [name for name in given if name in frame.columns]
    missing = frame.agg(*(fn.count_if(fn.col(name).isNull()).alias(name) for name in asked)).first()
    assert missing is not None  # an aggregate of all has one row
    for name in asked:
        if missing[name]:
            raise UsageError(
                "Column {name} lacks values ({null_count} in all). Leave such rows out: "
                "an event needs an account, a trace and a time.",
                name=str(given[name]),
                null_count=missing[name],
            )
    _refuse_time(frame, columns.time)


def refuse_milliseconds(frame: DataFrame, earliest: int, name: str) -> None:
    """Raise UsageError if whole numbers of seconds, the `earliest` so many microseconds, are late.

    They then are milliseconds.
    """
    whole = isinstance(frame.schema["time"].dataType, kinds.IntegralType)
    if whole and earliest >= MILLISECONDS * 1e6:
        raise UsageError(
            "Column {name} seems to hold milliseconds ({number}). Divide them by "
            "1000: seconds since the epoch are read.",
            name=name,
            number=str(earliest // 1_000_000),
        )


def _refuse_time(frame: DataFrame, name: str) -> None:
    """Raise UsageError for the least value that is no time."""
    bad = with_times(frame).where(fn.col(AT).isNull()).agg(fn.min("time").cast("string")).first()
    assert bad is not None
    if isinstance(frame.schema["time"].dataType, kinds.StringType):
        raise UsageError(
            "Column {name}: {column} is not a time in ISO 8601. Give "
            "timestamps, or seconds since the epoch.",
            name=name,
            column=repr(bad[0]),
        )
    raise UsageError(
        "Column {name}: {number} is not a time in seconds since the "
        "epoch. Leave the row out, or convert the column to seconds.",
        name=name,
        number=bad[0],
    )
