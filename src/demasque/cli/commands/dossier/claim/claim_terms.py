"""What several commands about claims take."""

from typing import Annotated

import typer

from demasque.cli.terms import text

By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="NAME, OFFICE",
        help=text("Who enters this: a name, and the office."),
        show_default=False,
    ),
]
ClaimId = Annotated[
    str,
    typer.Argument(
        metavar="CLAIM",
        help=text("A claim's id, such as K1a2b3c4d, or its first five characters or more."),
        show_default=False,
    ),
]
