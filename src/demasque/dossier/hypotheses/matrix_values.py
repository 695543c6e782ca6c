"""The matrix of competing hypotheses as values: columns, rows, cells, and its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import pyarrow as pa

from demasque.dossier.hypotheses.admiralty import Credibility, Reliability
from demasque.dossier.hypotheses.cell_values import CellValue
from demasque.dossier.hypotheses.least_inconsistent import (
    Place,
    Sensitivity,
    diagnostic,
    places,
    sensitivity,
)
from demasque.sentences import Sentence

MATRIX: Final = pa.schema(
    [
        pa.field("row", pa.string(), nullable=False),
        pa.field("cause", pa.string(), nullable=False),
        pa.field("what", pa.string(), nullable=False),
        pa.field("hypothesis", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("value", pa.string()),
        pa.field("by", pa.string()),
        pa.field("diagnostic", pa.bool_(), nullable=False),
        pa.field("source", pa.string()),
        pa.field("reliability", pa.string()),
        pa.field("credibility", pa.string()),
    ]
)
"""A row for each reading of a cell. ``value`` is a mark, null where nothing is known; ``by`` the
person who reads it so, null for the program."""


@dataclass(frozen=True)
class HypothesisColumn:
    """One hypothesis.

    ``short`` is its name at the head of a column; ``by`` who added it, None for the program's own;
    ``entry`` the id of the journal's entry. It is ranked only where the row ``needs`` is known.
    ``kind_of`` is a hypothesis that holds wherever this one does: what a row says of that one
    holds of this one, where the row says nothing of it.
    """

    id: str
    title: Sentence
    statement: Sentence
    short: Sentence
    by: str | None = None
    needs: str | None = None
    kind_of: str | None = None

    @property
    def entry(self) -> str | None:
        """The entry that added it, None for one that always stands."""
        return self.id if self.by is not None else None


@dataclass(frozen=True)
class PersonsReading:
    """How one person reads one row. ``entry`` is the id of the journal's entry; ``at`` UTC."""

    entry: str
    by: str
    at: datetime
    values: Mapping[str, CellValue]
    because: str | None


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence.

    ``measured`` holds the program's cells by hypothesis, None for evidence that a person brought;
    ``because`` the reasons for these; ``readings`` what people say of it, oldest first, one each.
    ``cause``: rows of one cause count once in the ranking. The source and its grades are of
    people's evidence.
    """

    id: str
    cause: str
    what: Sentence
    measured: Mapping[str, CellValue] | None
    because: tuple[Sentence, ...] = ()
    readings: tuple[PersonsReading, ...] = ()
    source: str | None = None
    reliability: Reliability | None = None
    credibility: Credibility | None = None

    def value(self, column: str) -> CellValue:
        """What counts in the ranking.

        The program's own cell where it measured one: people's readings stand beside it. Elsewhere
        what all who read it agree on; where they differ, nothing.
        """
        measured = (self.measured or {}).get(column, CellValue.UNKNOWN)
        if measured.known:
            return measured
        said = {each.values[column] for each in self.readings if column in each.values}
        return said.pop() if len(said) == 1 else CellValue.UNKNOWN

    def as_read_by(self, person: str, column: str) -> CellValue:
        """What one person reads there; where the person says nothing, what counts otherwise."""
        own = [each.values[column] for each in self.readings
               if each.by == person and column in each.values]  # fmt: skip
        return own[-1] if own else self.value(column)

    def disputed(self, column: str) -> bool:
        """Whether those who read this cell, the program among them, differ."""
        said = {each.values[column] for each in self.readings if column in each.values}
        machine = self.measured or {}
        if column in machine and machine[column].known and said:
            said.add(machine[column])
        return len(said) > 1


@dataclass(frozen=True)
class Matrix:
    """The matrix of one campaign.

    ``places`` ranks by least inconsistency; ``sensitivity`` says of each row how the ranking
    changes without it; ``rests_on`` names the causes without which another hypothesis would stand
    first. ``read_by`` holds the ranking of each person whose own readings change it.
    """

    campaign: str
    columns: tuple[HypothesisColumn, ...]
    rows: tuple[EvidenceRow, ...]
    cautions: tuple[Sentence, ...] = ()

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The ranking."""
        return places(self.names, self.marks, self.needed)

    @cached_property
    def sensitivity(self) -> Mapping[str, Sensitivity]:
        """How the ranking changes without each row, by row."""
        return sensitivity(self.names, self.marks, self.needed)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Ids of the hypotheses."""
        return tuple(column.id for column in self.columns)

    @cached_property
    def needed(self) -> dict[str, str]:
        """Rows without which a hypothesis is not ranked, by hypothesis."""
        return {each.id: each.needs for each in self.columns if each.needs is not None}

    @cached_property
    def marks(self) -> dict[str, tuple[str, tuple[CellValue, ...]]]:
        """What counts in the ranking: by row its cause, and a value for each hypothesis."""
        return {
            row.id: (row.cause, tuple(self.value(row, name) for name in self.names))
            for row in self.rows
        }

    @cached_property
    def first(self) -> tuple[str, ...]:
        """The hypotheses with least against them: several where nothing separates them."""
        return tuple(each.hypothesis for each in self.places if each.place == 1)

    @cached_property
    def rests_on(self) -> tuple[str, ...]:
        """Causes without which another hypothesis, or fewer or more, would stand first."""
        found = []
        for cause in sorted({cause for cause, _ in self.marks.values()}):
            left = {row: marks for row, marks in self.marks.items() if marks[0] != cause}
            first = tuple(
                e.hypothesis for e in places(self.names, left, self.needed) if e.place == 1
            )
            if first != self.first:
                found.append(cause)
        return tuple(found)

    def read_by(self, person: str) -> tuple[Place, ...]:
        """The ranking with one person's readings in the place of the cells that they are of."""
        marks = {
            row.id: (row.cause, tuple(self._as_read_by(person, row, name) for name in self.names))
            for row in self.rows
        }
        return places(self.names, marks, self.needed)

    def _as_read_by(self, person: str, row: EvidenceRow, hypothesis: str) -> CellValue:
        own, wider = row.as_read_by(person, hypothesis), self.column(hypothesis).kind_of
        return own if own.known or wider is None else row.as_read_by(person, wider)

    @property
    def readers(self) -> tuple[str, ...]:
        """People whose own readings change the ranking."""
        people = sorted({each.by for row in self.rows for each in row.readings})
        return tuple(person for person in people if self.read_by(person) != self.places)

    def value(self, row: EvidenceRow, hypothesis: str) -> CellValue:
        """What a row says of a hypothesis, as it counts in the ranking."""
        own, wider = row.value(hypothesis), self.column(hypothesis).kind_of
        return own if own.known or wider is None else row.value(wider)

    def column(self, hypothesis: str) -> HypothesisColumn:
        """The hypothesis of an id."""
        return self._by_id[hypothesis]

    @cached_property
    def _by_id(self) -> dict[str, HypothesisColumn]:
        return {each.id: each for each in self.columns}

    def is_diagnostic(self, row: EvidenceRow) -> bool:
        """Whether it tells hypotheses apart."""
        return diagnostic(self.marks[row.id][1])

    def table(self) -> pa.Table:
        """One row for each reading of a cell, as ``MATRIX``."""
        return pa.Table.from_pylist(
            [cell for row in self.rows for cell in self._cells(row)], MATRIX
        )

    def _cells(self, row: EvidenceRow) -> list[dict[str, object]]:
        machine = [(None, row.measured)] if row.measured is not None else []
        people = [(each.by, each.values) for each in row.readings]
        return [
            {
                "row": row.id,
                "cause": row.cause,
                "what": str(row.what),
                "hypothesis": column.id,
                "title": str(column.title),
                "value": values[column.id].value if values[column.id].known else None,
                "by": by,
                "diagnostic": self.is_diagnostic(row),
                "source": row.source,
                "reliability": row.reliability.value if row.reliability else None,
                "credibility": row.credibility.value if row.credibility else None,
            }
            for by, values in [*machine, *people]
            for column in self.columns
            if column.id in values
        ]
