"""What a table of posts lacks, which columns it has, and the mapping that was likely meant."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from rapidfuzz import fuzz, process

from demasque.errors import DemasqueError, Sentence
from demasque.sources.fields import FIELDS, PERSONAL, plain

NEEDED: Final = ("account", "posted_at")
"""Fields without which a row is no post; a post without an id gets one from its line."""

_DATA: Final = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{5,}|https?://")
"""What values begin with and names of columns do not: dates, long numbers, addresses."""


def need(found: Mapping[str, str], columns: Iterable[str], name: str) -> None:
    """Raise DemasqueError when the fields that a post needs are not all there.

    The sentence says which columns there are, which fields are missing, and the likely mapping.
    """
    missing = [field for field in NEEDED if field not in found]
    if not missing:
        return
    if any(_DATA.match(column) for column in columns):
        # The line itself is not repeated: it is somebody's post, and the run's record keeps this.
        raise DemasqueError(
            "{name}: the first line looks like data, not like names of columns. Put a line above "
            "it that names them, such as account_id,created_at,text.",
            name=name,
        )
    have = [column for column in columns if plain(column) not in PERSONAL]
    # A record's name ('user.name') is a person's as well.
    own = (column for column in have if column.rpartition(".")[2] not in PERSONAL)
    free = [column for column in own if column not in found.values()]
    likely = [f"--map {field}={column}" for field, column in _likely(missing, free).items()]
    hint = (
        Sentence("Likely: {mapping}", mapping=" ".join(likely))
        if likely
        else Sentence("Name them with --map FIELD=COLUMN")
    )
    wanted = "; ".join(f"{field} ({FIELDS[field].what})" for field in missing)
    raise DemasqueError(
        "{name}: no column was recognised for {wanted}. Columns found: {have}. {hint}.",
        name=name,
        wanted=wanted,
        have=", ".join(have) or "none",
        hint=hint,
    )


def _likely(fields: Iterable[str], columns: Iterable[str]) -> dict[str, str]:
    """Field -> the column that its name is nearest to; a column is proposed for one field only.

    A name of one or two letters is near anything, so it is proposed for nothing.
    """
    names = {column: plain(column) for column in columns}
    scored = [
        (match[1], field, column)
        for field in fields
        for column, word in names.items()
        if len(word) > 2
        and (match := process.extractOne(word, FIELDS[field].names, scorer=fuzz.WRatio))
        and match[1] >= 60
    ]
    likely: dict[str, str] = {}
    for _, field, column in sorted(scored, reverse=True):
        if field not in likely and column not in likely.values():
            likely[field] = column
    return {field: likely[field] for field in fields if field in likely}
