"""``demasque rejects``: list the rows that could not be used, each with its line and reason."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

SHOWN: Final = 100

EXAMPLES: Final = (
    "demasque rejects protest",
    "demasque rejects protest --file posts.csv --limit 1000",
    "demasque rejects protest --csv rejected.csv",
)

File = Annotated[
    str | None,
    typer.Option("--file", metavar="NAME", help=text("Only rows of this file (or its SHA-256).")),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help=text("Rows listed at most."))]
Csv = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE", help=text("Write all of them to a CSV file instead.")),
]


def command(
    case: CasePath,
    file: File = None,
    limit: Limit = SHOWN,
    csv: Csv = None,
    lang: Lang = Language.EN,
) -> None:
    """List rejected rows."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        rejected = opened.rejects(file)
    if csv is not None:
        from pyarrow.csv import write_csv

        write_csv(rejected, csv)
        screen.say(
            words.plural(
                "{n} rejected row was written to {path}.",
                "{n} rejected rows were written to {path}.",
                rejected.num_rows,
                path=str(csv),
            )
        )
        return
    if not rejected.num_rows:
        screen.say(words.text("No row was rejected."))
        return
    rows = [
        (row["file"], row["line"] if row["line"] else "–", words.say(row["reason"]))
        for row in rejected.slice(0, limit).to_pylist()
    ]
    screen.table((words.text("File"), words.text("Line"), words.text("Reason")), rows)
    left = rejected.num_rows - len(rows)
    if left:
        screen.say(
            words.plural(
                "{n} more row was rejected: --limit lists more, --csv FILE writes all.",
                "{n} more rows were rejected: --limit lists more, --csv FILE writes all.",
                left,
            )
        )
