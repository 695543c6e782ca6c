"""``demasque library add``: take in what others published, or signatures of one's own."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.commands.library.library_terms import (
    LibraryFolder,
    kinds_counted,
    opened_library,
)
from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text

if TYPE_CHECKING:
    from demasque.dossier import Added, AddedFolder

REASONS_SHOWN: Final = 20

NAME: Final = "add"
HELP: Final = text(
    "Add files to the library: Meta's network files, DIMA's domains, bundles of STIX 2.1, events "
    "of MISP, tables, lists with one value a line, signatures, exported libraries.\n\n"
    "A file is kept as it came, and adding it twice adds nothing. Rows that are no indicator are "
    "counted with their reason: prose, accounts, e-mail addresses, telephone numbers, victims. "
    "Nothing is fetched from anywhere."
)
EXAMPLES: Final = (
    "demasque library add networks/ fimi_domains.csv",
    "demasque library add bundle.json --folder team-library",
)

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help=text("Files, or folders of files."), show_default=False),
]


def command(files: Files, folder: LibraryFolder = None, lang: Lang = Language.EN) -> int:
    """Add files and folders; say what each gave, and why rows are no indicators."""
    screen = Screen(lang.value)
    library = opened_library(folder)
    with screen.progress() as progress:
        found = library.add_all(*files, progress=progress)
    if found.added:
        show_added(screen, found.added)
        show_reasons(screen, found)
    for _, reason in found.left_out:
        screen.warn(screen.words.say(reason))
    screen.note(screen.words.text("The library is in {path}.", path=library.folder))
    named = {path.resolve() for path in files}
    refused = any(path.resolve() in named for path, _ in found.left_out)
    return 1 if refused or not found.added else 0


def show_added(screen: Screen, added: Sequence["Added"]) -> None:
    """A table of the files, one row each."""
    words = screen.words
    headings = (
        words.text("Source"), words.text("Format"), words.text("Rows"), words.text("Indicators"),
        words.text("Of them"), words.text("Rows lost"), words.text("New"),
    )  # fmt: skip
    screen.table(
        headings,
        [
            (
                each.source.name,
                words.say(each.source.title),
                each.source.rows,
                each.source.indicators,
                kinds_counted(each.source.kinds, words),
                each.source.rows - each.source.loaded,
                words.text("yes") if each.new else words.text("there already"),
            )
            for each in added
        ],
    )


def show_reasons(screen: Screen, found: "AddedFolder") -> None:
    """Why rows are no indicators, the most frequent reason first."""
    words = screen.words
    reasons = list(found.reasons().items())
    if not reasons:
        return
    screen.say(words.text("Rows that are no indicators, by reason:"))
    screen.table(
        (words.text("Rows"), words.text("Reason")),
        [(n, words.say(reason)) for reason, n in reasons[:REASONS_SHOWN]],
    )
    left = len(reasons) - REASONS_SHOWN
    if left > 0:
        screen.say(words.plural("and {n} more reason", "and {n} more reasons", left))
    screen.say(words.text("Each with its line: demasque library show NAME --lost"))
