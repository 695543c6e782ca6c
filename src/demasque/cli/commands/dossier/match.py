"""``demasque match``: which posts carry what is known already."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.wording import Wording

if TYPE_CHECKING:
    from demasque.api import LibraryMatches
    from demasque.dossier import KnownIndicator, PublishedIndicator

SHOWN: Final = 50
SOURCES_SHOWN: Final = 2
WORDS_SHOWN: Final = 120
VALUE_SHOWN: Final = 80
"""Characters."""

EXAMPLES: Final = (
    "demasque match protest",
    "demasque match protest indicators.csv bundle.json",
    "demasque match protest --library --folder team/library -o matches.csv",
)

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE",
        help=text("Files of indicators, instead of the library."),
        show_default=False,
    ),
]
WithLibrary = Annotated[
    bool, typer.Option("--library", help=text("The library too, beside the files."))
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="FOLDER",
        help=text("Folder of the library; without it, your own."),
        show_default=False,
    ),
]
Campaigns = Annotated[
    list[str] | None,
    typer.Option(
        "--campaign",
        metavar="NAME",
        help=text("Only this campaign; may be given more than once."),
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help=text("Write every post and indicator to a CSV file as well."),
        show_default=False,
    ),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help=text("Rows shown at most."))]


def command(
    case: CasePath,
    files: Files = None,
    library: WithLibrary = False,
    folder: Folder = None,
    campaign: Campaigns = None,
    output: Output = None,
    limit: Limit = SHOWN,
    lang: Lang = Language.EN,
) -> None:
    """Compare, list what was found, and say what could not be compared."""
    from demasque.api import open_case
    from demasque.dossier import Library

    screen = Screen(lang.value)
    wanted = library or folder is not None or not files
    known = Library.open(folder) if wanted else None
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        found = opened.library_matches(
            known, files=files or [], campaigns=campaign or None, progress=progress
        )
        if not opened.detected:
            screen.warn_undetected(case)
    show_known(screen, found, limit)
    if output is not None:
        found.write(output)
        screen.say(
            screen.words.plural(
                "{n} row was written to {path}.",
                "{n} rows were written to {path}.",
                found.table.num_rows,
                path=str(output),
            )
        )
    say_not_compared(screen, found)


def show_known(screen: Screen, found: "LibraryMatches", limit: int) -> None:
    """A table of indicators: one row a campaign and indicator."""
    words = screen.words
    if not found.known:
        screen.say(
            words.plural(
                "No post carries the {n} known indicator.",
                "No post carries any of the {n} known indicators.",
                found.indicators,
            )
        )
        return
    headings = (
        words.text("Campaign"), words.text("Indicator"), words.text("What its sources say"),
        words.text("Posts"), words.text("Accounts"), words.text("Outside"),
        words.text("What it says here"),
    )  # fmt: skip
    screen.table(headings, [_cells(each, words) for each in found.known[:limit]])
    if any(each.proves for each in found.known):
        screen.say(
            words.text(
                "Read the posts before you speak of a link: they may quote an indicator, mock it "
                "or warn of it."
            )
        )
    left = len(found.known) - limit
    if left > 0:
        screen.say(
            words.plural(
                "{n} more row: --limit shows more, -o FILE writes every post.",
                "{n} more rows: --limit shows more, -o FILE writes every post.",
                left,
            )
        )


def _cells(each: "KnownIndicator", words: Wording) -> tuple[str | float | None, ...]:
    rate = each.rate
    sources = [_source(one, words) for one in each.published[:SOURCES_SHOWN]]
    left = len(each.published) - SOURCES_SHOWN
    if left > 0:
        sources.append(words.plural("and {n} more", "and {n} more", left))
    return (
        each.campaign,
        _short(each.shown, VALUE_SHOWN),
        "\n".join(sources),
        each.posts,
        _of(words, each.accounts, rate.members) if rate else words.number(each.accounts),
        _of(words, rate.outside_accounts, rate.outside_known) if rate else None,
        words.say(each.says),
    )


def _source(one: "PublishedIndicator", words: Wording) -> str:
    """Who published it: operation, words, date, link, and the place in the library."""
    said = None if one.words is None else f"«{_short(one.words, WORDS_SHOWN)}»"
    place = words.text("{source}, line {line}", source=one.source, line=str(one.line))
    return " · ".join(part for part in (one.operation, said, one.date, one.link, place) if part)


def _short(value: str, longest: int) -> str:
    return value if len(value) <= longest else f"{value[: longest - 1]}…"


def _of(words: Wording, n: int, every: int) -> str:
    return words.text("{n} of {all}", n=n, all=every)


def say_not_compared(screen: Screen, found: "LibraryMatches") -> None:
    """What of the library and of the files was not compared."""
    words = screen.words
    if found.not_compared:
        screen.note(
            words.plural(
                "{n} indicator says too little to be compared.",
                "{n} indicators say too little to be compared.",
                found.not_compared,
            )
        )
    for each in found.added:
        for reason, n in each.reasons().items():
            screen.note(
                words.plural(
                    "{name}: {n} row is no indicator: {reason}",
                    "{name}: {n} rows are no indicators: {reason}",
                    n,
                    name=each.source.name,
                    reason=words.say(reason),
                )
            )
