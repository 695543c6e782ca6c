"""What the commands of the library share: options, and the names of kinds of indicators."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.terms import text
from demasque.sentences import Sentence
from demasque.wording import Wording

if TYPE_CHECKING:
    from demasque.dossier import Library

LibraryFolder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="FOLDER",
        help=text(
            "Folder of the library; without it the one in DEMASQUE_LIBRARY, or else one among "
            "your own data."
        ),
        show_default=False,
    ),
]
SourceName = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help=text("A source: its name, or the first digits of its digest."),
        show_default=False,
    ),
]

KIND_NAMES: Final = {
    "domain": Sentence("domain"),
    "url": Sentence("link"),
    "hashtag": Sentence("hashtag"),
    "text": Sentence("words"),
    "hash": Sentence("hash"),
}

DIGITS_SHOWN: Final = 12


def opened_library(folder: Path | None) -> "Library":
    """The library that the options name."""
    from demasque.dossier import Library

    return Library.open(folder)


def kinds_counted(kinds: Mapping[str, int], words: Wording) -> str | None:
    """How many indicators there are of each kind; None where there are none."""
    counted = [f"{words.say(KIND_NAMES[kind])} {words.number(n)}" for kind, n in kinds.items() if n]
    return ", ".join(counted) or None


def dates_between(first: str | None, last: str | None) -> str | None:
    """The dates that a source gives, as it gives them."""
    return first if first == last or last is None else f"{first} – {last}"
