"""``demasque dossier export``: what people said, as files that a team reviews."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "export"
HELP: Final = text(
    "Write everything that people said to a file, or to a folder with a file per kind: readable, "
    "and the same bytes for the same words."
)
EXAMPLES: Final = (
    "demasque dossier export protest",
    "demasque dossier export protest -o review",
)

Output = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help=text("A file that ends in .toml, or a folder."),
    ),
]


def command(case: CasePath, output: Output = Path("dossier.toml"), lang: Lang = Language.EN) -> int:
    """Export; 1 where the custody log does not prove what was written."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        written = opened.export_dossier(output)
    screen.say(
        screen.words.plural(
            "{n} entry in {path}", "{n} entries in {path}", written.entries, path=str(output)
        )
    )
    if written.broken_at is not None:
        screen.problem(
            screen.words.text(
                "The custody log is not as it was written from line {line} on: it does not prove "
                "what follows there. See: demasque verify",
                line=written.broken_at,
            )
        )
    return int(written.broken_at is not None)
