"""What was taken out of a case and must stay out: accounts that were forgotten, times purged.

A tombstone names an account by its pseudonym, so it can keep the account out of files that are
added later, and tells nobody without the key who it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.schema import TABLES, Column

OF_PEOPLE: Final = "SELECT account, before FROM tombstones WHERE kind IN ('forget', 'purge')"
"""SQL: the rows of which :class:`Tombstones` are made."""


@dataclass(frozen=True, slots=True)
class Tombstones:
    """Which rows are to be left out.

    Every row of ``accounts``, their posts and what names them; posts before ``before``; what is
    known of ``idle`` accounts (whose posts were all purged); references to ``posts``. All ids are
    pseudonyms.
    """

    accounts: frozenset[str] = frozenset()
    before: datetime | None = None
    idle: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.accounts or self.before or self.idle or self.posts)

    def without(
        self, tables: Mapping[str, pa.Table], pseudonymous: Mapping[str, pa.Table]
    ) -> tuple[dict[str, pa.Table], int]:
        """The tables without the rows to be left out, and how many rows and cells went.

        ``pseudonymous`` are the same rows with pseudonyms in the place of raw ids (``tables``
        themselves where they hold pseudonyms already).
        """
        out_posts = self._posts_out(pseudonymous.get("posts"))
        kept, cut = {}, 0
        for name, table in tables.items():
            made = pseudonymous[name]
            rows = self._rows_out(name, made, out_posts)
            for column in TABLES[name].ids(nullable=True):
                cells = self._cells_out(column, made) & ~rows
                if cells.any():
                    cut += int(cells.sum())
                    table = _emptied(table, column.name, cells)
            cut += int(rows.sum())
            kept[name] = table.filter(pa.array(~rows)) if rows.any() else table
        return kept, cut

    def _posts_out(self, posts: pa.Table | None) -> pa.Array:
        if posts is None:
            return pa.array([], pa.string())
        out = _among(posts["account"], self.accounts)
        if self.before is not None:
            out |= _earlier(posts["posted_at"], self.before)
        return posts["post"].filter(pa.array(out)).combine_chunks()

    def _rows_out(self, name: str, rows: pa.Table, out_posts: pa.Array) -> np.ndarray:
        out = np.zeros(rows.num_rows, bool)
        for column in TABLES[name].ids_of_rows("account"):
            out |= _among(rows[column.name], self.accounts)
            if TABLES[name].of_accounts_with_posts:
                out |= _among(rows[column.name], self.idle)
        if name == "deletions" and self.before is not None:
            out |= _earlier(rows["at"], self.before)
        for column in TABLES[name].ids_of_rows("post"):
            if len(out_posts):
                out |= np.asarray(pc.is_in(rows[column.name], out_posts).combine_chunks())
        return out

    def _cells_out(self, column: Column, rows: pa.Table) -> np.ndarray:
        return _among(rows[column.name], self.accounts if column.id == "account" else self.posts)


def _among(column: pa.ChunkedArray, sought: frozenset[str]) -> np.ndarray:
    if not sought:
        return np.zeros(len(column), bool)
    found = pc.is_in(column, pa.array(sorted(sought), pa.string()))
    return np.asarray(found.combine_chunks())


def _earlier(times: pa.ChunkedArray, limit: datetime) -> np.ndarray:
    early = pc.less(times, pa.scalar(limit, times.type))
    return np.asarray(pc.fill_null(early, False).combine_chunks())


def _emptied(table: pa.Table, column: str, cells: np.ndarray) -> pa.Table:
    at = table.schema.get_field_index(column)
    nothing = pa.scalar(None, table.schema.field(column).type)
    return table.set_column(
        at, table.schema.field(column), pc.if_else(pa.array(cells), nothing, table[column])
    )
