"""Dates under a picture of activity stay apart, in every language, however long the campaign."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.campaigns import Day
from demasque.publish.drawing.timeline import WIDTH, Mark, overlapping, timeline

FIRST = date(2019, 9, 28)


def drawn(days: int, narrowest: int = 460):
    last = FIRST + timedelta(days=days - 1)
    return timeline([Day(FIRST, 3, 1), Day(last, 2, 2)], FIRST, last, 100, narrowest)


@given(st.integers(1, 4_000), st.integers(220, 1_200))
def test_dates_never_touch_and_the_first_and_last_are_said(days: int, narrowest: int) -> None:
    line = drawn(days, narrowest)
    assert not overlapping(line.marks, WIDTH, narrowest)
    assert line.marks[0].first == FIRST
    assert line.marks[-1].last == FIRST + timedelta(days=days - 1)
    assert [mark.x for mark in line.marks] == sorted({mark.x for mark in line.marks})


def test_a_span_too_short_for_two_dates_is_said_in_one() -> None:
    (mark,) = drawn(3).marks
    assert (mark.first, mark.last) == (FIRST, FIRST + timedelta(days=2))
    (day,) = drawn(1).marks
    assert day.first == day.last == FIRST


def test_a_long_span_has_several() -> None:
    assert len(drawn(365).marks) >= 3
    assert len(drawn(365, narrowest=1_000).marks) == 6


@pytest.mark.parametrize(("apart", "touching"), [(60, True), (300, False)])
def test_touching_dates_would_be_noticed(apart: float, touching: bool) -> None:
    marks = [Mark(FIRST, FIRST, x, "middle") for x in (300.0, 300.0 + apart)]
    assert overlapping(marks, WIDTH, 650) == touching
