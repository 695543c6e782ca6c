"""Matches as a CSV file."""

from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from demasque.atomic import replacing_file
from demasque.errors import UsageError

_DANGEROUS: Final = "^(['=+\\-@\\t\\r\\n＝＋－＠])"
"""What a spreadsheet may run as a formula. The label was written by somebody else."""


def write_matches(matches: pa.Table, path: str | Path) -> None:
    """Write every match: platforms joined by ``|``, times UTC, missing an empty cell.

    Raises:
        UsageError: the path cannot be written.
    """
    place = Path(path)
    cells = {
        "label": pc.replace_substring_regex(matches["label"], _DANGEROUS, r"'\1"),
        "platforms": pc.binary_join(matches["platforms"].combine_chunks(), "|"),
        "first_at": pc.strftime(matches["first_at"], format="%Y-%m-%dT%H:%M:%SZ"),
    }
    for name, column in cells.items():
        matches = matches.set_column(matches.schema.get_field_index(name), name, column)
    try:
        with replacing_file(place) as draft:
            csv.write_csv(matches, draft, csv.WriteOptions(quoting_style="needed"))
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=place, reason=error.strerror or error
        ) from None
