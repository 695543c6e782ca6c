"""``demasque statement``: draft a statement for the public, in English and French."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

EXAMPLES: Final = (
    "demasque statement protest C1 -o statement.html",
    'demasque statement protest C1 -o statement.txt --by "A. Example, an office"',
)

Campaign = Annotated[
    str,
    typer.Argument(
        metavar="CAMPAIGN",
        help=text("Campaign that the statement is about, such as C1."),
        show_default=False,
    ),
]
Output = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help=text("File to write: .html, .txt, or .pdf (pip install 'demasque[pdf]')."),
        show_default=False,
    ),
]
Signer = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="NAME", help=text("Who signs it for publication, with the office.")
    ),
]


def command(
    case: CasePath,
    campaign: Campaign,
    output: Output,
    by: Signer = None,
    lang: Lang = Language.EN,
) -> None:
    """Write the statement; ``lang`` is that of the screen."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        written = opened.statement(output, campaign, by=by, progress=progress)
    screen.say(screen.words.text("The statement is {path}", path=str(written)))
