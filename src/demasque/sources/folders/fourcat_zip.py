"""4CAT's zips of pictures and clips: ``.metadata.json`` says which post had which file.

Its downloaders write one entry an address: ``{address: {filename, success, from_dataset,
post_ids}}``; those that go through yt-dlp write ``files: [{filename, success}]`` (4CAT,
``processors/visualisation/download_images.py`` and its neighbours). Ids are those of 4CAT's own
tables, but for Telegram, where the file's name has the channel and ``post_ids`` the bare number.
"""

import posixpath
from collections.abc import Iterator
from typing import Any, Final

from demasque.errors import Sentence
from demasque.sources.folders.folder_layout import Layout
from demasque.sources.folders.folder_listing import (
    NO_POST,
    NOT_THERE,
    FolderListing,
    Listed,
    MediaRow,
    RejectedMediaRow,
)
from demasque.sources.folders.json_lists import read_json
from demasque.sources.mapping.cells import as_text

_NAME: Final = ".metadata.json"
_NOT_FETCHED: Final = Sentence("4CAT could not download the file")


def _lists(folder: FolderListing) -> list[str]:
    return [file for file in folder.files if posixpath.basename(file) == _NAME]


def _read(folder: FolderListing, listed_in: str) -> Iterator[Listed]:
    entries = read_json(folder, listed_in)
    if not isinstance(entries, dict):
        return
    for line, entry in enumerate(entries.values(), 1):
        if isinstance(entry, dict):
            yield from _rows(folder, listed_in, line, entry)


def _rows(
    folder: FolderListing, listed_in: str, line: int, entry: dict[str, Any]
) -> Iterator[Listed]:
    names = [name for name in _file_names(entry) if name]
    if not entry.get("success") and not any(folder.find_beside(name, listed_in) for name in names):
        yield RejectedMediaRow(listed_in, line, _NOT_FETCHED)
        return
    posts = entry.get("post_ids")
    numbers = [as_text(post) for post in (posts if isinstance(posts, list) else [posts])]
    known = [number for number in numbers if number]
    if not known:
        yield RejectedMediaRow(listed_in, line, NO_POST)
        return
    for name in names:
        file = folder.find_beside(name, listed_in)
        if file is None:
            yield RejectedMediaRow(listed_in, line, NOT_THERE)
            continue
        for number in known:
            yield MediaRow(listed_in, line, file, None, _ids(number, file))


def _file_names(entry: dict[str, Any]) -> list[str | None]:
    files = entry.get("files")
    if isinstance(files, list):
        return [as_text(file.get("filename")) for file in files if isinstance(file, dict)]
    return [as_text(entry.get("filename"))]


def _ids(number: str, file: str) -> tuple[str, ...]:
    """The id as it is; of Telegram's files, which are called channel-number, only with that name.

    A message's bare number is every channel's.
    """
    stem = posixpath.splitext(posixpath.basename(file))[0]
    channel, dash, last = stem.rpartition("-")
    if dash and channel and last == number:
        return (stem, f"{channel}/{number}")
    return (number,)


FOURCAT_ZIP: Final = Layout(
    id="4cat",
    title="4CAT's zips of pictures and clips",
    names="`.metadata.json`: address, file name, post ids",
    checked_against="folders made by hand after 4CAT's downloaders",
    lists=_lists,
    read=_read,
)
