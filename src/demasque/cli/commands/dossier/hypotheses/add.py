"""``demasque hypotheses add``: a hypothesis of the user's own."""

from typing import Annotated, Final

import typer

from demasque.cli.commands.dossier.hypotheses.weighing_terms import By, CampaignName
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "add"
HELP: Final = text(
    "Add a hypothesis to the matrix of a campaign. It is ranked once evidence speaks of it: of at "
    "least half of what tells the hypotheses apart."
)
EXAMPLES: Final = (
    'demasque hypotheses add protest C1 --title "A school project" '
    '--says "A class posts what the teacher hands out." --by "A. Example, an office"',
)

Title = Annotated[
    str, typer.Option("--title", help=text("Its name, in a few words."), show_default=False)
]
Statement = Annotated[
    str, typer.Option("--says", help=text("What it says, in one sentence."), show_default=False)
]


def command(
    case: CasePath,
    campaign: CampaignName,
    title: Title,
    says: Statement,
    by: By,
    lang: Lang = Language.EN,
) -> None:
    """Add a hypothesis."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        added = opened.add_hypothesis(campaign, title, says=says, by=by)
    screen.say(
        screen.words.text(
            "The hypothesis is in the matrix as {entry}: evidence speaks of it by this name.",
            entry=added,
        )
    )
