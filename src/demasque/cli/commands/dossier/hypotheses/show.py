"""``demasque hypotheses show``: the matrix of competing hypotheses."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.commands.dossier.hypotheses.matrix_lines import show_matrix
from demasque.cli.commands.dossier.hypotheses.weighing_terms import CampaignName
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "show"
HELP: Final = text(
    "Show the matrix of competing hypotheses of a campaign: which has least against it, row by row "
    "what was measured and what people added, and how the ranking changes without each row."
)
EXAMPLES: Final = (
    "demasque hypotheses show protest C1",
    "demasque hypotheses show protest C1 --all",
    "demasque hypotheses show protest C1 --csv matrix.csv",
)

All = Annotated[
    bool,
    typer.Option("--all", help=text("Also rows that tell nothing apart, and those not known.")),
]
Csv = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        metavar="FILE",
        help=text("Write every cell into a CSV file instead."),
        show_default=False,
    ),
]


def command(
    case: CasePath,
    campaign: CampaignName,
    everything: All = False,
    csv: Csv = None,
    lang: Lang = Language.EN,
) -> None:
    """Show the matrix, or write it."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        if not opened.detected:
            screen.warn_undetected(case)
        found = opened.hypotheses(campaign)
    if csv is None:
        show_matrix(screen, found, everything)
        return
    from pyarrow.csv import write_csv

    from demasque.publish import new_file

    cells = found.table()
    with new_file(csv) as draft:
        write_csv(cells, draft)
    screen.say(
        screen.words.plural(
            "{n} cell was written to {path}.",
            "{n} cells were written to {path}.",
            cells.num_rows,
            path=str(csv),
        )
    )
