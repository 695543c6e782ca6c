"""How many accounts of a group, and of random groups like it, have each feature of one class."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class GroupUses:
    """One class of link on one side of a comparison.

    Row 0 of ``users`` is the group itself, the rows after it are random groups of ``size`` accounts
    too: how many of a group's accounts have each feature of ``names``. ``others`` counts accounts
    outside that have it, of ``outside`` in all; NaN where that is not known. ``rows`` and
    ``matrix`` say of a case which accounts they are; of a signature they are None.
    """

    names: pa.Array
    users: sparse.csr_matrix
    size: int
    others: Floats
    outside: int
    rows: Ints | None = None
    matrix: sparse.csr_matrix | None = None

    @property
    def draws(self) -> int:
        """How many random groups there are."""
        return int(self.users.shape[0]) - 1

    @cached_property
    def carriers(self) -> sparse.csc_matrix:
        """Accounts by feature, for what is asked feature by feature."""
        return sparse.csc_matrix(self.matrix)

    def having(self, row: int, features: Ints, least: int) -> float:
        """The share of a group's accounts that have ``least`` of these features or more.

        Raises:
            ValueError: of a signature this is not known.
        """
        if self.rows is None or self.matrix is None:
            raise ValueError("a signature does not say which accounts have what")
        if len(features) < least:
            return 0.0
        ends = self.carriers.indptr
        found = [self.carriers.indices[ends[each] : ends[each + 1]] for each in features.tolist()]
        had = np.bincount(np.concatenate(found), minlength=self.matrix.shape[0])
        return float((had[self.rows[row]] >= least).mean())

    def uses_each(self, row: int, features: Ints) -> float:
        """How many of these features an account of a group has, in the mean."""
        return float(self.users[row, features].sum()) / self.size

    def only(self, columns: Ints) -> "GroupUses":
        """The same with these features alone."""
        users = self.users[:, columns].tocsr()
        users.sort_indices()
        matrix = None if self.matrix is None else self.matrix[:, columns].tocsr()
        names = self.names.take(pa.array(columns))
        return GroupUses(
            names, users, self.size, self.others[columns], self.outside, self.rows, matrix
        )


def uses_of_rows(
    names: pa.Array,
    matrix: sparse.csr_matrix,
    rows: Ints,
    others: Ints,
) -> GroupUses:
    """Count users in groups of accounts: ``rows`` has the group first, then random ones.

    ``others`` are the rows of the accounts outside.
    """
    groups, size = rows.shape
    ends = np.arange(groups + 1) * size
    shape = (groups, matrix.shape[0])
    chosen = sparse.csr_matrix((np.ones(rows.size), rows.ravel(), ends), shape=shape)
    users = sparse.csr_matrix(chosen @ matrix)
    users.sort_indices()
    outside = np.asarray(matrix[others].sum(axis=0), dtype=float).ravel()
    return GroupUses(names, users, size, outside, len(others), rows, matrix)


@dataclass(frozen=True)
class PairedUses:
    """Both sides of one class, over the features that both cases know.

    ``others`` counts accounts outside both groups that have a feature, of either case; ``weights``
    is the rarity of each feature among them in bits. ``lengths`` are those of the groups' weighted
    profiles, and ``totals`` the sums of their uses, over all their features, also those that the
    other case does not know.
    """

    a: GroupUses
    b: GroupUses
    others: Floats
    weights: Floats
    lengths: tuple[Floats, Floats]
    totals: tuple[Floats, Floats]

    @property
    def exact(self) -> bool:
        """Whether it is known of both sides which accounts have what: not so of signatures."""
        return self.a.rows is not None and self.b.rows is not None


def paired(a: GroupUses, b: GroupUses) -> PairedUses:
    """Bring both sides to the features that both cases know."""
    in_b = pc.index_in(a.names, b.names)
    common = np.flatnonzero(np.asarray(pc.is_valid(in_b)))
    there = in_b.take(pa.array(common)).to_numpy(zero_copy_only=False).astype(np.int64)
    outside = a.outside + b.outside
    others_a, others_b = a.others.copy(), b.others.copy()
    others_a[common] += np.nan_to_num(b.others[there])
    others_b[there] += np.nan_to_num(a.others[common])
    weights_a, weights_b = _rarity(others_a, outside), _rarity(others_b, outside)
    lengths = (_lengths(a.users, weights_a), _lengths(b.users, weights_b))
    return PairedUses(
        a.only(common),
        b.only(there),
        np.nan_to_num(others_a[common]),
        weights_a[common],
        lengths,
        (_totals(a.users), _totals(b.users)),
    )


def _rarity(others: Floats, outside: int) -> Floats:
    weights: Floats = np.log2((outside + 2) / (np.nan_to_num(others) + 1))
    return np.maximum(weights, 0.0)


def _lengths(users: sparse.csr_matrix, weights: Floats) -> Floats:
    squares = (users.data * weights[users.indices]) ** 2
    row = np.repeat(np.arange(users.shape[0]), np.diff(users.indptr))
    lengths: Floats = np.sqrt(np.bincount(row, squares, users.shape[0]))
    return lengths


def _totals(users: sparse.csr_matrix) -> Floats:
    totals: Floats = np.asarray(users.sum(axis=1), dtype=float).ravel()
    return totals
