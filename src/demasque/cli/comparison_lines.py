"""Lines about a comparison of two campaigns, for whichever command shows one."""

from typing import TYPE_CHECKING

from demasque.cli.screen import Screen
from demasque.sentences import Sentence

if TYPE_CHECKING:
    from demasque.dossier import Comparison
    from demasque.wording import Wording


def show_comparison(screen: Screen, found: "Comparison") -> None:
    """Print the table and the sentence."""
    words = screen.words
    from demasque.dossier import quoted

    screen.say(words.text("{one} and {other}", one=found.one, other=quoted(found.other)))
    headings = (
        words.text("Class"),
        words.text("Likeness"),
        words.text("By chance"),
        "p",
        words.text("p, 95 %"),
        words.text("Counted"),
    )
    rows = [
        (
            words.say(_named(row["class"])),
            _number(words, row["likeness"], 2),
            _number(words, row["expected"], 2),
            _number(words, row["p"], 4),
            _interval(words, row["p_low"], row["p_high"]),
            words.text("yes") if row["counted"] else words.text("no"),
        )
        for row in found.classes.to_pylist()
        if row["likeness"] is not None
    ]
    screen.table(headings, rows)
    for sentence in found.unknown:
        screen.note(words.say(sentence))
    screen.say(found.sentence(words.language))


def _named(kind: str) -> Sentence:
    from demasque.dossier import CLASS_NAMES

    return CLASS_NAMES[kind]


def _number(words: "Wording", value: float | None, digits: int) -> str:
    return "–" if value is None else words.number(value, digits)


def _interval(words: "Wording", low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "–"
    return f"{words.number(low, 4)} – {words.number(high, 4)}"
