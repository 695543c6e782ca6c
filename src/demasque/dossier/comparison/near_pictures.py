"""Pictures that are nearly the same become one feature: PDQ fingerprints within a few bits."""

from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from demasque.dossier.comparison.group_uses import Floats, GroupUses, Ints
from demasque.media import pairs_within

_PDQ: Final = "pdq:"


def with_near_pictures(a: GroupUses, b: GroupUses) -> tuple[GroupUses, GroupUses]:
    """Name each side's pictures by families over both, so that a copy is found by its like.

    Fingerprints within the distance at which pictures match (31 of 256 bits: Facebook, 2019) are of
    one family. Names that are no fingerprints stay what they are.
    """
    names = sorted({*a.names.to_pylist(), *b.names.to_pylist()})
    prints = [name for name in names if name.startswith(_PDQ)]
    if len(prints) < 2:
        return a, b
    bits = np.array([list(bytes.fromhex(name[len(_PDQ) :])) for name in prints], dtype=np.uint8)
    first, second, _ = pairs_within(bits)
    near = sparse.csr_matrix((np.ones(len(first)), (first, second)), shape=[len(prints)] * 2)
    _, family = connected_components(near, directed=False)
    leader = {int(number): prints[at] for at, number in reversed(list(enumerate(family)))}
    named = {name: leader[int(number)] for name, number in zip(prints, family, strict=True)}
    return _renamed(a, named), _renamed(b, named)


def _renamed(uses: GroupUses, named: dict[str, str]) -> GroupUses:
    """Put columns of one family together. An account that has two of them counts once.

    Of a signature that cannot be seen: there the family has the users of its most used member.
    """
    new = [named.get(name, name) for name in uses.names.to_pylist()]
    names = sorted(set(new))
    place = {name: number for number, name in enumerate(names)}
    column = np.array([place[name] for name in new], dtype=np.int64)
    others = np.full(len(names), np.nan)
    np.fmax.at(others, column, uses.others)
    users = _most(uses.users, column, len(names))
    if uses.matrix is None or uses.rows is None:
        return replace(uses, names=pa.array(names, pa.string()), users=users, others=others)
    matrix = _most(uses.matrix, column, len(names))
    return replace(
        uses,
        names=pa.array(names, pa.string()),
        users=_counted(matrix, uses.rows),
        others=others,
        matrix=matrix,
    )


def _counted(matrix: sparse.csr_matrix, rows: Ints) -> sparse.csr_matrix:
    ends = np.arange(len(rows) + 1) * rows.shape[1]
    shape = (len(rows), matrix.shape[0])
    users = sparse.csr_matrix(
        sparse.csr_matrix((np.ones(rows.size), rows.ravel(), ends), shape=shape) @ matrix
    )
    users.sort_indices()
    return users


def _most(matrix: sparse.csr_matrix, column: Ints, columns: int) -> sparse.csr_matrix:
    """Each row's largest entry among the columns that become one."""
    coo = matrix.tocoo()
    order = np.lexsort((-coo.data, column[coo.col], coo.row))
    row, col, data = coo.row[order], column[coo.col][order], coo.data[order]
    first: Floats = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (col[1:] != col[:-1])
    merged = sparse.csr_matrix(
        (data[first], (row[first], col[first])), shape=(matrix.shape[0], columns)
    )
    merged.sort_indices()
    return merged
