"""Times of a column as :func:`parse_time` reads one, most at once."""

from collections.abc import Sequence
from datetime import datetime
from types import NoneType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from demasque.schema import TIME
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.mapping.whole_columns.why_not_kept import EARLIEST, LATEST

_SECONDS = 2**33  # epoch numbers below count seconds, and as many microseconds are exact in a float
_MILLION = 10**6
_NUMBERS = frozenset({int, float, NoneType})


def usable_times(values: Sequence[Any]) -> pa.Array | None:
    """The times of a column, null where there is none; None where one is to be looked at itself."""
    try:
        numbers = set(map(type, values)) <= _NUMBERS
        at = _epochs(values) if numbers else pc.cast(pa.array(values), TIME)
    except (pa.ArrowException, OverflowError, ValueError):
        return None
    if at.null_count == len(at):
        return at
    bounds = pc.min_max(at)
    within = bounds["min"].as_py() > EARLIEST and bounds["max"].as_py() < LATEST
    return at if within else None


def _epochs(values: Sequence[Any]) -> pa.Array:
    """Whole seconds as times; ValueError for other numbers."""
    given = pa.array(values, pa.float64())
    bounds = pc.min_max(given)
    if given.null_count < len(given) and not (
        bounds["min"].as_py() >= 0
        and bounds["max"].as_py() < _SECONDS
        and pc.all(pc.equal(given, pc.floor(given))).as_py()
    ):
        raise ValueError("not whole seconds")
    return pc.multiply(pc.cast(given, pa.int64()), _MILLION).cast(TIME)


def each_time(values: Sequence[Any]) -> list[datetime | None]:
    """The times of a column one by one, each distinct one read once; None where not understood."""
    given = {value: _time(value) for value in set(values)}
    return [given[value] for value in values]


def _time(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else parse_time(value)
