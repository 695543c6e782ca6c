"""Two classes that two cases show and a signature cannot: messages of one account, and accounts."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy import sparse

from demasque.dossier.comparison.accounts_in_both import AccountsInBoth
from demasque.dossier.comparison.case_groups import CaseSide, rows_of
from demasque.dossier.comparison.group_measures import own_things
from demasque.dossier.comparison.group_uses import (
    GroupUses,
    Ints,
    PairedUses,
    paired,
    uses_of_rows,
)
from demasque.dossier.comparison.shared_messages import SharedMessages


@dataclass(frozen=True)
class SharedWords:
    """The class words of two cases, and the posts with words that are the two groups' own.

    ``pair`` is None where one of the groups wrote no words at all.
    """

    pair: PairedUses | None
    posts: tuple[pa.Array, pa.Array]


def words_of_cases(one: CaseSide, other: CaseSide, messages: SharedMessages) -> SharedWords:
    """Messages that both cases have, and who wrote them, be it one account in either."""
    tables = messages.one, messages.other
    sides = one, other
    keys = sorted({key for table in tables for key in table["key"].to_pylist()})
    names = pa.array(keys, pa.string())
    uses = [_uses(side, table, names) for side, table in zip(sides, tables, strict=True)]
    pair = paired(*uses)
    columns = own_things(pair)
    own = pair.a.names.take(pa.array(columns))
    posts = [_posts(side, table, own) for side, table in zip(sides, tables, strict=True)]
    wrote = [
        np.isin(rows_of(side.features, authors), side.rows[0]).any()
        for side, authors in zip(sides, messages.authors, strict=True)
    ]
    return SharedWords(pair if all(wrote) else None, (posts[0], posts[1]))


def accounts_of_cases(one: CaseSide, other: CaseSide, both: AccountsInBoth) -> PairedUses:
    """Accounts that stand in both cases."""
    names = pa.array([f"{number:09d}" for number in range(len(both.one))], pa.string())
    pairs = zip((one, other), (both.one, both.other), strict=True)
    return paired(*(_identities(side, rows, names) for side, rows in pairs))


def _uses(side: CaseSide, table: pa.Table, names: pa.Array) -> GroupUses:
    row, column = _places(side, table, names)
    matrix = _ones(row, column, (len(side.features.accounts), len(names)))
    return uses_of_rows(names, matrix, side.rows, side.others)


def _identities(side: CaseSide, rows: Ints, names: pa.Array) -> GroupUses:
    shape = (len(side.features.accounts), len(names))
    matrix = _ones(rows, np.arange(len(rows)), shape)
    return uses_of_rows(names, matrix, side.rows, side.others)


def _posts(side: CaseSide, table: pa.Table, own: pa.Array) -> pa.Array:
    row, column = _places(side, table, own)
    theirs = np.isin(row, side.rows[0]) & (column >= 0)
    return table["post"].combine_chunks().filter(pa.array(theirs))


def _places(side: CaseSide, table: pa.Table, names: pa.Array) -> tuple[Ints, Ints]:
    column = pa.compute.fill_null(pa.compute.index_in(table["key"].combine_chunks(), names), -1)
    rows = rows_of(side.features, table["account"].combine_chunks())
    return rows, column.to_numpy(zero_copy_only=False).astype(np.int64)


def _ones(row: Ints, column: Ints, shape: tuple[int, int]) -> sparse.csr_matrix:
    matrix = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=shape)
    matrix.data[:] = 1.0
    return matrix
