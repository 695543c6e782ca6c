"""``demasque media match``: compare the case with somebody's list of hashes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.sentences import Sentence
from demasque.wording import Wording

if TYPE_CHECKING:
    from demasque.media import HashMatches

SHOWN: Final = 50
DIGITS_SHOWN: Final = 8
LABEL_SHOWN: Final = 24
"""Characters shown of what the list says."""
REJECTS_SHOWN: Final = 10

NAME: Final = "match"
HELP: Final = text(
    "Find the pictures, clips and posts that hold what a list of hashes names.\n\n"
    "The list is CSV with a column pdq, sha256 or md5, one hash a line, vPDQ, or ThreatExchange's "
    "JSON. PDQ matches pictures and frames within 31 of 256 bits, turned and mirrored too; SHA-256 "
    "matches the same bytes. A match says that a picture is like one in the list, and nothing of "
    "who posted it or why."
)
EXAMPLES: Final = (
    "demasque media match protest hashes.csv",
    "demasque media match protest hashes.json --csv matches.csv",
)

ListPath = Annotated[
    Path, typer.Argument(metavar="FILE", help=text("The list."), show_default=False)
]
Limit = Annotated[int, typer.Option("--limit", min=1, help=text("Rows shown at most."))]
Csv = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE", help=text("Write all of them to a CSV file instead.")),
]

ORIENTATION_NAMES: Final = {
    "as_is": Sentence("as in the list"),
    "rotated_90": Sentence("turned by 90°"),
    "rotated_180": Sentence("turned by 180°"),
    "rotated_270": Sentence("turned by 270°"),
    "flipped": Sentence("upside down, mirrored"),
    "mirrored": Sentence("mirrored"),
    "transposed": Sentence("turned by 90°, mirrored"),
    "transverse": Sentence("turned by 270°, mirrored"),
}


def command(
    case: CasePath,
    file: ListPath,
    limit: Limit = SHOWN,
    csv: Csv = None,
    lang: Lang = Language.EN,
) -> None:
    """Compare, list the matches, and say what could not be compared."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        found = opened.media_matches(file, progress=progress)
    if csv is not None:
        from demasque.media import write_matches

        write_matches(found.table, csv)
        screen.say(
            screen.words.plural(
                "{n} match was written to {path}.",
                "{n} matches were written to {path}.",
                found.table.num_rows,
                path=str(csv),
            )
        )
    else:
        show_matches(screen, found, limit)
    say_left_out(screen, found)


def show_matches(screen: Screen, found: "HashMatches", limit: int) -> None:
    """A table of matches: one row a file and what the list calls it."""
    words = screen.words
    groups = grouped(found.table.to_pylist())
    if not groups:
        screen.say(words.text("Nothing in this case matches the list."))
        return
    headings = (
        words.text("Line"), words.text("In the list"), words.text("Hashes"), words.text("File"),
        words.text("Second"), words.text("Bits apart"), words.text("How"), words.text("Family"),
        words.text("Posts"), words.text("Accounts"), words.text("Platforms"),
        words.text("First day"),
    )  # fmt: skip
    screen.table(headings, [_cells(rows, words) for rows in groups[:limit]])
    left = len(groups) - limit
    if left > 0:
        screen.say(
            words.plural(
                "{n} more file: --limit shows more, --csv FILE writes every match.",
                "{n} more files: --limit shows more, --csv FILE writes every match.",
                left,
            )
        )


def grouped(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Matches by file and label, the nearest first: a clip has many frames in a list."""
    groups: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["media"], row["label"]), []).append(row)
    for group in groups.values():
        # The same bytes are nearer than any look.
        group.sort(key=lambda row: -1 if row["distance"] is None else row["distance"])
    return list(groups.values())


def _cells(rows: list[dict[str, Any]], words: Wording) -> tuple[str | float | None, ...]:
    nearest = rows[0]
    family, first = nearest["family"], nearest["first_at"]
    return (
        nearest["line"],
        (nearest["label"] or nearest["hash"][:DIGITS_SHOWN])[:LABEL_SHOWN],
        len({row["hash"] for row in rows}),
        nearest["media"][:DIGITS_SHOWN],
        nearest["at"],
        nearest["distance"],
        words.say(how_found(nearest)),
        None if family is None else f"M{family[:6]}",
        nearest["posts"],
        nearest["accounts"],
        ", ".join(nearest["platforms"]) or None,
        None if first is None else words.date(first),
    )


def how_found(row: dict[str, Any]) -> Sentence:
    """How a row of matches came about, with a mark for what is no content."""
    match row["found_by"]:
        case "sha256":
            how = Sentence("same bytes")
        case "export":
            how = Sentence("same hash in an export")
        case _:
            how = ORIENTATION_NAMES[row["orientation"]]
    if row["content"] in (None, "content"):
        return how
    return Sentence("{how}; plain, a logo or a template", how=how)


def say_left_out(screen: Screen, found: "HashMatches") -> None:
    """What of the list, and of the case, was not compared."""
    words, listed = screen.words, found.listed
    for sentence in found.remarks():
        screen.note(words.say(sentence))
    if not listed.rejected:
        return
    screen.warn(
        words.plural(
            "{n} line of the list could not be used:",
            "{n} lines of the list could not be used:",
            len(listed.rejected),
        )
    )
    for each in listed.rejected[:REJECTS_SHOWN]:
        screen.note(
            words.text("Line {line}: {reason}", line=str(each.line), reason=words.say(each.reason))
        )
    left = len(listed.rejected) - REJECTS_SHOWN
    if left > 0:
        screen.note(words.plural("and {n} more line", "and {n} more lines", left))
