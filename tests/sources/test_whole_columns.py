"""Columns read at once give what reading each of their cells gives."""

import re
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from demasque.schema import TIME
from demasque.sources.key_paths import has_path, key_paths
from demasque.sources.mapping.cells import as_int, as_reference, as_text, handle_shape
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.mapping.whole_columns.column_cells import (
    as_numbers,
    as_references,
    as_texts,
    each,
    in_one_row,
)
from demasque.sources.mapping.whole_columns.column_times import each_time, usable_times

WORDS = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.sampled_from(
        ["", " ", "1", "1.2E+17", "nan", "[]", " x\u00a0", "a\nb", "\0", "\ud800", "é"]
    ),
)
CELLS = st.one_of(WORDS, st.integers(-(2**70), 2**70), st.floats(), st.booleans())
TIMES = st.one_of(
    st.none(),
    st.integers(-10, 2**34),
    st.floats(0, 2e9),
    st.datetimes().map(lambda at: at.replace(tzinfo=UTC)),
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
    st.sampled_from(
        [
            "2023-02-01T10:00:00.123456789Z", "2023-02-30T10:00:00Z", "0001-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z", "2023-02-01T10:00+05:30", "2023-02-01 10Z", "2023-02-01", "",
            "9999-12-31T23:59:59-10:00", "20230201", "x", "Wed Oct 10 20:19:24 +0000 2018",
        ]
    ),
)  # fmt: skip
JSON = st.recursive(
    st.one_of(st.none(), st.integers()),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.sampled_from("ab"), held),
)


@given(st.lists(CELLS) | st.lists(WORDS))
def test_texts_references_and_numbers(values: list[Any]) -> None:
    assert list(as_texts(values)) == each(as_text, values)
    assert list(as_references(values)) == each(as_reference, values)
    assert as_numbers(values).to_pylist() == each(as_int, values)


@given(st.lists(TIMES))
def test_times(values: list[Any]) -> None:
    one_by_one = [v if isinstance(v, datetime) else parse_time(v) for v in values]
    assert each_time(values) == one_by_one
    at = usable_times(values)
    if at is not None:
        assert at.equals(pa.array(one_by_one, TIME))


def test_columns_of_plain_times_are_read_at_once() -> None:
    for plain in (
        ["2023-02-01T10:00:00.000Z", None],
        [1_700_000_000, 1_700_000_000.0, None],
        [None, None],
    ):
        assert usable_times(plain) is not None


@given(st.datetimes(min_value=datetime(1000, 1, 1)))
def test_times_as_x_writes_them(at: datetime) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    assert parse_time(at.strftime("%a %b %d %H:%M:%S +0000 %Y")) == at


@given(st.lists(st.lists(WORDS)))
def test_lists_in_one_row(lists: list[list[str | None]]) -> None:
    expected = [
        (row, place, word)
        for row, words in enumerate(lists)
        for place, value in enumerate(words)
        if (word := as_text(value)) is not None
    ]
    assert list(zip(*in_one_row(lists), strict=True)) == expected


@given(JSON, st.lists(st.sampled_from("ab"), min_size=1, max_size=5).map(".".join))
def test_a_path_is_found_where_it_is_listed(value: Any, path: str) -> None:
    assert has_path(value, path) == (path in key_paths(value))


def test_paths_come_as_they_are_first_met() -> None:
    found = key_paths({"b": [{"x": 1}, {"y": {"z": 1}}]}, {"a": 1, "b": {"x": 2}})
    assert found == ["b", "b.x", "b.y", "b.y.z", "a"]


@given(st.from_regex(r"@?[A-Za-z0-9_.+é-]{0,12}", fullmatch=True))
def test_shapes_of_handles(handle: str) -> None:
    runs = re.findall(r"[A-Za-zé]+|[0-9]+|[+]+|[_.-]", word := handle.removeprefix("@"))
    sorts = ["L" if run[0].isalpha() else "d" if run[0].isdigit() else "U" for run in runs]
    told = [r if r in "_.-" else f"{s}{len(r)}" for s, r in zip(sorts, runs, strict=True)]
    shape = handle_shape(handle)
    assert shape.runs == ("".join(told) or None)
    if word:
        digits = len(word) - len(word.rstrip("0123456789"))
        assert (shape.length, shape.digits) == (len(word), digits)
