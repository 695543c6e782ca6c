"""The ranking counts what speaks against, cause by cause, and says what each row changes in it."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.dossier import CellValue, Credibility, Reliability
from demasque.dossier.hypotheses.least_inconsistent import (
    LEAST_KNOWN,
    Place,
    diagnostic,
    places,
    sensitivity,
)
from demasque.errors import UsageError

C, N, I, II = (CellValue(mark) for mark in ("C", "N", "I", "II"))  # noqa: E741
UNKNOWN = CellValue.UNKNOWN
NAMES = ("fans", "staff", "spam", "network")
VALUES = st.tuples(*[st.sampled_from(CellValue)] * len(NAMES))
MARKS = st.dictionaries(
    st.integers(0, 99).map(lambda n: f"row{n}"),
    st.tuples(st.sampled_from(["a", "b", "c", "d", "e"]), VALUES),
    max_size=9,
)
Marks = dict[str, tuple[str, tuple[CellValue, ...]]]


def slowly(marks: Marks) -> dict[str, tuple[int, int] | None]:
    """Causes very inconsistent and inconsistent with each hypothesis; None: too little known."""
    telling = []
    for cause, values in marks.values():
        said = {N if v is CellValue.NOT_APPLICABLE else v for v in values}
        if len(said - {UNKNOWN}) > 1 or (UNKNOWN in said and said & {I, II}):
            telling.append((cause, values))
    causes = {cause for cause, _ in telling}
    broad = [(c, v) for c, v in telling if v.count(UNKNOWN) <= len(NAMES) / 2]
    found: dict[str, tuple[int, int] | None] = {}
    for n, name in enumerate(NAMES):
        of_cause = {c: [v[n] for cause, v in telling if cause == c] for c in causes}
        known = {c for c, values in broad if values[n] is not UNKNOWN}
        very = sum(II in said for said in of_cause.values())
        against = sum(I in said and II not in said for said in of_cause.values())
        found[name] = (
            (very, against) if len(known) >= LEAST_KNOWN * len({c for c, _ in broad}) else None
        )
    return found


@given(MARKS)
def test_it_ranks_as_slow_counting_does(marks: Marks) -> None:
    counts = slowly(marks)
    for each in places(NAMES, marks):
        own = counts[each.hypothesis]
        if own is None:
            assert each.place is None
        else:
            assert (each.very, each.against) == own
            assert each.place == 1 + sum(o is not None and o < own for o in counts.values())


@given(MARKS, st.sampled_from([C, N, I, II]), st.sampled_from(["a", "z"]))
def test_a_row_that_says_the_same_of_all_changes_nothing(
    marks: Marks, value: CellValue, cause: str
) -> None:
    assert places(NAMES, marks | {"new": (cause, (value,) * 4)}) == places(NAMES, marks)


@given(MARKS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(marks: Marks, chance: random.Random) -> None:
    shuffled = [*marks.items()]
    chance.shuffle(shuffled)
    assert places(NAMES, dict(shuffled)) == places(NAMES, marks)


@given(MARKS)
def test_what_is_said_of_a_row_left_out_is_the_ranking_without_it(marks: Marks) -> None:
    whole = {each.hypothesis: each.place for each in places(NAMES, marks)}
    for row, change in sensitivity(NAMES, marks).items():
        rest = places(NAMES, {name: mark for name, mark in marks.items() if name != row})
        without = {each.hypothesis: each.place for each in rest}
        assert Counter(change.first) == Counter(n for n, place in without.items() if place == 1)
        assert {name: (before, after) for name, before, after in change.moved} == {
            name: (whole[name], without[name]) for name in NAMES if whole[name] != without[name]
        }
        assert change.changes_first == (
            {n for n, p in whole.items() if p == 1} != {n for n, p in without.items() if p == 1}
        )


def at(ranking: tuple[Place, ...]) -> dict[str, int | None]:
    return {each.hypothesis: each.place for each in ranking}


def test_rows_of_one_cause_count_once() -> None:
    one: Marks = {"a": ("accounts", (I, N, N, C))}
    two = one | {"b": ("accounts", (I, N, N, C)), "c": ("times", (N, I, N, N))}
    assert at(places(NAMES, two)) == {"fans": 3, "staff": 3, "spam": 1, "network": 1}


def test_one_that_is_very_inconsistent_stands_behind_many_that_are_inconsistent() -> None:
    marks: Marks = {
        "a": ("a", (II, N, N, N)), "b": ("b", (N, I, N, N)), "c": ("c", (N, I, N, N)),
        "d": ("d", (N, I, N, N)),
    }  # fmt: skip
    assert at(places(NAMES, marks)) == {"fans": 4, "staff": 3, "spam": 1, "network": 1}


def test_what_speaks_for_a_hypothesis_lifts_it_nowhere() -> None:
    assert set(at(places(NAMES, {"a": ("a", (C, N, N, N))})).values()) == {1}


def test_a_hypothesis_that_nobody_looked_at_is_not_ranked() -> None:
    marks: Marks = {"a": ("a", (I, C, N, UNKNOWN)), "b": ("b", (C, I, N, UNKNOWN))}
    assert at(places(NAMES, marks)) == {"spam": 1, "fans": 2, "staff": 2, "network": None}
    half = marks | {"b": ("b", (C, I, N, I))}
    assert at(places(NAMES, half))["network"] == 2


def test_a_hypothesis_is_ranked_only_where_the_row_that_it_needs_is_known() -> None:
    marks: Marks = {"a": ("a", (I, C, N, N)), "b": ("b", (N, N, UNKNOWN, I))}
    ranking = at(places(NAMES, marks, {"spam": "b", "network": "b", "fans": "gone"}))
    assert ranking == {"staff": 1, "network": 2, "spam": None, "fans": None}
    without = sensitivity(NAMES, marks, {"network": "b"})["b"]
    assert ("network", 3, None) in without.moved or ("network", 2, None) in without.moved


def test_not_known_and_not_applicable_tell_nothing_apart() -> None:
    assert not diagnostic((N, CellValue.NOT_APPLICABLE, UNKNOWN, N))
    assert diagnostic((N, I))
    assert diagnostic((I, UNKNOWN))
    assert not diagnostic((C, UNKNOWN))
    assert not diagnostic((I, I))


def test_many_rows_on_one_hypothesis_do_not_put_the_others_out_of_the_ranking() -> None:
    marks: Marks = {"a": ("a", (C, N, I, N))}
    marks |= {f"n{k}": (f"n{k}", (UNKNOWN, UNKNOWN, UNKNOWN, I)) for k in range(9)}
    assert at(places(NAMES, marks)) == {"fans": 1, "staff": 1, "spam": 3, "network": 4}


def test_marks_are_read_by_letter_and_by_name() -> None:
    assert CellValue.named("very inconsistent") is CellValue.named("ii") is II
    assert CellValue.named("NA") is CellValue.named("not-applicable")
    with pytest.raises(UsageError, match="no mark 'maybe'"):
        CellValue.named("maybe")


def test_the_grades_of_source_and_information_cannot_be_reckoned_with() -> None:
    grades = Reliability.named("b"), Credibility.named(" 2 ")
    assert grades == (Reliability.B, Credibility.TWO)
    for reckon in (
        lambda one, other: one * other,
        lambda one, other: one + other,
        lambda one, other: one < other,
        lambda one, other: int(one) + int(other),
    ):
        with pytest.raises((TypeError, ValueError)):
            reckon(*grades)
    assert Reliability.B != Credibility.TWO
    for wrong in ("G", "", "1", "AB"):
        with pytest.raises(UsageError, match="letter from A"):
            Reliability.named(wrong)
    for wrong in ("0", "7", "A", "1.5"):
        with pytest.raises(UsageError, match="digit from 1"):
            Credibility.named(wrong)
