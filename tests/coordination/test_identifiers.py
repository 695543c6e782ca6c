"""Identifiers are numbered as they appear, whatever their type and however they are found."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.coordination.events.identifiers import number

# Close together (looked up in an array), far apart (in a dictionary), and at the ends of the types.
close = st.lists(st.integers(-50, 50), max_size=40)
far = st.lists(st.sampled_from([-(2**63), -1, 0, 7, 2**40, 2**63 - 1]), max_size=40)


@settings(max_examples=100, deadline=None)
@given(st.one_of(close, far), st.integers(1, 3))
def test_values_get_codes_in_order_of_appearance(values, chunks):
    size = -(-len(values) // chunks)
    parts = [values[i * size : (i + 1) * size] for i in range(chunks)]
    codes, found = number(pa.chunked_array([pa.array(part, pa.int64()) for part in parts]))
    assert found.to_pylist() == list(dict.fromkeys(values))
    assert [found[code].as_py() for code in codes.tolist()] == values


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint16(), pa.uint64(), pa.string(), pa.int32()])
def test_names_keep_their_type(kind):
    column = pa.chunked_array([pa.array([3, 1, 3]).cast(kind)])
    codes, found = number(column)
    assert codes.tolist() == [0, 1, 0]
    assert found.type == kind
    assert found.cast(pa.int64()).to_pylist() == [3, 1]


def test_the_largest_numbers_are_names_too():
    codes, found = number(pa.chunked_array([pa.array([2**64 - 1, 2**64 - 2], pa.uint64())]))
    assert (codes.tolist(), found.to_pylist()) == ([0, 1], [2**64 - 1, 2**64 - 2])
