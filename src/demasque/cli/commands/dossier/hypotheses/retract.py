"""``demasque hypotheses retract``: take back a hypothesis, a row or a reading."""

from typing import Annotated, Final

import typer

from demasque.cli.commands.dossier.hypotheses.weighing_terms import By
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "retract"
HELP: Final = text(
    "Take back a hypothesis, a row of evidence or a reading. What was said stays in the custody "
    "log, with who took it back and why."
)
EXAMPLES: Final = (
    'demasque hypotheses retract protest E1a2b3c4d --because "The source was withdrawn" '
    '--by "A. Example, an office"',
)

EntryId = Annotated[
    str,
    typer.Argument(
        metavar="ENTRY", help=text("The id that was given when it was added."), show_default=False
    ),
]
Why = Annotated[
    str, typer.Option("--because", metavar="WHY", help=text("The reason."), show_default=False)
]


def command(case: CasePath, entry: EntryId, because: Why, by: By, lang: Lang = Language.EN) -> None:
    """Take it back."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        opened.retract_evidence(entry, by=by, because=because)
    screen.say(screen.words.text("{entry} no longer stands.", entry=entry))
