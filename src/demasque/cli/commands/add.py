"""``demasque add``: take export files into a case."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.media_lines import show_added_media
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.ingest import AddedFile
    from demasque.media import AddedMedia

EXAMPLES: Final = (
    "demasque add protest posts.csv accounts.json.gz",
    "demasque add protest sheet.tsv --map account=Author --map posted_at='Date (UTC)'",
    "demasque add protest clips.csv --map platform==tiktok",
    "demasque add protest sheet.csv --date-order day",
    "demasque add protest downloads/ --keep-media",
)

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE", help=text("Export files, folders, zips of files."), show_default=False
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help=text("Format of the files, if it is not to be found out.")
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help=text("Which column fills a field; FIELD==VALUE gives every row the same value."),
    ),
]


class FirstInDates(StrEnum):
    """What stands first in a date such as 3/4/2024."""

    DAY = "day"
    MONTH = "month"


DateOrder = Annotated[
    FirstInDates | None,
    typer.Option(
        "--date-order", help=text("What stands first in dates such as 3/4/2024: day or month.")
    ),
]
KeepProfileText = Annotated[
    bool,
    typer.Option(
        "--keep-profile-text",
        help=text("Keep display names and bios as written, not only as hashes."),
    ),
]
KeepMedia = Annotated[
    bool,
    typer.Option(
        "--keep-media",
        help=text("Copy pictures and clips into the evidence. Otherwise they stay where they are."),
    ),
]


def command(
    case: CasePath,
    files: Files,
    format: Format = None,
    map: Map = None,
    date_order: DateOrder = None,
    keep_profile_text: KeepProfileText = False,
    keep_media: KeepMedia = False,
    lang: Lang = Language.EN,
) -> int:
    """Add files; 1 where one of them, or no row of one, could be used."""
    mapping = read_mapping(map or [])
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        with screen.progress() as progress:
            added = opened.add(
                *files,
                format=format,
                mapping=mapping,
                date_order=date_order.value if date_order else None,
                keep_profile_text=keep_profile_text,
                keep_media=keep_media,
                progress=progress,
            )
        show_added(screen, added, case)
        if opened.detected and any(file.kept or _took_out(file) for file in added):
            screen.say(
                screen.words.text(
                    "What was found before does not know these rows: run demasque detect {case} "
                    "again.",
                    case=str(case),
                )
            )
    return int(any(file.problem or not file.usable for file in added))


def _took_out(file: "AddedFile | AddedMedia") -> bool:
    return getattr(file, "deleted", 0) > 0


def read_mapping(given: Sequence[str]) -> dict[str, str]:
    """FIELD=COLUMN words as a mapping. Raises UsageError for one that is not of this form."""
    mapping: dict[str, str] = {}
    for word in given:
        field, equals, column = word.partition("=")
        if not (field and equals and column):
            raise UsageError(
                "--map {word}: write it as FIELD=COLUMN, such as account=Author.", word=word
            )
        if field in mapping:
            raise UsageError("--map names the field {field} twice.", field=field)
        mapping[field] = column
    return mapping


def show_added(screen: Screen, added: Sequence["AddedFile | AddedMedia"], case: Path) -> None:
    """A table of what became of each export, one of each folder, then what needs words."""
    from demasque.media import AddedMedia

    folders = [each for each in added if isinstance(each, AddedMedia)]
    files = [each for each in added if not isinstance(each, AddedMedia)]
    show_added_files(screen, [*files, *(file for each in folders for file in each.exports)], case)
    if folders:
        show_added_media(screen, folders, case)


def show_added_files(screen: Screen, added: Sequence["AddedFile"], case: Path) -> None:
    """A table of what became of each file, then what needs words."""
    words = screen.words
    headings = (
        words.text("File"),
        words.text("Format"),
        words.text("Rows read"),
        words.text("Posts kept"),
        words.text("Accounts kept"),
        words.text("Duplicates"),
        words.text("Rejected"),
    )
    read = [file for file in added if not file.problem and not file.already]
    if read:
        screen.table(headings, [_row(file) for file in read])
    for file in added:
        _show_remarks(screen, file)
    if any(sum(file.rejected.values()) > len(file.first_rejects) for file in added):
        screen.say(words.text("All rejected rows: demasque rejects {case}", case=str(case)))


def _row(file: "AddedFile") -> tuple[str | int, ...]:
    return (
        file.name,
        file.source,
        file.rows,
        file.posts,
        file.accounts,
        file.duplicates,
        sum(file.rejected.values()),
    )


def _show_deletions(screen: Screen, file: "AddedFile") -> None:
    words, name = screen.words, file.name
    if file.deletions:
        screen.say(
            words.plural(
                "{file}: {n} notice that a post or an account is gone from its network",
                "{file}: {n} notices that a post or an account is gone from its network",
                file.deletions,
                file=name,
            )
        )
    if file.deleted:
        screen.say(
            words.plural(
                "{file}: {n} post left the tables because of that; the evidence stays as it is",
                "{file}: {n} posts left the tables because of that; the evidence stays as it is",
                file.deleted,
                file=name,
            )
        )
    if file.kept_out:
        screen.say(
            words.plural(
                "{file}: {n} post was kept out, since its network says that it is gone",
                "{file}: {n} posts were kept out, since their network says that they are gone",
                file.kept_out,
                file=name,
            )
        )


def _show_remarks(screen: Screen, file: "AddedFile") -> None:
    words, name = screen.words, file.name
    if file.problem:
        screen.problem(words.say(file.problem))
        return
    if file.already:
        screen.say(words.text("{file} is in the case already: nothing was added.", file=name))
        return
    for reason, rows in file.rejected.items():
        screen.say(
            words.plural(
                "{file}: {n} row rejected: {reason}",
                "{file}: {n} rows rejected: {reason}",
                rows,
                file=name,
                reason=words.say(reason),
            )
        )
    for line, reason in file.first_rejects:
        screen.say(
            words.text(
                "{file}, line {line}: {reason}", file=name, line=line, reason=words.say(reason)
            )
        )
    _show_deletions(screen, file)
    lists = (
        (words.text("fields it knows of and never saw"), file.fields_never_seen),
        (words.text("columns it does not know and left out"), file.fields_unknown),
        (
            words.text("personal columns, dropped at the door (values)"),
            [f"{name} ({words.number(n)})" for name, n in file.personal_dropped.items()],
        ),
    )
    for what, fields in lists:
        if fields:
            screen.say(f"{name}: {what}: {', '.join(fields)}")
    for sentence in file.warnings:
        screen.warn(words.say(sentence))
