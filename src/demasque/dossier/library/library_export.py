"""A source, or the whole library, for others: CSV or JSON. JSON can be added to another library."""

import csv
import io
import json
from pathlib import Path
from typing import Final

import pyarrow as pa

from demasque.atomic import write_file
from demasque.dossier.library.formats.written_library import WRITTEN_FORMAT, WRITTEN_VERSION
from demasque.errors import UsageError

EXPORT_FORMATS: Final = ("csv", "json")


def export_indicators(indicators: pa.Table, path: Path, format: str | None = None) -> Path:
    """Write indicators; the format is that of the file's ending where none is named.

    Raises:
        UsageError: no such format, or the path cannot be written.
    """
    chosen = format or ("json" if path.suffix.lower() == ".json" else "csv")
    if chosen not in EXPORT_FORMATS:
        raise UsageError(
            "There is no format {format} for a library; there are {formats}.",
            format=chosen,
            formats=list(EXPORT_FORMATS),
        )
    words = _csv(indicators) if chosen == "csv" else _json(indicators)
    try:
        write_file(path, words.encode())
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=path, reason=error.strerror or error
        ) from None
    return path


def _csv(indicators: pa.Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(indicators.column_names)
    for batch in indicators.to_batches():
        writer.writerows(zip(*(_cells(column) for column in batch.columns), strict=True))
    return out.getvalue()


def _cells(column: pa.Array) -> list[object]:
    """A column as it may stand in a spreadsheet: nothing in it is run as a formula."""
    return [
        f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
        for value in column.to_pylist()
    ]


def _json(indicators: pa.Table) -> str:
    rows = [
        {name: value for name, value in row.items() if value is not None}
        for row in indicators.to_pylist()
    ]
    told = {"format": WRITTEN_FORMAT, "version": WRITTEN_VERSION, "indicators": rows}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
