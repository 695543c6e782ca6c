"""``demasque label``: name a message."""

from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import UsageError

EXAMPLES: Final = (
    'demasque label protest N3f2a "The green lighthouse"',
    "demasque label protest N3f2a --remove",
)

Code = Annotated[str, typer.Argument(metavar="CODE", help=text("A code, such as N3f2a or W1."))]
Name = Annotated[str | None, typer.Argument(metavar="NAME", help=text("The name."))]
Remove = Annotated[bool, typer.Option("--remove", help=text("Take the name off again."))]


def command(
    case: CasePath,
    code: Code,
    name: Name = None,
    remove: Remove = False,
    lang: Lang = Language.EN,
) -> None:
    """Name a message, or take its name off."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    if (name is None) != remove:
        raise UsageError("Give either a name or --remove.")
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        if name is None:
            posts = opened.unlabel(code)
            said = screen.words.plural(
                "The name was taken off {n} post.", "The name was taken off {n} posts.", posts
            )
        else:
            posts = opened.label(code, name)
            said = screen.words.plural(
                "{n} post bears the name now.", "{n} posts bear the name now.", posts
            )
    screen.say(said)
