"""``demasque hypotheses rate``: a person's own reading of a row."""

from typing import Annotated, Final

import typer

from demasque.cli.commands.dossier.hypotheses.weighing_terms import Because, By, CampaignName, Says
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "rate"
HELP: Final = text(
    "Say how you read a row of the matrix. Your reading stands beside what the program measured "
    "and what others say, and replaces neither."
)
EXAMPLES: Final = (
    "demasque hypotheses rate protest C1 pace --says fans=N "
    '--because "A fan club agreed on the hour" --by "A. Example, an office"',
)

Row = Annotated[
    str,
    typer.Argument(metavar="ROW", help=text("A row, by its id in the matrix."), show_default=False),
]


def command(
    case: CasePath,
    campaign: CampaignName,
    row: Row,
    says: Says,
    by: By,
    because: Because = None,
    lang: Lang = Language.EN,
) -> None:
    """Read a row."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        said = opened.rate_evidence(campaign, row, says=says, by=by, because=because)
    screen.say(
        screen.words.text("The reading stands beside row {row}, as {entry}.", row=row, entry=said)
    )
