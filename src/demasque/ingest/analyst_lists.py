"""Small lists that an analyst keeps as CSV: of venues, of channels."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from demasque.errors import UsageError


def list_rows(path: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line that has any; commas, semicolons or tabs part the cells.

    Raises UsageError, with the line, at what is no UTF-8 and at a quotation mark out of place.
    """
    text = _decoded(path, content)
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise UsageError(
            "{path}, line {line}: a quotation mark stands where none may.",
            path=path,
            line=before + 1,
        ) from error


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(
            "{path}, line {line}: this is no UTF-8. Save the list as UTF-8.", path=path, line=line
        ) from error
