"""What a command shows of the matrix of competing hypotheses."""

from typing import TYPE_CHECKING

from demasque.cli.screen import Screen
from demasque.sentences import Sentence

if TYPE_CHECKING:
    from demasque.dossier import EvidenceRow, Matrix


def show_matrix(screen: Screen, found: "Matrix", everything: bool) -> None:
    """The ranking, then the rows: those that tell hypotheses apart, or all."""
    words = screen.words
    _show_places(screen, found)
    rows = [row for row in found.rows if everything or found.is_diagnostic(row)]
    if rows:
        _show_cells(screen, found, rows)
    for row in rows:
        _show_row(screen, found, row)
    left = len(found.rows) - len(rows)
    if left:
        screen.say(
            words.plural(
                "{n} more row tells nothing apart or is not known: --all shows it.",
                "{n} more rows tell nothing apart or are not known: --all shows them.",
                left,
            )
        )


def _show_places(screen: Screen, found: "Matrix") -> None:
    from demasque.dossier import against_sentence, ranking_sentences

    words = screen.words
    headings = (
        words.text("Place"),
        words.text("Hypothesis"),
        words.text("Id"),
        words.text("Against it"),
    )
    rows = [
        (
            each.place,
            words.say(found.column(each.hypothesis).title),
            each.hypothesis,
            words.say(against_sentence(each)),
        )
        for each in found.places
    ]
    screen.table(headings, rows)
    for sentence in ranking_sentences(found):
        screen.say(words.say(sentence))


def _show_cells(screen: Screen, found: "Matrix", rows: "list[EvidenceRow]") -> None:
    from demasque.dossier import LEGEND

    words = screen.words
    headings = (words.text("Row"), *(words.say(column.short) for column in found.columns))
    screen.table(
        headings, [(row.id, *(_cell(found, row, name) for name in found.names)) for row in rows]
    )
    screen.say(words.say(LEGEND))


def _cell(found: "Matrix", row: "EvidenceRow", hypothesis: str) -> str:
    """The mark that counts, and a star where those who read the cell differ."""
    star = "*" if row.disputed(hypothesis) else ""
    return found.value(row, hypothesis).symbol + star


def _show_row(screen: Screen, found: "Matrix", row: "EvidenceRow") -> None:
    from demasque.dossier import sensitivity_sentence

    words = screen.words
    said = [words.text("{row}: {what}", row=row.id, what=row.what)]
    said += [words.say(each) for each in row.because]
    said.append(words.text("Without it: {change}.", change=sensitivity_sentence(found, row)))
    screen.say(" ".join(said))
    if row.source is not None and row.reliability is not None and row.credibility is not None:
        screen.say(
            "    "
            + words.text(
                "Source: {source}. Source {reliability}: {reliable}. Information {credibility}: "
                "{credible}.",
                source=row.source,
                reliability=row.reliability.value,
                reliable=row.reliability.words,
                credibility=row.credibility.value,
                credible=row.credibility.words,
            )
        )
    for reading in row.readings:
        marks = [
            Sentence("{what}: {amount}", what=name, amount=value.words)
            for name, value in reading.values.items()
        ]
        text = words.text(
            "{person} ({entry}, {day}): {marks}.",
            person=reading.by,
            entry=reading.entry,
            day=words.date(reading.at),
            marks=marks,
        )
        screen.say("    " + " ".join(filter(None, (text, reading.because))))
