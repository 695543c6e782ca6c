"""A world as the files that an export would have: CSV or NDJSON, and the truth beside them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.csv as pv

from demasque.atomic import replacing_file
from demasque.errors import UsageError

LISTS: Final = ("urls", "hashtags", "mentions")
"""Columns of posts that hold several values: space-separated in CSV, lists in NDJSON."""

EXPORTED: Final = ("posts", "accounts", "follows")
"""Tables in the format asked for; the others, the truth, are CSV."""


def write_files(
    tables: Mapping[str, pa.Table],
    parameters: Mapping[str, Any],
    folder: Path,
    file_format: Literal["csv", "ndjson"],
) -> dict[str, Path]:
    """Write tables, by their names, and ``parameters.json``; return the paths by name.

    Raises ``UsageError`` for another format.
    """
    if file_format not in ("csv", "ndjson"):
        raise UsageError(f"a world is written as csv or ndjson, not as {file_format!r}")
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for name, table in tables.items():
        suffix = file_format if name in EXPORTED else "csv"
        fill = _write_csv if suffix == "csv" else _write_ndjson
        written[name] = _replace(folder / f"{name}.{suffix}", fill, table)
    written["parameters"] = _replace(folder / "parameters.json", _write_json, parameters)
    return written


def _replace(path: Path, fill: Callable[[Any, Path], None], content: Any) -> Path:
    with replacing_file(path, durable=False) as unfinished:
        fill(content, unfinished)
    return path


def _write_csv(table: pa.Table, path: Path) -> None:
    pv.write_csv(table, path, pv.WriteOptions(quoting_style="needed"))


def _write_ndjson(table: pa.Table, path: Path) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    names = table.column_names
    columns = [table[name].to_pylist() for name in names]
    for name in LISTS:
        if name in names:
            place = names.index(name)
            columns[place] = [(value or "").split() for value in columns[place]]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in zip(*columns, strict=True):
            file.write(encode(dict(zip(names, row, strict=True))) + "\n")


def _write_json(parameters: Mapping[str, Any], path: Path) -> None:
    path.write_text(json.dumps(dict(parameters), indent=2) + "\n", encoding="utf-8")
