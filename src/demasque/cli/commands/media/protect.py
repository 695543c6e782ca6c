"""``demasque media protect``: keep pictures of people from being shown."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "protect"
HELP: Final = text(
    "Keep pictures and clips of people whom posts harm from being shown, not even blurred.\n\n"
    "Name lists of hashes, SHA-256 or PDQ, one a line: the picture itself never enters. Or name "
    "pictures and clips: they are hashed, not stored, and no record names them. What was found to "
    "be a copy of one is kept from being shown as well, and so is what stands in posts of the "
    "private persons of your list of venues."
)
EXAMPLES: Final = (
    "demasque media protect protest hashes.txt",
    "demasque media protect protest portrait.jpg",
)

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE", help=text("Lists of hashes, or pictures and clips."), show_default=False
    ),
]


def command(case: CasePath, files: Files, lang: Lang = Language.EN) -> None:
    """Take hashes of what no output may show."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        done = opened.protect_media(*files)
    screen.say(
        words.plural(
            "{n} hash was given, {new} of them new.",
            "{n} hashes were given, {new} of them new.",
            done.given,
            new=done.added,
        )
    )
    screen.say(
        words.plural(
            "{n} file of this case is shown in no output.",
            "{n} files of this case are shown in no output.",
            done.protected,
        )
    )
    if done.exact:
        screen.warn(
            words.plural(
                "Of {n} picture or clip, only copies of the same bytes are found.",
                "Of {n} pictures or clips, only copies of the same bytes are found.",
                done.exact,
            )
        )
    for reason in done.reasons:
        screen.warn(reason)
