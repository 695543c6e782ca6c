"""What groups of accounts have in common: counts of accounts, and mean shares; nothing below k."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from demasque.dossier.signatures.account_features import SHARES, AccountFeatures, ClassFeatures

Ints = npt.NDArray[np.int64]

PLACES: Final = 4
"""Decimals of a share: a finer one would tell of single posts."""


@dataclass(frozen=True)
class GroupsOfClass:
    """One class in several groups: entry i says that group ``group[i]`` has ``feature[i]``.

    Ordered by group, then feature (its number among the class's names). ``accounts`` of the group
    have it, ``share`` is the mean of their shares (NaN in classes of ones).
    """

    kind: str
    names: pa.Array
    group: Ints
    feature: Ints
    accounts: Ints
    share: npt.NDArray[np.float64]


def features_of_groups(features: AccountFeatures, groups: Ints, k: int) -> Iterator[GroupsOfClass]:
    """Every class's features of ``k`` accounts or more, in each group: rows of accounts (n, size).

    An account that stands twice in a group counts once.
    """
    chosen = _indicator(groups, len(features.accounts))
    for kind, of_class in features.classes.items():
        yield _of_class(kind, of_class, chosen, k)


def accounts_with(of_class: ClassFeatures, rows: Ints) -> Ints:
    """How many accounts of ``rows`` have each feature of the class."""
    counts: Ints = np.asarray(of_class.matrix[rows].getnnz(axis=0), np.int64)
    return counts


def _indicator(groups: Ints, accounts: int) -> sparse.csr_matrix:
    number = np.repeat(np.arange(len(groups)), groups.shape[1])
    shape = (len(groups), accounts)
    chosen = sparse.csr_matrix((np.ones(groups.size), (number, groups.ravel())), shape=shape)
    chosen.data[:] = 1.0
    return chosen


def _of_class(
    kind: str, of_class: ClassFeatures, chosen: sparse.csr_matrix, k: int
) -> GroupsOfClass:
    matrix = of_class.matrix
    having = sparse.csr_matrix((np.ones(matrix.nnz), matrix.indices, matrix.indptr), matrix.shape)
    counts = (chosen @ having).tocsr()
    counts.sort_indices()
    counts.data = np.rint(counts.data)
    counts.data[counts.data < k] = 0
    counts.eliminate_zeros()
    group = np.repeat(np.arange(chosen.shape[0]), np.diff(counts.indptr))
    share = np.full(counts.nnz, np.nan)
    if kind in SHARES and counts.nnz:
        told = chosen @ (np.diff(matrix.indptr) > 0).astype(float)  # accounts the class speaks of
        sums = (chosen @ matrix).tocsr()
        share = np.asarray(sums[group, counts.indices]).ravel() / told[group]
    return GroupsOfClass(
        kind,
        of_class.names,
        group,
        counts.indices.astype(np.int64),
        counts.data.astype(np.int64),
        share.round(PLACES),
    )
