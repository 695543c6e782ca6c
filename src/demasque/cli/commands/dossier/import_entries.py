"""``demasque dossier import``: take in what people wrote in files."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "import"
HELP: Final = text(
    "Append what files of a dossier hold and the case does not. An entry without id is new; one "
    "whose words were edited is refused, and then nothing is added."
)
EXAMPLES: Final = ("demasque dossier import protest dossier.toml",)

Given = Annotated[
    Path,
    typer.Argument(
        metavar="PATH", help=text("A file of a dossier, or a folder of them."), show_default=False
    ),
]


def command(case: CasePath, path: Given, lang: Lang = Language.EN) -> None:
    """Import, and say what was added."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    words = screen.words
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        taken = opened.import_dossier(path, progress=progress)
    for entry in taken.added:
        screen.say(words.text("{id}: said by {person}.", id=entry.id, person=entry.by))
    screen.say(
        words.plural(
            "{n} entry was added; {known} were there already.",
            "{n} entries were added; {known} were there already.",
            len(taken.added),
            known=taken.known,
        )
    )
