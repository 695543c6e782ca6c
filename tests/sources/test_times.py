"""Times: every way exports write them, always UTC, never more precise than they are."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.sources.mapping.timestamps.times import parse_time, parse_times, precision_of

NOON = datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2018-10-10T20:19:24Z",
        "2018-10-10 20:19:24",
        "2018-10-10T22:19:24+02:00",
        "2018-10-10T20:19:24.000Z",
        "2018-10-10 20:19:24 UTC",
        "2018-10-10 16:19:24 EDT",
        "Wed Oct 10 20:19:24 +0000 2018",
        "Wed, 10 Oct 2018 20:19:24 GMT",
        "Wed, 10 Oct 2018 22:19:24 +0200",
        "1539202764",
        "1539202764.0",
        "1539202764000",
        "1539202764000000",
        " 1539202764 ",
        1539202764,
        1539202764.0,
    ],
)
def test_one_moment_in_many_writings(written: object) -> None:
    assert parse_time(written) == NOON


@pytest.mark.parametrize(
    "written", ["", "yesterday", "2018-13-01", "10/11/2018", None, True, "9" * 19 + "9", "nan"]
)
def test_what_is_not_understood_is_none(written: object) -> None:
    assert parse_time(written) is None


moments = st.datetimes(datetime(1975, 1, 1), datetime(2100, 1, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
writings = st.sampled_from(
    [
        lambda at: at.isoformat(),
        lambda at: at.strftime("%Y-%m-%d %H:%M:%S"),
        lambda at: at.strftime("%a %b %d %H:%M:%S %z %Y"),
        lambda at: str(int(at.timestamp())),
        lambda at: str(int(at.timestamp() * 1000)),
        lambda at: (at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S+02:00"),
        lambda at: "not a time",
        lambda at: None,
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(moments, writings), max_size=12), st.booleans())
def test_a_column_is_as_one_by_one(pairs: list, alike: bool) -> None:
    write = pairs[0][1] if pairs else None
    written = [(write if alike else own)(at) for at, own in pairs]
    made = parse_times(pa.array(written, pa.string())).to_pylist()
    assert made == [parse_time(word) for word in written]


def test_timestamps_of_a_parquet_file_are_taken_as_they_are() -> None:
    naive = pa.array([NOON.replace(tzinfo=None)], pa.timestamp("ns"))
    assert parse_times(naive).to_pylist() == [NOON]
    zoned = pa.array([NOON], pa.timestamp("ms", "Europe/Paris"))
    assert parse_times(zoned).to_pylist() == [NOON]


def test_precision_is_no_finer_than_what_the_file_shows() -> None:
    def at(step: timedelta, rows: int) -> pa.Array:
        return pa.array([datetime(2020, 1, 1, tzinfo=UTC) + step * n for n in range(rows)])

    assert precision_of(at(timedelta(seconds=61), 50)) == "second"
    assert precision_of(at(timedelta(minutes=7), 50)) == "minute"
    assert precision_of(at(timedelta(days=1), 50)) == "day"
    assert precision_of(at(timedelta(minutes=7), 49)) is None
