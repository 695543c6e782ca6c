"""Comparisons that a case keeps, for its report; only counts and likenesses, no account."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pa_csv

from demasque.atomic import write_file
from demasque.case import CaseStore
from demasque.dossier.comparison.comparison_values import CHANGES, COMPARED, Comparison
from demasque.errors import UsageError
from demasque.schema import TABLES
from demasque.sentences import Sentence

_KEPT: Final = "SELECT * FROM comparisons ORDER BY made_at, comparison"
_DIGITS: Final = 8


def keep_comparison(store: CaseStore, comparison: Comparison, campaign: str | None) -> str:
    """Keep a comparison in the case of its first side; returns the id it has there."""
    classes, changes = comparison.classes.to_pylist(), comparison.changes.to_pylist()
    row = {
        "campaign": campaign,
        "other": comparison.other,
        "made_at": comparison.made_at,
        "independent": comparison.independent,
        "draws": comparison.draws,
        "seed": comparison.seed,
        "unknown": json.dumps([each.record() for each in comparison.unknown], ensure_ascii=False),
    }
    whole = json.dumps([row, classes, changes], default=str, sort_keys=True)
    name = "V" + sha256(whole.encode()).hexdigest()[:_DIGITS]
    rows = {
        "comparisons": [row],
        "comparison_classes": classes,
        "comparison_changes": changes,
    }
    store.insert(
        {
            table: pa.Table.from_pylist(
                [{"comparison": name, **each} for each in held], TABLES[table].schema
            )
            for table, held in rows.items()
            if held
        }
    )
    return name


def kept_comparisons(store: CaseStore) -> tuple[tuple[str, str | None, Comparison], ...]:
    """Id, campaign and comparison of all that the case keeps, the oldest first."""
    return tuple(
        (row["comparison"], row["campaign"], _read(store, row))
        for row in store.sql(_KEPT).to_pylist()
    )


def _read(store: CaseStore, row: Mapping[str, Any]) -> Comparison:
    name = row["comparison"]
    return Comparison(
        one=row["campaign"] or store.path.name,
        other=row["other"],
        classes=_rows(store, "comparison_classes", name, COMPARED),
        independent=row["independent"],
        changes=_rows(store, "comparison_changes", name, CHANGES),
        unknown=tuple(Sentence.recorded(each) for each in json.loads(row["unknown"])),
        draws=row["draws"],
        seed=row["seed"],
        made_at=row["made_at"].astimezone(UTC),
    )


def _rows(store: CaseStore, table: str, name: str, schema: pa.Schema) -> pa.Table:
    columns = ", ".join(f'"{column}"' for column in schema.names)
    found = store.sql(f"SELECT {columns} FROM {table} WHERE comparison = ? ORDER BY rowid", (name,))
    return pa.Table.from_pylist(found.to_pylist(), schema)


def write_comparison(comparison: Comparison, path: Path, lang: str = "en") -> None:
    """Write the table of classes as CSV, or all of a comparison as JSON, by the file's ending.

    Raises:
        UsageError: the file is to be something else, or cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        sink = pa.BufferOutputStream()
        pa_csv.write_csv(comparison.classes, sink)
        content = sink.getvalue().to_pybytes()
    elif ending == ".json":
        text = json.dumps(_record(comparison, lang), ensure_ascii=False, indent=1, default=_written)
        content = (text + "\n").encode()
    else:
        raise UsageError("{path}: a comparison is written as .csv or .json.", path=path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)  # as reports and exports do
        write_file(path, content)
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=path, reason=error.strerror or error
        ) from error


def _record(comparison: Comparison, lang: str) -> dict[str, Any]:
    return {
        "one": comparison.one,
        "other": comparison.other,
        "made_at": comparison.made_at,
        "answer": comparison.grade.value,
        "independent": comparison.independent,
        "sentence": comparison.sentence(lang),
        "draws": comparison.draws,
        "seed": comparison.seed,
        "classes": comparison.classes.to_pylist(),
        "changes": comparison.changes.to_pylist(),
        "unknown": [str(each) for each in comparison.unknown],
    }


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
