"""What to do about a file most of whose rows could not be used, by the reason for it."""

from collections.abc import Mapping
from typing import Final

from demasque.errors import Sentence
from demasque.sources.mapping.times_of_file import WHICH_FIRST
from demasque.sources.readers.csv_rows import NOT_UTF8

_ADVICE: Final[Mapping[str, Sentence]] = {
    NOT_UTF8: Sentence(
        "Save the file as UTF-8 (spreadsheets call it CSV UTF-8), or convert it: "
        "iconv -f WINDOWS-1252 -t UTF-8"
    ),
    WHICH_FIRST: Sentence("Add the file again with what its dates begin with."),
}


def rejection_advice(reason: str) -> Sentence:
    """What to do when most rows of a file were rejected for this reason."""
    changed = Sentence("Has the export changed its columns? The file is kept as evidence.")
    return _ADVICE.get(reason, changed)
