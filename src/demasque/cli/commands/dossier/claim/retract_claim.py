"""``demasque claim retract``: take back a claim, a link or a list of channels."""

from typing import Annotated, Final

import typer

from demasque.cli.commands.dossier.claim.claim_terms import By
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "retract"
HELP: Final = text(
    "Take back a claim, a link between claims or the list of channels, with a reason. The journal "
    "keeps both."
)
EXAMPLES: Final = (
    'demasque claim retract protest K1a2b3c4d --because "Entered twice" --by "A. Example, Office"',
)

Taken = Annotated[
    str,
    typer.Argument(
        metavar="CODE",
        help=text("The id of a claim (K...), a link (L...) or a list of channels (O...)."),
        show_default=False,
    ),
]
Because = Annotated[
    str, typer.Option("--because", metavar="WORDS", help=text("Why."), show_default=False)
]


def command(
    case: CasePath, entry: Taken, because: Because, by: By, lang: Lang = Language.EN
) -> None:
    """Take an entry back."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        retraction = opened.retract_claim(entry, by=by, because=because)
    screen.say(
        screen.words.text(
            "{entry} was taken back. The journal keeps it.", entry=retraction.supersedes or entry
        )
    )
