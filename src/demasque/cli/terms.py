"""What several commands take, and the sentences of ``--help``, marked for translation."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer


def text(sentence: str) -> str:
    """Mark a sentence of the help; it is put into the reader's language when help is asked for."""
    return sentence


class Language(StrEnum):
    """Languages that the program speaks."""

    EN = "en"
    FR = "fr"


ABOUT: Final = text(
    "Find networks of accounts that act as one, in exports of public posts, and show the evidence."
)
FIRST_STEPS: Final = (
    "demasque init protest",
    "demasque add protest posts.csv",
    "demasque detect protest",
    "demasque report protest -o report.html",
)

CasePath = Annotated[
    Path, typer.Argument(metavar="CASE", help=text("Folder of the case."), show_default=False)
]
Lang = Annotated[
    Language,
    typer.Option("--lang", envvar="DEMASQUE_LANG", help=text("Language of what is written.")),
]
ScheduleFile = Annotated[
    Path | None,
    typer.Option(
        "--schedule",
        metavar="FILE",
        help=text(
            "Test windows of the week on every campaign: a CSV file with the columns days "
            "(Mon-Fri), from, to (20:30), zone (Asia/Shanghai) and, if wished, calendar (CN: "
            "public holidays)."
        ),
        show_default=False,
    ),
]

ShowMedia = Annotated[
    bool,
    typer.Option(
        "--show-media",
        help=text(
            "Show small pictures as they are, not blurred. Those of protected people stay out."
        ),
    ),
]


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"demasque {version('demasque')}")
        raise typer.Exit


def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help=text("Print the version and exit."),
        ),
    ] = False,
    lang: Lang = Language.EN,
) -> None:
    """Take the options that stand before a command."""
