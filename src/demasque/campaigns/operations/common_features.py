"""What groups have in common, row by row: one walk over the few entries that there are."""

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import sparse

from demasque.campaigns.operations.parties import Floats, Ints


def compare_rows(
    a: sparse.csr_matrix,
    b: sparse.csr_matrix,
    squares: Floats,
    others: Floats,
    least: float,
    drawn: tuple[bool, bool],
) -> tuple[Floats, Ints]:
    """By row, the sum of users times users times ``squares``, and the number of things shared.

    ``a`` and ``b`` count a group's users by feature, columns rising; ``b`` may have one row for
    all. Only those things count whose users in both groups are ``least`` times as many as the
    ``others`` at least; these leave out users in groups that were ``drawn`` from among them.
    """
    product, shared = np.zeros(a.shape[0]), np.zeros(a.shape[0], dtype=np.int64)
    of_a, of_b = (a.indptr, a.indices, a.data), (b.indptr, b.indices, b.data)
    _compare(of_a, of_b, squares, others, least, drawn, product, shared)
    return product, shared


_Rows = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Floats]


@njit(cache=True, nogil=True)
def _compare(
    a: _Rows,
    b: _Rows,
    squares: Floats,
    others: Floats,
    least: float,
    drawn: tuple[bool, bool],
    product: Floats,
    shared: Ints,
) -> None:
    (a_start, a_feature, a_users), (b_start, b_feature, b_users) = a, b
    once = len(b_start) == 2
    theirs = np.zeros(len(squares))  # of the row of b at hand, by feature
    for row in range(len(product)):
        of_b = 0 if once else row
        if row == of_b:
            for k in range(b_start[of_b], b_start[of_b + 1]):
                theirs[b_feature[k]] = b_users[k]
        for k in range(a_start[row], a_start[row + 1]):
            feature, mine = a_feature[k], a_users[k]
            other = theirs[feature]
            if other == 0.0:
                continue
            inside = mine * drawn[0] + other * drawn[1]
            if mine + other >= least * (others[feature] - inside):
                shared[row] += 1
                product[row] += mine * other * squares[feature]
        if not once:
            for k in range(b_start[row], b_start[row + 1]):
                theirs[b_feature[k]] = 0.0
