"""A list on a page: which rows are asked for, in which order, and how one comes to the others."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.compute as pc

from demasque.sentences import Sentence
from demasque.web.missing_pages import NotThereError
from demasque.web.views import Asked

EACH: Final = 100
"""Rows that a page lists."""

_NUMBER: Final = re.compile("[1-9][0-9]{0,6}")
_NOT_KEPT: Final = ("csv", "lang", "token")


@dataclass(frozen=True)
class Paging:
    """One page of a list of ``rows``; pages count from 1. ``query`` is what was asked."""

    page: int
    rows: int
    query: Mapping[str, str]
    name: str = "page"

    @property
    def pages(self) -> int:
        """How many there are; one of an empty list."""
        return max(-(-self.rows // EACH), 1)

    @property
    def first(self) -> int:
        """The number of the first row shown; rows count from 1."""
        return min((self.page - 1) * EACH + 1, self.rows)

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return min(self.page * EACH, self.rows)

    def address(self, page: int) -> str:
        """Where another page stands."""
        return asked_with(self.query, **{self.name: str(page)})


@dataclass(frozen=True)
class Sorting:
    """By which column a list is sorted."""

    column: str
    query: Mapping[str, str]

    def address(self, column: str) -> str:
        """The same list, sorted by another column."""
        return asked_with(self.query, sort=column, page=None)


def asked_with(query: Mapping[str, str], **changes: str | None) -> str:
    """The same page asked otherwise; None takes a value out."""
    changed = {name: value for name, value in {**query, **changes}.items() if value is not None}
    kept = {name: value for name, value in sorted(changed.items()) if name not in _NOT_KEPT}
    return "?" + urlencode(kept)


def page_asked(asked: Asked, name: str = "page") -> int:
    """The number of the page asked for. NotThereError for what is no number of a page."""
    written = asked.query.get(name, "1").strip()
    if not _NUMBER.fullmatch(written):
        raise NotThereError(
            Sentence("{written} is not the number of a page.", written=repr(written[:40]))
        )
    return int(written)


def paging(asked: Asked, rows: int, name: str = "page") -> Paging:
    """The page asked for of a list of ``rows``. NotThereError where it lies behind the last."""
    found = Paging(page_asked(asked, name), rows, asked.query, name)
    if found.page > found.pages:
        raise NotThereError(
            Sentence.counted("This list has {n} page.", "This list has {n} pages.", found.pages)
        )
    return found


def sorting(asked: Asked, columns: Collection[str], usual: str) -> Sorting:
    """The column asked for. NotThereError for one that the list is not sorted by."""
    column = asked.query.get("sort", usual)
    if column not in columns:
        raise NotThereError(
            Sentence(
                "This list is not sorted by {column}. It may be by: {columns}.",
                column=repr(column[:80]),
                columns=sorted(columns),
            )
        )
    return Sorting(column, asked.query)


def sorted_rows(table: pa.Table, column: str, order: str) -> pa.Table:
    """Sort whole rows by a column; what is alike stays as it was, null comes last."""
    numbered = table.append_column("_row", pa.array(range(table.num_rows), pa.int64()))
    keys = [(column, order), ("_row", "ascending")]
    return table.take(pc.sort_indices(numbered, sort_keys=keys))


def page_rows(table: pa.Table, shown: Paging) -> list[dict[str, object]]:
    """The rows of one page."""
    rows: list[dict[str, object]] = table.slice((shown.page - 1) * EACH, EACH).to_pylist()
    return rows
