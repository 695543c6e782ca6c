"""``demasque anonymise``: destroy the key."""

import sys
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import UsageError

EXAMPLES: Final = ("demasque anonymise protest --yes",)

Yes = Annotated[bool, typer.Option("--yes", help=text("Do not ask."))]
KeepEvidence = Annotated[
    bool,
    typer.Option(
        "--keep-evidence",
        help=text("Destroy the key only. Whoever has the evidence can then still tell who is who."),
    ),
]


def command(
    case: CasePath,
    yes: Yes = False,
    keep_evidence: KeepEvidence = False,
    lang: Lang = Language.EN,
) -> int:
    """Destroy key and evidence, once that is confirmed."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        if not yes and not _confirmed(screen, str(case)):
            screen.note(words.text("Nothing was changed."))
            return 1
        files = opened.anonymise(keep_evidence=keep_evidence)
    screen.say(
        words.text(
            "The key of {case} is destroyed; files of evidence destroyed: {files}.",
            case=str(case),
            files=words.number(files),
        )
    )
    screen.warn(
        words.text("Copies and backups of the case still hold both: they are yours to remove.")
    )
    return 0


def _confirmed(screen: Screen, case: str) -> bool:
    """Ask at a terminal; elsewhere the answer has to be on the command line."""
    if not sys.stdin.isatty():
        raise UsageError(
            "This destroys the key and the evidence for good: say --yes to confirm it."
        )
    question = screen.words.text(
        "Destroy the key and the evidence of {case} for good? Type yes:", case=case
    )
    screen.note(question)
    return sys.stdin.readline().strip().lower() in ("yes", "oui")
