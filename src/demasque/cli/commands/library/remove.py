"""``demasque library remove``: take a source out of the library."""

from typing import Final

from demasque.cli.commands.library.library_terms import (
    LibraryFolder,
    SourceName,
    opened_library,
)
from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text

NAME: Final = "remove"
HELP: Final = text(
    "Take a source out of the library, the file that was kept too. Cases keep what they found."
)
EXAMPLES: Final = ("demasque library remove old-list.txt",)


def command(name: SourceName, folder: LibraryFolder = None, lang: Lang = Language.EN) -> None:
    """Remove one source."""
    screen = Screen(lang.value)
    source = opened_library(folder).remove(name)
    screen.say(
        screen.words.plural(
            "{name} is out of the library, with {n} indicator.",
            "{name} is out of the library, with {n} indicators.",
            source.indicators,
            name=source.name,
        )
    )
