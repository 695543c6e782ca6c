"""``demasque library show``: the indicators of one source, or what of it is none."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from demasque.cli.commands.library.library_terms import (
    KIND_NAMES,
    LibraryFolder,
    SourceName,
    opened_library,
)
from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text

if TYPE_CHECKING:
    from demasque.dossier import Library

WORDS_SHOWN: Final = 80
"""Characters shown of a source's words, and of what it published."""

NAME: Final = "show"
HELP: Final = text(
    "Show the indicators of a source, each with its line and the source's own words; with --lost, "
    "the rows that are no indicator, each with its reason."
)
EXAMPLES: Final = (
    "demasque library show fimi_domains.csv --limit 200",
    "demasque library show 4bbe12b55b64 --lost",
)

Limit = Annotated[int, typer.Option("--limit", min=1, help=text("Rows shown at most."))]
Lost = Annotated[
    bool, typer.Option("--lost", help=text("The rows that are no indicator, and why."))
]


def command(
    name: SourceName,
    limit: Limit = 50,
    lost: Lost = False,
    folder: LibraryFolder = None,
    lang: Lang = Language.EN,
) -> None:
    """Print rows of one source."""
    screen = Screen(lang.value)
    library = opened_library(folder)
    shown = show_lost if lost else show_indicators
    left = shown(screen, library, name, limit)
    if left > 0:
        screen.say(
            screen.words.plural(
                "{n} more row: --limit shows more.", "{n} more rows: --limit shows more.", left
            )
        )


def show_indicators(screen: Screen, library: "Library", name: str, limit: int) -> int:
    """Print indicators; how many are not shown."""
    words = screen.words
    found = library.indicators(name)
    if not found.num_rows:
        screen.say(words.text("No row of this source is an indicator: see --lost."))
        return 0
    headings = (
        words.text("Line"), words.text("Kind"), words.text("As published"),
        words.text("Operation"), words.text("In the source's words"), words.text("Date"),
    )  # fmt: skip
    rows = [
        (
            str(row["line"]),
            words.say(KIND_NAMES[row["kind"]]),
            cut(row["value"]),
            row["operation"],
            cut(row["words"]),
            row["date"],
        )
        for row in found.slice(0, limit).to_pylist()
    ]
    screen.table(headings, rows)
    return int(found.num_rows) - limit


def show_lost(screen: Screen, library: "Library", name: str, limit: int) -> int:
    """Print what is no indicator; how many rows are not shown."""
    from demasque.dossier import lost_reason

    words = screen.words
    found = library.rejected(name)
    if not found.num_rows:
        screen.say(words.text("Every row of this source is an indicator."))
        return 0
    rows = [
        (str(row["line"]), words.say(lost_reason(row["reason"], row["detail"])))
        for row in found.slice(0, limit).to_pylist()
    ]
    screen.table((words.text("Line"), words.text("Reason")), rows)
    return int(found.num_rows) - limit


def cut(said: Any) -> str | None:
    """The beginning of a long text, on one line."""
    if said is None:
        return None
    line = " ".join(str(said).split())
    return line if len(line) <= WORDS_SHOWN else f"{line[: WORDS_SHOWN - 1]}…"
