"""``demasque media words``: search the words in pictures and clips."""

from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

LONGEST: Final = 100
"""Characters shown of a picture's words."""

NAME: Final = "words"
HELP: Final = text(
    "List the words that a detection read in pictures and clips, or heard in clips, or search them."
)
EXAMPLES: Final = (
    "demasque media words protest",
    'demasque media words protest --find "old harbour"',
)

Find = Annotated[
    str | None,
    typer.Option("--find", metavar="WORDS", help=text("Only what holds these words.")),
]
Limit = Annotated[
    int, typer.Option("--limit", metavar="NUMBER", min=1, help=text("Rows shown at most."))
]


def command(case: CasePath, find: Find = None, limit: Limit = 20, lang: Lang = Language.EN) -> None:
    """Print words, and how many rows there are besides."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        found = opened.media_words(find)
    if not found.num_rows:
        screen.say(words.text("No such words were read in, or heard from, pictures and clips."))
        return
    headings = (
        words.text("Code"),
        words.text("Words"),
        words.text("Read or heard"),
        words.text("Accounts"),
        words.text("Posts"),
        words.text("First (UTC)"),
    )
    rows = [
        (
            row["code"],
            _short(row["words"]),
            words.text("read from picture") if row["how"] == "read" else words.text("heard"),
            row["accounts"],
            row["posts"],
            words.time(row["first_at"], seconds=False) if row["first_at"] else None,
        )
        for row in found.slice(0, limit).to_pylist()
    ]
    screen.table(headings, rows)
    if found.num_rows > limit:
        screen.say(words.text("{n} more: --limit shows them.", n=found.num_rows - limit))


def _short(said: str) -> str:
    line = " / ".join(said.split("\n"))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
