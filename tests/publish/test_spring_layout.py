"""The compiled layout gives what scikit-network's gives, to the last digit."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sknetwork.embedding import Spring

from demasque.publish.drawing.spring_layout import ROUNDS, spring_layout


@settings(max_examples=40)
@given(st.integers(3, 60), st.integers(1, 200), st.integers(0, 2**32 - 1))
def test_the_layout_is_that_of_scikit_network(count: int, ties: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    pairs = np.unique(np.sort(draw.integers(0, count, (ties, 2)), axis=1), axis=0)
    apart = pairs[pairs[:, 0] < pairs[:, 1]]
    rows, columns = apart.T if len(apart) else np.array([[0], [2]])  # scikit-network wants a tie
    bits = draw.uniform(0.1, 50, len(rows))
    half = sparse.coo_matrix((bits, (rows, columns)), shape=(count, count))
    graph = sparse.csr_matrix(half + half.T)
    start = draw.normal(size=(count, 2))
    # Nodes in one place push nobody away.
    start[1] = start[0]
    expected = Spring(n_iter=ROUNDS).fit_transform(graph, position_init=start)
    np.testing.assert_array_equal(spring_layout(graph, start), expected)
