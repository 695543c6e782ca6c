"""Ranking by least inconsistency: what has least against it stands first (Heuer 1999, chapter 8).

What speaks *for* a hypothesis does not count: most evidence goes with several. Rows that say the
same of all hypotheses are left out, and rows of one cause count once, as the worst of them. Two
hypotheses are compared by how many causes are very inconsistent with them, then by how many are
inconsistent: an order of two counts, never a sum, a product or a probability.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from demasque.dossier.hypotheses.cell_values import CellValue

LEAST_KNOWN: Final = 0.5
"""Share of the ``causes`` that must be known of a hypothesis before it is ranked:
what nobody looked at has nothing against it, and would stand first. Tried: 0, at which any
hypothesis that is added stands first unread; 1, at which one unread cell takes a hypothesis out."""

Marks = Mapping[str, tuple[str, Sequence[CellValue]]]
"""By row: its cause, and what it says of each hypothesis."""


@dataclass(frozen=True)
class Place:
    """Where a hypothesis stands.

    ``place`` is 1 for least inconsistent, the same for those that nothing separates, None where
    too little is known of it. ``very`` and ``against`` count causes that are very inconsistent and
    inconsistent with it; ``known`` causes that say something of it, of ``causes`` that tell
    hypotheses apart and speak of half of them or more.
    """

    hypothesis: str
    place: int | None
    very: int
    against: int
    known: int
    causes: int


@dataclass(frozen=True)
class Sensitivity:
    """How the ranking changes without one row. ``first`` are those that would stand first then;
    ``moved`` has the hypotheses whose place would change, with the places before and after."""

    first: tuple[str, ...]
    changes_first: bool
    moved: tuple[tuple[str, int | None, int | None], ...]


def diagnostic(values: Iterable[CellValue]) -> bool:
    """Whether a row tells hypotheses apart: what it says of them, where it is known, differs.

    One that speaks against some, and of others says nothing, tells them apart as well.
    """
    listed = tuple(values)
    said = {
        CellValue.NEUTRAL if value is CellValue.NOT_APPLICABLE else value
        for value in listed
        if value.known
    }
    against = any(value.against for value in said)
    return len(said) > 1 or (against and not all(value.known for value in listed))


def places(
    hypotheses: Sequence[str], marks: Marks, needed: Mapping[str, str] | None = None
) -> tuple[Place, ...]:
    """Rank hypotheses; the least inconsistent first, those that cannot be ranked last.

    ``needed`` has rows that must say something of a hypothesis before it is ranked, by hypothesis.
    """
    telling = {row: mark for row, mark in marks.items() if diagnostic(mark[1])}
    return _ranked(hypotheses, marks, telling, needed or {})


def _ranked(
    hypotheses: Sequence[str], marks: Marks, telling: Marks, needed: Mapping[str, str]
) -> tuple[Place, ...]:
    """The ranking by the rows that tell hypotheses apart."""
    counted = [_counted(name, n, telling) for n, name in enumerate(hypotheses)]
    can_rank = {
        name
        for n, name in enumerate(hypotheses)
        if counted[n].known >= LEAST_KNOWN * counted[n].causes
        and _says_something(marks, needed.get(name), n)
    }
    ranks = [(each.very, each.against) for each in counted if each.hypothesis in can_rank]
    placed = [
        Place(
            hypothesis=each.hypothesis,
            place=1 + sum(rank < (each.very, each.against) for rank in ranks)
            if each.hypothesis in can_rank
            else None,
            very=each.very,
            against=each.against,
            known=each.known,
            causes=each.causes,
        )
        for each in counted
    ]
    return tuple(sorted(placed, key=lambda each: each.place or len(placed) + 1))


def sensitivity(
    hypotheses: Sequence[str], marks: Marks, needed: Mapping[str, str] | None = None
) -> dict[str, Sensitivity]:
    """How the ranking changes without each row, by row."""
    must = needed or {}
    telling = {row: mark for row, mark in marks.items() if diagnostic(mark[1])}
    whole = _ranked(hypotheses, marks, telling, must)
    before = {each.hypothesis: each.place for each in whole}
    counts = telling.keys() | must.values()
    found = {}
    for left_out in marks:
        rest = whole  # as it is where the row counts for nothing
        if left_out in counts:
            kept, still = (
                {row: mark for row, mark in rows.items() if row != left_out}
                for rows in (marks, telling)
            )
            rest = _ranked(hypotheses, kept, still, must)
        after = {each.hypothesis: each.place for each in rest}
        found[left_out] = Sensitivity(
            first=_first(rest),
            changes_first=_first(rest) != _first(whole),
            moved=tuple((n, before[n], after[n]) for n in hypotheses if before[n] != after[n]),
        )
    return found


def _first(ranking: Sequence[Place]) -> tuple[str, ...]:
    return tuple(each.hypothesis for each in ranking if each.place == 1)


def _says_something(marks: Marks, row: str | None, column: int) -> bool:
    return row is None or (row in marks and marks[row][1][column].known)


def _counted(name: str, column: int, telling: Marks) -> Place:
    worst: dict[str, int] = {}
    for cause, values in telling.values():
        worst[cause] = max(worst.get(cause, 0), values[column].against)
    found = list(worst.values())
    broad = [mark for mark in telling.values() if _of_many(mark[1])]
    known = {cause for cause, values in broad if values[column].known}
    causes = {cause for cause, _ in broad}
    return Place(name, None, found.count(2), found.count(1), len(known), len(causes))


def _of_many(values: Sequence[CellValue]) -> bool:
    """Whether a row says something of half of the hypotheses or more: others are no measure of
    how much is known of the rest."""
    return 2 * sum(value.known for value in values) >= len(values)
