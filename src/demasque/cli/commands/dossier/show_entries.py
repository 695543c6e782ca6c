"""``demasque dossier show``: everything that people said of a case, oldest first."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from demasque.cli.commands.dossier.entry_words import field_told
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.sentences import Sentence
from demasque.wording import Wording

NAME: Final = "show"
HELP: Final = text("List everything that people said, of every kind, oldest first.")
EXAMPLES: Final = ("demasque dossier show protest",)

LONGEST: Final = 160
"""Signs of an entry's words that are listed; the export holds all."""

_KINDS: Final = {
    "judgement": Sentence("judgement"),
    "reading": Sentence("second reading"),
    "decision": Sentence("decision"),
    "hypothesis": Sentence("hypothesis"),
    "evidence": Sentence("evidence"),
    "claim": Sentence("claim"),
    "claim link": Sentence("link of claims"),
    "channel": Sentence("channel"),
    "retraction": Sentence("retraction"),
}
_NOT_SHOWN: Final = ("members", "members_sha256", "run", "confidence")
"""Fields left out: too long to list, or apart from the likelihood that stands in the same line."""


def command(case: CasePath, lang: Lang = Language.EN) -> None:
    """List the entries."""
    from demasque.api import open_case
    from demasque.dossier import standing

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        entries = opened.dossier()
    if not entries:
        screen.say(words.text("Nobody has said anything of this case yet."))
        return
    good = {entry.id for entry in standing(entries)}
    rows = [
        (
            entry.id,
            words.say(_KINDS[entry.kind.value]),
            words.date(entry.at),
            entry.by,
            _brief(words, entry.body),
            words.text("yes") if entry.id in good else words.text("no"),
        )
        for entry in entries
    ]
    screen.table(
        (
            words.text("Entry"),
            words.text("Kind"),
            words.text("Day"),
            words.text("Who"),
            words.text("In short"),
            words.text("Stands"),
        ),
        rows,
    )


def _brief(words: Wording, body: Mapping[str, Any]) -> str:
    said = " · ".join(_fields(words, body))
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _fields(words: Wording, body: Mapping[str, Any]) -> Iterator[str]:
    for field, value in body.items():
        if field not in _NOT_SHOWN and isinstance(value, str | int | float):
            yield field_told(words, field, value)
