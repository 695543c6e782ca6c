"""Grams and likeness, against sets in plain Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.text.copies.grams import WEIGHT_MASK, grams, likeness
from demasque.text.forms.alphabet import alphabet
from demasque.text.forms.normal_form import Words


def gram_set(key: str) -> np.ndarray:
    words = Words.of([key])
    return grams(words.codes, words.offsets, np.zeros(1, np.int64), alphabet().kind)[0].copy()


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("abcdef", 3),
        ("ab cd ef", 3),
        ("abc", 1),
        ("我们大家好", 5),  # four pairs, and the last character alone is not one
        ("ab我们cd", 3),
        ("한국어말", 2),
        ("", 0),
    ],
)
def test_grams_by_script(key: str, count: int) -> None:
    expected = count - 1 if key == "我们大家好" else count
    assert gram_set(key).size == expected


def test_a_number_is_a_gram_without_weight() -> None:
    numbers = gram_set("level 35") & WEIGHT_MASK == 0
    assert numbers.sum() == 1


@settings(deadline=None)
@given(st.text("abcdefgh我们好 12", max_size=300))
def test_grams_are_in_order_and_distinct(key: str) -> None:
    grams_held = gram_set(key)
    assert grams_held.tolist() == np.unique(grams_held).tolist()


@settings(deadline=None)
@given(st.text("abc我们好 12", max_size=30), st.text("abc我们好 12", max_size=30))
def test_likeness_is_weighted_jaccard_and_numbers_must_agree(a: str, b: str) -> None:
    one, other = set(gram_set(a).tolist()), set(gram_set(b).tolist())
    weight = lambda held: sum(gram & 31 for gram in held)  # noqa: E731
    disputed = [any(gram & 31 == 0 for gram in held) for held in (one - other, other - one)]
    whole = weight(one | other)
    expected = 0.0 if all(disputed) or not whole else weight(one & other) / whole
    assert likeness(gram_set(a), gram_set(b)) == pytest.approx(expected)


def test_another_number_makes_another_message() -> None:
    text = "water level at the northern gate is at stage{} since this morning"
    assert likeness(gram_set(text.format(" 3")), gram_set(text.format(" 5"))) == 0.0
    assert likeness(gram_set(text.format(" 3")), gram_set(text.format(""))) > 0.8
