"""Matches as a CSV file: one row a post and a published indicator."""

from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from demasque.atomic import replacing_file
from demasque.dossier.library.matching.defanging import defanged
from demasque.errors import UsageError

_DANGEROUS: Final = "^(['=+\\-@\\t\\r\\n＝＋－＠])"
"""What a spreadsheet may run as a formula. Sources were written by somebody else."""

_SOURCES_OWN: Final = ("value", "source", "operation", "words", "date", "link")


def write_indicator_matches(matches: pa.Table, path: str | Path) -> None:
    """Write matches (``INDICATOR_MATCHES``): values harmless to click, times UTC, missing empty.

    Raises:
        UsageError: the path cannot be written.
    """
    place = Path(path)
    pairs = zip(matches["kind"].to_pylist(), matches["value"].to_pylist(), strict=True)
    cells = {"value": pa.array([defanged(kind, value) for kind, value in pairs], pa.string())}
    cells["posted_at"] = pc.strftime(matches["posted_at"], format="%Y-%m-%dT%H:%M:%SZ")
    for name in _SOURCES_OWN:
        written = cells.get(name, matches[name])
        cells[name] = pc.replace_substring_regex(written, _DANGEROUS, r"'\1")
    for name, column in cells.items():
        matches = matches.set_column(matches.schema.get_field_index(name), name, column)
    try:
        with replacing_file(place) as draft:
            csv.write_csv(matches, draft, csv.WriteOptions(quoting_style="needed"))
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=place, reason=error.strerror or error
        ) from None
