"""The columns of some rows, asked for by field."""

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from demasque.sources.mapping.cells import NOTHING, ROUNDED
from demasque.sources.mapping.text_scan import has_byte
from demasque.sources.readers.table_rows import Rows

NO_VALUE = pa.array(sorted(NOTHING))


def constant(value: str | None, rows: int) -> pa.Array:
    """A text column that says the same in every row."""
    return pa.repeat(pa.scalar(value, pa.string()), rows)


def by_distinct(column: pa.Array, read: Callable[[str], str | None]) -> pa.Array:
    """A function of text applied to each distinct value of a column once."""
    encoded = column.dictionary_encode()
    made = [read(value) for value in encoded.dictionary.to_pylist()]
    return pc.take(pa.array(made, pa.string()), encoded.indices)


class Columns:
    """Fields of some rows as text columns; a field that nothing fills is a column of nulls."""

    def __init__(self, rows: Rows, plan: Mapping[str, str]) -> None:
        self.rows = len(rows.lines)
        self._plan = plan
        self._columns = rows.columns

    def filter(self, mask: pa.Array | None) -> "Columns":
        """The same fields of the rows where ``mask`` is true; of all rows for None."""
        if mask is None:
            return self
        kept = object.__new__(Columns)
        kept.rows = pc.sum(mask).as_py() or 0
        kept._plan = self._plan
        kept._columns = {name: column.filter(mask) for name, column in self._columns.items()}
        return kept

    def has(self, field: str) -> bool:
        """Whether a column or a constant fills the field."""
        return field in self._plan

    def column_name(self, field: str) -> str:
        """The name of the column that fills the field; "" where none does."""
        return self._plan.get(field, "")

    def raw(self, field: str) -> pa.Array:
        """The field as the file has it: text, or timestamps."""
        column = self._plan.get(field)
        if column is None:
            return constant(None, self.rows)
        if column.startswith("="):
            return constant(column[1:], self.rows)
        return self._columns.get(column, constant(None, self.rows))

    def clean(self, field: str) -> pa.Array:
        """The field as text without surrounding space; null for what says 'nothing'."""
        column = self.raw(field)
        if column.null_count == len(column):
            return column if pa.types.is_string(column.type) else constant(None, len(column))
        if not pa.types.is_string(column.type):
            return pc.cast(column, pa.string())
        trimmed = pc.utf8_trim_whitespace(column)
        return _without(trimmed, pc.is_in(trimmed, NO_VALUE))

    def times(self, field: str) -> pa.Array:
        """The field as timestamps if the file has them, else as clean text."""
        column = self.raw(field)
        return self.clean(field) if pa.types.is_string(column.type) else column

    def text(self, field: str) -> pa.Array:
        """The field as written, null where empty: words such as 'None' may be a post's words."""
        column = self.raw(field)
        if not pa.types.is_string(column.type):
            return pc.cast(column, pa.string())
        blank = pc.or_(pc.equal(column, ""), pc.utf8_is_space(column))
        words = _without(column, blank)
        return pc.replace_substring(words, "\0", "") if has_byte(words, 0) else words

    def joined_text(self, field: str, more: str) -> pa.Array:
        """The text of a field, and on the next line that of another where there is one."""
        words = self.text(field)
        if not self.has(more):
            return words
        joined = pc.binary_join_element_wise(words, self.text(more), "\n", null_handling="skip")
        return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)

    def ids(self, field: str) -> pa.Array:
        """The field as an identifier: clean, and '123.0' that a tool made of 123 is 123."""
        column = self.clean(field)
        if pc.any(pc.ends_with(column, ".0")).as_py():
            return pc.replace_substring_regex(column, r"^(\d+)\.0$", r"\1")
        return column

    def rounded(self, field: str) -> pa.Array:
        """Where an identifier has lost its last digits ('1.23E+17')."""
        column = self.raw(field)
        if not pa.types.is_string(column.type):
            return pa.repeat(False, len(column))
        return _rounded(column)


def whole_ids(ids: pa.Array) -> pa.Array:
    """Identifiers of other posts or accounts; null for those that have lost their last digits.

    Many different ones would be taken for one.
    """
    return _without(ids, _rounded(ids))


def _rounded(ids: pa.Array) -> pa.Array:
    # Nearly no identifier has the letter that all of these have.
    if not any(has_byte(ids, letter) for letter in b"eE"):
        return pa.repeat(False, len(ids))
    return pc.fill_null(pc.match_substring_regex(ids, ROUNDED), False)


def _without(column: pa.Array, taken: pa.Array) -> pa.Array:
    """A text column with nulls in the rows that are ``taken``."""
    if not pc.any(taken).as_py():
        return column
    return pc.if_else(taken, pa.scalar(None, pa.string()), column)
