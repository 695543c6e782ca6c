"""What the matrix says in sentences: the ranking, what it rests on, and each row's weight in it."""

from typing import Final

from demasque.dossier.hypotheses.cause_names import cause_name
from demasque.dossier.hypotheses.least_inconsistent import Place
from demasque.dossier.hypotheses.matrix_values import EvidenceRow, Matrix
from demasque.sentences import Sentence

LEGEND: Final = Sentence(
    "C: consistent; I: inconsistent; N: neither; ?: not known; people also use CC and II (very) "
    "and NA (not applicable). A star: those who read the cell differ."
)
NO_PROBABILITY: Final = Sentence(
    "The order says which of the listed hypotheses has least against it. It is no probability, "
    "what speaks for a hypothesis does not count in it, and one that nobody listed may be right."
)


def ranking_sentences(found: Matrix) -> tuple[Sentence, ...]:
    """Who has least against it, how firmly, and what that does not say."""
    return (
        _first_sentence(found),
        *_rests_sentences(found),
        *_unranked(found),
        NO_PROBABILITY,
        *found.cautions,
        *(_reader_sentence(found, person) for person in found.readers),
    )


def sensitivity_sentence(found: Matrix, row: EvidenceRow) -> Sentence:
    """How the ranking changes without one row."""
    change = found.sensitivity[row.id]
    if change.changes_first:
        short = [found.column(each).short for each in change.first]
        return Sentence("then first: {hypotheses}", hypotheses=short)
    if change.moved:
        return Sentence("only places further down")
    return Sentence("no change")


def against_sentence(place: Place) -> Sentence:
    """How much is inconsistent with a hypothesis."""
    if place.place is None:
        return Sentence(
            "too little is known to rank it: {known} of {causes} causes",
            known=place.known,
            causes=place.causes,
        )
    if place.very == place.against == 0:
        return Sentence("nothing")
    counted = Sentence.counted("{n} cause", "{n} causes", place.against)
    if not place.very:
        return counted
    very = Sentence.counted("{n} cause very much", "{n} causes very much", place.very)
    return Sentence("{one}, {other}", one=very, other=counted) if place.against else very


def _titles(found: Matrix, hypotheses: tuple[str, ...]) -> list[Sentence]:
    return [found.column(each).title for each in hypotheses]


def _first_sentence(found: Matrix) -> Sentence:
    if not any(found.is_diagnostic(row) for row in found.rows):
        return Sentence("Nothing here tells these hypotheses apart.")
    titles = _titles(found, found.first)
    if len(titles) == 1:
        return Sentence(
            "Least inconsistent with what is known: {hypothesis}.", hypothesis=titles[0]
        )
    return Sentence(
        "Least inconsistent with what is known, and not told apart by it: {hypotheses}.",
        hypotheses=titles,
    )


def _rests_sentences(found: Matrix) -> tuple[Sentence, ...]:
    causes = [cause_name(each) for each in found.rests_on]
    if not any(found.is_diagnostic(row) for row in found.rows):
        return ()
    if not causes:
        return (Sentence("No single cause decides who stands first."),)
    return (
        Sentence(
            "Who stands first rests on single causes: without what is known of {causes}, it would "
            "be otherwise.",
            causes=causes,
        ),
    )


def _unranked(found: Matrix) -> tuple[Sentence, ...]:
    titles = [found.column(e.hypothesis).title for e in found.places if e.place is None]
    if not titles:
        return ()
    return (
        Sentence("Not ranked, since too little is known of them: {hypotheses}.", hypotheses=titles),
    )


def _reader_sentence(found: Matrix, person: str) -> Sentence:
    first = tuple(each.hypothesis for each in found.read_by(person) if each.place == 1)
    return Sentence(
        "As {person} reads it, least inconsistent: {hypotheses}.",
        person=person,
        hypotheses=_titles(found, first),
    )
