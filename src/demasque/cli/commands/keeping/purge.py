"""``demasque purge``: take out what is too old."""

from typing import Annotated, Final

import typer

from demasque.cli.removals import show_removal
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

EXAMPLES: Final = ("demasque purge protest --older-than P12M",)

OlderThan = Annotated[
    str,
    typer.Option(
        "--older-than",
        metavar="DURATION",
        help=text("Age from which posts go, as an ISO 8601 duration: P12M, P1Y, P90D."),
        show_default=False,
    ),
]


def command(case: CasePath, older_than: OlderThan, lang: Lang = Language.EN) -> None:
    """Purge posts older than a duration."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        removal = opened.purge(older_than, progress=progress)
    show_removal(screen, removal, case)
