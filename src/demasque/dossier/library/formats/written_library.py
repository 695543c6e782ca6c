"""What ``demasque library export`` wrote as JSON, read back: nothing of it is lost."""

from collections.abc import Iterator
from typing import Final

from demasque.dossier.library.formats.indicator_format import IndicatorFormat
from demasque.dossier.library.formats.value_table import table_value, with_context
from demasque.dossier.library.known_values import KnownRow, Loss
from demasque.dossier.library.source_file import SourceFile, decoded
from demasque.errors import DemasqueError
from demasque.sentences import Sentence

WRITTEN_FORMAT: Final = "demasque-library"
WRITTEN_VERSION: Final = 1

NO_ENTRY: Final = Loss(Sentence("no entry of a library"))


def _recognises(file: SourceFile) -> bool:
    if not file.is_json or isinstance(file.json, list):
        return False
    said = file.json.get("format")
    return said is not None and decoded(said) == WRITTEN_FORMAT


def _read(file: SourceFile) -> Iterator[KnownRow]:
    top = file.json
    version = None if isinstance(top, list) or "version" not in top else decoded(top["version"])
    if version != WRITTEN_VERSION:
        raise DemasqueError(
            "{name} is a library of version {version}; this program reads version {known}. Use a "
            "later demasque, or have it exported as CSV.",
            name=file.name,
            version=str(version),
            known=WRITTEN_VERSION,
        )
    for number, raw in enumerate(file.json_items("indicators"), 1):
        entry = decoded(raw)
        if not isinstance(entry, dict):
            yield KnownRow(number, losses=(NO_ENTRY,))
            continue
        row = {name: value for name, value in entry.items() if isinstance(value, str)}
        found = table_value(row, "value")
        if isinstance(found, Loss):
            yield KnownRow(number, losses=(found,))
        else:
            yield KnownRow(number, (with_context(found, {"words": "", **row}),))


WRITTEN_LIBRARY: Final = IndicatorFormat(
    "library", Sentence("exported library"), _recognises, _read
)
