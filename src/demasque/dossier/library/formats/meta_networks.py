"""Networks that Meta took down: the CSV files of facebook/threat-research.

Two layouts, as upstream: rows of the Online Operations Kill Chain (Tactic, Technique, Procedure,
Indicator and perhaps a note, whose headings differ), and indicator_type, indicator_value, comment,
ds. Tactic 8 (compromising assets) and the techniques of impersonating and copying name victims,
5.1 names services that hide who registered a site: none of these is the network's own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from demasque.dossier.library.formats.indicator_format import IndicatorFormat
from demasque.dossier.library.known_values import KnownRow, KnownValue, Loss
from demasque.dossier.library.reading_values import (
    ACCOUNT,
    BLANK,
    MENTIONS,
    PROSE,
    known_text,
    read_values,
)
from demasque.dossier.library.source_file import SourceFile
from demasque.sentences import Sentence

OTHERS: Final = Loss(Sentence("of a victim, an original or a service by its technique"))
GENERIC: Final = Loss(Sentence("common to everybody, its source says"))
NOTHING: Final = Loss(Sentence("no indicator in the row"))
DAMAGED: Final = Loss(
    Sentence("a quotation mark is never closed, or a cell has more than 131,072 characters")
)

_NUMBER: Final = re.compile(r"\s*(\d+(?:\.\d+)*)")
_OF_OTHERS: Final = re.compile(r"(?:8|1\.4|1\.5|5\.1|5\.4)(?:\.|$)")
_GENERIC: Final = re.compile(r"6\.3\.1(?:\.|$)")
_HEADLINES: Final = re.compile(r"6\.1\.3(?:\.|$)")
_PERSONAS: Final = re.compile(r"\bpersonas?\b", re.IGNORECASE)
_ACCOUNT_TYPES: Final = re.compile(r"(?:telegram|twitter|facebook|instagram|youtube)_(?:url|id)")
_QUARTERS: Final = re.compile(r"Q([1-4])(?:-([1-4]))?_(\d{4})(?!\d)")


def quarter_of(name: str) -> str | None:
    """The quarter that the name of a file begins with, as 2023-Q2; None where it names none."""
    found = _QUARTERS.match(name)
    if found is None or (found[2] and found[2] < found[1]):
        return None
    first = f"{found[3]}-Q{found[1]}"
    return f"{first}/{found[3]}-Q{found[2]}" if found[2] else first


def _recognises(file: SourceFile) -> bool:
    header = file.header
    return header[:4] in (
        ("tactic", "technique", "procedure", "indicator"),
        ("indicator_type", "indicator_value", "comment", "ds"),
    )


def _read(file: SourceFile) -> Iterator[KnownRow]:
    typed = file.header[0] == "indicator_type"
    date = quarter_of(file.name)
    operation = re.sub(r"[_\s]+", " ", file.name.rsplit(".", 1)[0]).strip()
    for line, cells in file.rows():
        if cells is None:
            yield KnownRow(line, losses=(DAMAGED,))
        elif not any(cell.strip() for cell in cells):
            yield KnownRow(line, losses=(BLANK,))
        elif typed:
            yield _typed_row(line, _filled(cells, 4), operation)
        else:
            yield _kill_chain_row(line, _filled(cells, 5), operation, date)


def _filled(cells: Sequence[str], count: int) -> list[str]:
    return [cell.strip() for cell in [*cells, *[""] * count][:count]]


def _typed_row(line: int, cells: Sequence[str], operation: str) -> KnownRow:
    kind, written, comment, day = cells
    if _ACCOUNT_TYPES.fullmatch(kind):
        return KnownRow(line, losses=(ACCOUNT,))
    return _row(line, *read_values(written), words=(comment,), operation=operation, date=day)


def _kill_chain_row(line: int, cells: Sequence[str], operation: str, date: str | None) -> KnownRow:
    tactic, technique, procedure, written, note = cells
    number = _NUMBER.match(procedure) or _NUMBER.match(technique) or _NUMBER.match(tactic)
    code = number[1] if number else ""
    if not written:
        return KnownRow(line, losses=(NOTHING,))
    values, losses = read_values(written)
    if losses in ([PROSE], [MENTIONS]) and _HEADLINES.match(code):
        words = known_text(written)
        values, losses = ([words], []) if isinstance(words, KnownValue) else ([], [words])
    if values and _OF_OTHERS.match(code):
        values, losses = [], [OTHERS]
    if values and _GENERIC.match(code):
        values, losses = [], [GENERIC]
    if _PERSONAS.search(note) and any(value.kind == "url" for value in values):
        values, losses = [], [ACCOUNT]
    words_of_row = (procedure or technique or tactic, note)
    return _row(line, values, losses, words=words_of_row, operation=operation, date=date)


def _row(
    line: int,
    values: Sequence[KnownValue],
    losses: Sequence[Loss],
    words: Sequence[str],
    operation: str,
    date: str | None,
) -> KnownRow:
    said = [
        replace(
            value,
            operation=operation or None,
            words="; ".join(filter(None, (*words, value.words))) or None,
            date=date or None,
        )
        for value in values
    ]
    return KnownRow(line, tuple(said), tuple(losses))


META_NETWORKS: Final = IndicatorFormat(
    "meta-networks", Sentence("networks of Meta"), _recognises, _read
)
