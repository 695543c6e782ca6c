"""What to do about a file most of whose rows could not be used, by the reason for it."""

import re
from collections.abc import Mapping
from typing import Final

from demasque.errors import Sentence
from demasque.sources.mapping.timestamps.times_of_file import WHICH_FIRST
from demasque.sources.readers.csv_rows import NOT_UTF8

_ADVICE: Final[Mapping[str, Sentence]] = {
    NOT_UTF8: Sentence(
        "Save the file as UTF-8 (spreadsheets call it CSV UTF-8), or convert it from the encoding "
        "that it is in, which for Cyrillic may be: iconv -f WINDOWS-1251 -t UTF-8"
    ),
    WHICH_FIRST: Sentence("Add the file again with what its dates begin with."),
}

_OF_COLUMNS: Final = frozenset({"no account", "no time", "no post id", "time not understood"})
_NEARLY_ALL: Final = 0.9
_CELLS: Final = re.compile(r"\d+ cells where the header has \d+")


def rejection_advice(reason: str, share: float) -> Sentence:
    """What to do when this ``share`` of a file's rows was rejected for this reason.

    Columns are the reason only where nearly every row lacks what a column should give.
    """
    of_columns = reason in _OF_COLUMNS or _CELLS.fullmatch(reason) is not None
    if of_columns and share >= _NEARLY_ALL:
        return Sentence("Has the export changed its columns? The file is kept as evidence.")
    return _ADVICE.get(reason, Sentence("The file is kept as evidence."))
