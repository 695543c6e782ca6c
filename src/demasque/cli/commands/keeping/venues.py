"""``demasque venues``: say what kind of venue accounts are."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

EXAMPLES: Final = ("demasque venues protest venues.csv",)

VenuesPath = Annotated[
    Path, typer.Argument(metavar="FILE", help=text("The list, as CSV."), show_default=False)
]


def command(case: CasePath, file: VenuesPath, lang: Lang = Language.EN) -> None:
    """Take a list of venues."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        named = opened.name_venues(file)
    screen.say(
        words.plural("{n} account is on the list.", "{n} accounts are on the list.", named.listed)
    )
    if named.unseen:
        shown = ", ".join(str(line) for line in named.unseen[:20])
        screen.warn(
            words.plural(
                "{n} of them is nowhere in this case (line {lines}). Is the platform right?",
                "{n} of them are nowhere in this case (lines {lines}). Is the platform right?",
                len(named.unseen),
                lines=shown + (", …" if len(named.unseen) > 20 else ""),
            )
        )
