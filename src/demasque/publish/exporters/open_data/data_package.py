"""``datapackage.json``: the tables of the package described for programs, by Frictionless Data v1.

The standard is https://specs.frictionlessdata.io/tabular-data-package/. It leaves room for
properties of one's own: the French of a description stands beside it as ``description_fr``.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

from demasque.publish.exporters.open_data.open_rows import Row
from demasque.publish.exporters.open_data.open_tables import OPEN_TABLES, OpenTable
from demasque.sentences import Sentence
from demasque.wording import catalogue

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def table_file(table: OpenTable, rows: Sequence[Row]) -> bytes:
    """One table as CSV in UTF-8: by its keys, missing as nothing, no cell runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [column.name for column in table.columns]
    writer.writerow(names)
    for row in sorted(rows, key=lambda each: [each[key] for key in table.keys]):
        writer.writerow([_cell(row[name]) for name in names])
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:f}".rstrip("0")
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def data_package(files: Mapping[str, bytes], by: str | None, found: date | None) -> bytes:
    """Describe the tables in ``files``, by whom they are published and when they were found."""
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "coordinated-accounts",
        **_worded("title", Sentence("Accounts acting together: counts for everybody")),
        **_worded(
            "description",
            Sentence(
                "Counts of what groups of accounts did, each of ten accounts or more, rounded so "
                "that nobody can be traced back. No licence is given here: whoever publishes it "
                "gives one."
            ),
        ),
    }
    if found is not None:
        described["created"] = f"{found.isoformat()}T00:00:00Z"
    if by is not None:
        described["contributors"] = [{"title": by, "role": "publisher"}]
    described["resources"] = [_resource(table, files[table.file]) for table in OPEN_TABLES]
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(table: OpenTable, content: bytes) -> dict[str, Any]:
    described = [
        field | _worded("description", column.description)
        for field, column in zip(table.schema(), table.columns, strict=True)
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        **_worded("description", table.description),
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": {"fields": described, "missingValues": [""], "primaryKey": table.keys},
    }


def _worded(name: str, sentence: Sentence) -> dict[str, str]:
    return {name: catalogue("en").say(sentence), f"{name}_fr": catalogue("fr").say(sentence)}
