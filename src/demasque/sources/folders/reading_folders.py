"""What the lists of a folder say, all together; the table of layouts for the documentation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from demasque.errors import DemasqueError, Sentence
from demasque.sources.folders.auto_archiver import AUTO_ARCHIVER
from demasque.sources.folders.folder_layout import Layout
from demasque.sources.folders.folder_listing import (
    FolderListing,
    MediaRow,
    RejectedMediaRow,
    is_media,
)
from demasque.sources.folders.fourcat_zip import FOURCAT_ZIP
from demasque.sources.folders.media_table import MEDIA_TABLE
from demasque.sources.folders.named_by_post import BY_NAME, SHORTEST_NAME, rows_by_name
from demasque.sources.folders.telegram_desktop import TELEGRAM_DESKTOP
from demasque.sources.folders.yt_dlp_folder import YT_DLP_FOLDER

LAYOUTS: Final[tuple[Layout, ...]] = (
    FOURCAT_ZIP,
    AUTO_ARCHIVER,
    YT_DLP_FOLDER,
    TELEGRAM_DESKTOP,
    MEDIA_TABLE,
)
"""Every layout. To add one, write one file that defines it, and name it here."""


@dataclass(frozen=True, slots=True)
class FolderReading:
    """What is in a folder: rows that name files, rows that cannot be used, and the rest.

    ``layouts`` are the ids of those found; ``exports`` the files that may be exports of posts;
    ``infos`` yt-dlp's descriptions; ``problems`` say of a list why it could not be read.
    ``listed`` are the media that some list names; ``by_name`` rows of others whose name may be a
    post's id.
    """

    layouts: tuple[str, ...]
    rows: tuple[MediaRow, ...]
    rejected: tuple[RejectedMediaRow, ...]
    exports: tuple[str, ...]
    infos: tuple[str, ...]
    listed: frozenset[str]
    by_name: tuple[MediaRow, ...]
    problems: tuple[Sentence, ...]


def read_folder(folder: FolderListing) -> FolderReading:
    """Look for every layout in a folder. A list belongs to the first that knows it."""
    rows: list[MediaRow] = []
    rejected: list[RejectedMediaRow] = []
    problems: list[Sentence] = []
    used: dict[str, Layout] = {}
    for layout in LAYOUTS:
        for listed_in in layout.lists(folder):
            if listed_in in used:
                continue
            used[listed_in] = layout
            before = len(rows) + len(rejected)
            try:
                for row in layout.read(folder, listed_in):
                    if isinstance(row, MediaRow):
                        rows.append(row)
                    else:
                        rejected.append(row)
            except DemasqueError as error:
                problems.append(error.sentence)
                continue
            if layout.guessed and len(rows) + len(rejected) == before:
                del used[listed_in]
    listed = frozenset(row.file for row in rows)
    return FolderReading(
        tuple(layout.id for layout in LAYOUTS if layout in used.values()),
        tuple(rows),
        tuple(rejected),
        tuple(_exports(folder, used)),
        tuple(file for file, layout in used.items() if layout is YT_DLP_FOLDER),
        listed,
        tuple(rows_by_name(folder, listed | _covers(folder, used))),
        tuple(problems),
    )


def _exports(folder: FolderListing, used: dict[str, Layout]) -> Iterator[str]:
    for file in folder.files:
        layout = used.get(file)
        if not is_media(file) and (layout is None or layout.of_posts):
            yield file


def _covers(folder: FolderListing, used: dict[str, Layout]) -> frozenset[str]:
    """The media beside yt-dlp's descriptions, which say themselves what they are."""
    infos = (file for file, layout in used.items() if layout is YT_DLP_FOLDER)
    stems = (file.removesuffix(".info.json") for file in infos)
    return frozenset(file for stem in stems for file in folder.media_called(stem))


def layouts_table() -> str:
    """The documentation's Markdown table of layouts."""
    lines = ["| Layout | What it is | Goes by | Checked on |", "|---|---|---|---|"]
    lines += [
        f"| `{each.id}` | {each.title} | {each.names} | {each.checked_against} |"
        for each in LAYOUTS
    ]
    by_name = f"a name that is the id of a post of the case, {SHORTEST_NAME} characters or more"
    lines.append(
        f"| `{BY_NAME}` | Files called by their post's id, as after a capture with Zeeschuimer | "
        f"{by_name}; `_2` may follow | folders made by hand |"
    )
    return "\n".join(lines) + "\n"
