"""``demasque forget``: take an account out."""

from typing import Annotated, Final

import typer

from demasque.cli.removals import show_removal
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

EXAMPLES: Final = (
    "demasque forget protest --account a_2kq7zd4nkm3xw5ab",
    "demasque forget protest --account x:12345 --account x:alice",
)

Accounts = Annotated[
    list[str],
    typer.Option(
        "--account",
        metavar="ACCOUNT",
        help=text("A pseudonym, or platform:id; once per id and handle that the account has."),
        show_default=False,
    ),
]


def command(case: CasePath, account: Accounts, lang: Lang = Language.EN) -> None:
    """Forget accounts."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        with screen.progress() as progress:
            removal = opened.forget(*account, progress=progress)
        platforms = opened.sql("SELECT DISTINCT platform FROM posts ORDER BY platform")["platform"]
    show_removal(screen, removal, case)
    if not removal.posts:
        screen.warn(
            screen.words.text(
                "No post of theirs was in the case; they stay out of files added later. Is the "
                "platform right? Posts left here are of: {platforms}.",
                platforms=", ".join(platforms.to_pylist()) or "-",
            )
        )
