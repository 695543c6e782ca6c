"""``demasque export``: write the case in another format."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "export"
HELP: Final = text(
    "Write the case in another format: csv and parquet make a folder of tables, gexf and graphml a "
    "network for Gephi."
)
EXAMPLES: Final = (
    "demasque export protest --format csv -o tables",
    "demasque export protest --format gexf -o network.gexf",
    "demasque export protest --format parquet -o tables --reveal",
)

Format = Annotated[
    str,
    typer.Option(
        "--format", metavar="NAME", help="csv, parquet, gexf, graphml", show_default=False
    ),
]
Output = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help=text("Folder or file to write."),
        show_default=False,
    ),
]
Reveal = Annotated[
    bool,
    typer.Option(
        "--reveal",
        help=text("Add original ids of accounts and posts; the custody log keeps that you did."),
    ),
]


def command(
    case: CasePath,
    format: Format,
    output: Output,
    reveal: Reveal = False,
    lang: Lang = Language.EN,
) -> None:
    """Export in one format."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        written = opened.export(format, output, reveal=reveal, progress=progress)
    words = screen.words
    screen.say(words.text("The export is {path}", path=str(written)))
    if reveal:
        screen.warn(
            words.text(
                "It names accounts as the platforms do. Give it only to people who need that."
            )
        )
