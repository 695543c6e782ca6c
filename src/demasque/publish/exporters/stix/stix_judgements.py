"""What people judged and compared, as notes and opinions under their names."""

from collections.abc import Iterator
from typing import Any, Final

from demasque.assessment import Rung
from demasque.dossier import (
    LEGEND,
    Agreement,
    EvidenceRow,
    Judgement,
    Matrix,
    ranking_sentences,
)
from demasque.findings import HandedCampaign, ShownComparison
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.stix.stix_frame import CONFIDENCES, StixFrame
from demasque.sentences import Sentence
from demasque.wording import Wording

_OPINIONS: Final = {
    Agreement.YES: "agree",
    Agreement.PARTLY: "neutral",
    Agreement.NO: "disagree",
}


def judged(rows: CaseRows, frame: StixFrame, handed: HandedCampaign, main: str) -> Iterator[Any]:
    """The matrix of hypotheses, judgements with second readings, comparisons."""
    if handed.matrix is not None:
        yield from _matrix(frame, handed.matrix, main)
    for each in handed.judgements:
        yield from _judgement(frame, each, main)
    for one in rows.found.dossier.compared.of(handed.campaign):
        yield from _comparison(frame, one, main)


def _judgement(frame: StixFrame, each: Judgement, main: str) -> Iterator[Any]:
    def texts(words: Wording) -> dict[str, str]:
        return {
            "abstract": words.text("Judgement of {person}", person=each.by),
            "content": "\n".join(_judgement_lines(words, each)),
        }

    note, french = frame.told(
        frame.stix2.Note,
        "judgement",
        each.id,
        texts=texts,
        authors=[each.by],
        object_refs=[main],
        confidence=CONFIDENCES[each.confidence],
        labels=["judgement"],
        **_sources(each),
    )
    yield note
    yield french
    for reading in each.readings:
        if reading.vouched:
            yield frame.make(
                frame.stix2.Opinion,
                reading.id,
                opinion=_OPINIONS[reading.agrees],
                explanation=reading.because,
                authors=[reading.by],
                object_refs=[note.id],
            )


def _judgement_lines(words: Wording, each: Judgement) -> Iterator[str]:
    yield words.text("Judged by {person}, {day}.", person=each.by, day=each.at.date())
    yield f"{each.rung.value} · {words.say(each.rung.title)}"
    # Who is behind it is said on the highest rung alone, in the words of who says it.
    if each.statement and each.rung is Rung.ATTRIBUTION and each.sources:
        yield f"“{each.statement}”"
    yield words.say(each.likelihood_sentence)
    yield words.say(each.confidence_sentence)
    yield words.say(Sentence("Because: {words}", words=each.because))
    if each.would_change:
        yield words.say(Sentence("What would change it: {words}", words=each.would_change))


def _sources(each: Judgement) -> dict[str, Any]:
    found = [{"source_name": each.id, "url": link} for link in each.sources]
    return {"external_references": found} if found else {}


def _matrix(frame: StixFrame, matrix: Matrix, main: str) -> Iterator[Any]:
    def texts(words: Wording) -> dict[str, str]:
        return {
            "abstract": words.text("Competing hypotheses"),
            "content": "\n".join(_matrix_lines(words, matrix)),
        }

    yield from frame.told(
        frame.stix2.Note, "matrix", main, texts=texts, object_refs=[main], labels=["hypotheses"]
    )


def _matrix_lines(words: Wording, matrix: Matrix) -> Iterator[str]:
    for sentence in ranking_sentences(matrix):
        yield words.say(sentence)
    yield words.say(LEGEND)
    for number, column in enumerate(matrix.columns, 1):
        yield f"[{number}] {words.say(column.title)}. {words.say(column.statement)}"
    known = [row for row in matrix.rows if any(matrix.value(row, n).known for n in matrix.names)]
    for row in known:
        yield f"{_cells(matrix, row)} | {words.say(row.what)}"
    unknown = len(matrix.rows) - len(known)
    if unknown:
        yield words.plural(
            "Of {n} more row nothing is known.", "Of {n} more rows nothing is known.", unknown
        )


def _cells(matrix: Matrix, row: EvidenceRow) -> str:
    return " | ".join(
        f"[{number}] {matrix.value(row, name).symbol}{'*' if row.disputed(name) else ''}"
        for number, name in enumerate(matrix.names, 1)
    )


def _comparison(frame: StixFrame, one: ShownComparison, main: str) -> Iterator[Any]:
    def texts(words: Wording) -> dict[str, str]:
        told = [one.comparison.told(), *one.comparison.unknown, *one.changes]
        return {
            "abstract": words.text("Compared with “{name}”", name=one.comparison.other),
            "content": "\n".join([*map(words.say, told), *_classes(words, one)]),
        }

    yield from frame.told(
        frame.stix2.Note,
        "comparison",
        main,
        one.comparison.other,
        texts=texts,
        object_refs=[main],
        labels=["comparison"],
    )


def _classes(words: Wording, one: ShownComparison) -> Iterator[str]:
    for each in one.classes:
        chance = words.text("not known") if each.p is None else words.number(each.p, 4)
        yield f"{words.say(each.name)}: {words.number(each.likeness, 2)} (p {chance})"
