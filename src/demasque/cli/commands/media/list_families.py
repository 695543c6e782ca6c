"""``demasque media list``: list pictures and clips."""

from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "list"
HELP: Final = text(
    "List the pictures and clips that were added beside posts, those of most accounts first. One "
    "and all its copies, whatever was changed in them, are one row."
)
EXAMPLES: Final = (
    "demasque media list protest",
    "demasque media list protest --limit 100",
)

Limit = Annotated[
    int, typer.Option("--limit", metavar="NUMBER", min=1, help=text("Rows shown at most."))
]


def command(case: CasePath, limit: Limit = 20, lang: Lang = Language.EN) -> None:
    """Print the families, and how many there are besides."""
    from demasque.api import open_case
    from demasque.publish import change_name, media_kind_name

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        found = opened.media_families()
    if not found.num_rows:
        screen.say(words.text("No pictures or clips were added beside the posts of this case."))
        return
    headings = (
        words.text("Code"), words.text("Kind"), words.text("Accounts"), words.text("Posts"),
        words.text("Files"), words.text("Platforms"), words.text("First (UTC)"),
        words.text("Posts a day"), words.text("What was changed"),
    )  # fmt: skip
    rows = [
        (
            row["code"],
            words.say(media_kind_name(row["kind"])),
            row["accounts"],
            row["posts"],
            row["files"],
            ", ".join(row["platforms"]),
            words.time(row["first_at"], seconds=False),
            words.text(
                "{middle} ({low} to {high})",
                middle=row["day_median"], low=row["day_low"], high=row["day_high"],
            ),
            ", ".join(words.say(change_name(each)) for each in row["changes"]) or None,
        )
        for row in found.slice(0, limit).to_pylist()
    ]  # fmt: skip
    screen.table(headings, rows)
    if found.num_rows > limit:
        screen.say(words.text("{n} more: --limit shows them.", n=found.num_rows - limit))
