"""The matrix of competing hypotheses as a page shows it: rows in groups, the telling ones first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from demasque.accounts import Seen
from demasque.dossier import (
    CellValue,
    EvidenceRow,
    HypothesisColumn,
    Matrix,
    against_sentence,
    ranking_sentences,
    sensitivity_sentence,
)
from demasque.publish.drawing.weighed_signs import ShownSign
from demasque.sentences import Sentence

ROWS_SHOWN: Final = 15
"""Rows shown at once of those that tell hypotheses apart; the rest are folded."""


@dataclass(frozen=True)
class ShownCell:
    """One cell: what counts, and whether those who read it differ."""

    value: CellValue
    disputed: bool


@dataclass(frozen=True)
class ShownRow:
    """One row, with how the ranking changes without it.

    ``what`` is its evidence; of a sign that could be looked for, its number in the list
    of signs, ``sign``, where it is said.
    """

    row: EvidenceRow
    what: Sentence
    sign: int | None
    cells: tuple[ShownCell, ...]
    without: Sentence


@dataclass(frozen=True)
class ShownMatrix:
    """A matrix in parts: ``telling`` rows are shown, ``more`` of them folded, as are rows that say
    the same of all (``same``) and those of which nothing is known (``unknown``)."""

    columns: tuple[HypothesisColumn, ...]
    places: tuple[tuple[int | None, HypothesisColumn, Sentence], ...]
    said: tuple[Sentence, ...]
    telling: tuple[ShownRow, ...]
    more: tuple[ShownRow, ...]
    same: tuple[ShownRow, ...]
    unknown: tuple[ShownRow, ...]
    sourced: tuple[ShownRow, ...]  # people's rows and rows that people read

    def name(self, hypothesis: str) -> Sentence:
        """The title of a hypothesis; of one that was taken back, its id."""
        titles = (each.title for each in self.columns if each.id == hypothesis)
        return next(titles, Sentence("{words}", words=hypothesis))


def shown_matrix(found: Matrix, signs: Sequence[ShownSign]) -> ShownMatrix:
    """Put the rows of a matrix in groups: first those on which the first place rests."""
    known = (each for each in signs if each.sign.seen is not Seen.UNKNOWN)
    numbers = {f"sign:{each.sign.indicator}": each.number for each in known}
    telling = sorted(filter(found.is_diagnostic, found.rows), key=lambda row: _weight(found, row))
    others = [row for row in found.rows if not found.is_diagnostic(row)]
    unknown = [r for r in others if not any(found.value(r, name).known for name in found.names)]
    return ShownMatrix(
        columns=found.columns,
        places=tuple(
            (each.place, found.column(each.hypothesis), against_sentence(each))
            for each in found.places
        ),
        said=ranking_sentences(found),
        telling=tuple(_row(found, row, numbers) for row in telling[:ROWS_SHOWN]),
        more=tuple(_row(found, row, numbers) for row in telling[ROWS_SHOWN:]),
        same=tuple(_row(found, row, numbers) for row in others if row not in unknown),
        unknown=tuple(_row(found, row, numbers) for row in unknown),
        sourced=tuple(_row(found, row, numbers) for row in found.rows if row.readings),
    )


def _weight(found: Matrix, row: EvidenceRow) -> tuple[bool, bool, int, int]:
    change = found.sensitivity[row.id]
    against = sum(found.value(row, name).against for name in found.names)
    return (not change.changes_first, not change.moved, -against, found.rows.index(row))


def _row(found: Matrix, row: EvidenceRow, numbers: Mapping[str, int]) -> ShownRow:
    cells = tuple(ShownCell(found.value(row, name), row.disputed(name)) for name in found.names)
    sign = numbers.get(row.id)
    what = row.what if sign is None else Sentence("sign {n}", n=sign)
    return ShownRow(row, what, sign, cells, sensitivity_sentence(found, row))
