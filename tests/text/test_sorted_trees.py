"""Trees of draws are sorted, and draws compared, as slow obvious code does it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from demasque.text.copies.draws import (
    DRAWS,
    TREES,
    Labels,
    agreeing,
    fewest_agreeing,
    fewest_agreeing_each,
    tree_keys,
)
from demasque.text.copies.sorted_trees import sorted_tree


def _labels(seed: int, texts: int, values: int) -> Labels:
    """Draws that take one of few labels, so that many texts share some."""
    drawn = np.random.default_rng(seed).integers(0, values, (texts, DRAWS))
    return (drawn * 9_973).astype(np.uint16)


@given(
    st.integers(0, 2**32),
    st.integers(0, 300),
    st.sampled_from([1, 2, 5, 20, 60_000]),
    st.integers(0, TREES - 1),
)
def test_tree_is_sorted_as_by_a_stable_sort_of_whole_keys(
    seed: int, texts: int, values: int, tree: int
) -> None:
    labels = _labels(seed, texts, values)
    keys = tree_keys(labels, tree)
    pairs = (keys >> np.uint64(32)).tolist()
    rows = [row for row in np.argsort(keys, kind="stable").tolist() if pairs.count(pairs[row]) > 1]
    order, sorted_keys = sorted_tree(labels, tree)
    assert order.tolist() == rows
    assert sorted_keys.tolist() == keys[rows].tolist()


@given(st.integers(0, 2**32), st.sampled_from([1, 2, 60_000]))
def test_draws_agree_where_their_labels_are_equal(seed: int, values: int) -> None:
    a, b = _labels(seed, 2, values)
    assert agreeing(a, b) == sum(one == other for one, other in zip(a, b, strict=True))


@given(st.floats(0.5625, 0.875, width=32), st.floats(0.5625, 0.875, width=32))
def test_of_two_texts_the_one_that_needs_more_says_how_many_draws_agree(a: float, b: float) -> None:
    fewest = fewest_agreeing_each(np.array([a, b], np.float32))
    needed = fewest_agreeing(np.float32(max(a, b)))
    assert [n < fewest.max() for n in range(DRAWS)] == [n < needed for n in range(DRAWS)]
