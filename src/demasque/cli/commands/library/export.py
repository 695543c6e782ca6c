"""``demasque library export``: indicators for others, as CSV or JSON."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.commands.library.library_terms import LibraryFolder, opened_library
from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text

NAME: Final = "export"
HELP: Final = text(
    "Write the indicators of a source, or of all, as CSV or JSON; another library can add either."
)
EXAMPLES: Final = (
    "demasque library export fimi_domains.csv -o domains.json",
    "demasque library export -o everything.csv",
)

OneOrAll = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        help=text("A source: its name, or the first digits of its digest; without it all."),
        show_default=False,
    ),
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE", help=text("File to write."), show_default=False),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help=text("csv or json; by the file's ending without it.")
    ),
]


def command(
    output: Output,
    name: OneOrAll = None,
    format: Format = None,
    folder: LibraryFolder = None,
    lang: Lang = Language.EN,
) -> None:
    """Write indicators, and say how many."""
    screen = Screen(lang.value)
    written = opened_library(folder).export(output, name, format)
    screen.say(
        screen.words.plural(
            "{n} indicator was written to {path}.",
            "{n} indicators were written to {path}.",
            written,
            path=output,
        )
    )
