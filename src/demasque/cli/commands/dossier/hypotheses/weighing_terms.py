"""What the commands about the matrix of hypotheses take."""

from typing import Annotated

import typer

from demasque.cli.terms import text

CampaignName = Annotated[
    str,
    typer.Argument(metavar="CAMPAIGN", help=text("A campaign, such as C1."), show_default=False),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="NAME",
        help=text("Who says it: a name, and the office. It goes into the custody log."),
        show_default=False,
    ),
]
Says = Annotated[
    str,
    typer.Option(
        "--says",
        metavar="MARKS",
        help=text(
            "What it says of which hypothesis: fans=inconsistent,spam=C. Marks: CC, C, N, I, II, "
            "NA, unknown."
        ),
        show_default=False,
    ),
]
Because = Annotated[str | None, typer.Option("--because", metavar="WHY", help=text("The reason."))]
