"""``demasque library list``: what the library holds."""

from typing import Final

from demasque.cli.commands.library.library_terms import (
    DIGITS_SHOWN,
    LibraryFolder,
    dates_between,
    kinds_counted,
    opened_library,
)
from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text

NAME: Final = "list"
HELP: Final = text("List the sources of the library: kinds, dates and digests.")
EXAMPLES: Final = ("demasque library list", "demasque library list --folder team-library")


def command(folder: LibraryFolder = None, lang: Lang = Language.EN) -> None:
    """Print one row a source."""
    screen = Screen(lang.value)
    words = screen.words
    library = opened_library(folder)
    sources = library.sources()
    screen.note(words.text("The library is in {path}.", path=library.folder))
    if not sources:
        screen.say(words.text("The library is empty. First: demasque library add FILE"))
        return
    headings = (
        words.text("Source"), words.text("Format"), words.text("Indicators"),
        words.text("Of them"), words.text("Rows lost"), words.text("Dates given"),
        words.text("Digest"),
    )  # fmt: skip
    screen.table(
        headings,
        [
            (
                each.name,
                words.say(each.title),
                each.indicators,
                kinds_counted(each.kinds, words),
                each.rows - each.loaded,
                dates_between(each.first_date, each.last_date),
                each.digest[:DIGITS_SHOWN],
            )
            for each in sources
        ],
    )
