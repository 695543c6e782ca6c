"""Telegram Desktop's export of a channel: ``result.json`` names ``photos/...`` beside it."""

import posixpath
from collections.abc import Iterator
from typing import Final

from demasque.sources.folders.folder_layout import Layout
from demasque.sources.folders.folder_listing import (
    NOT_THERE,
    FolderListing,
    Listed,
    MediaRow,
    RejectedMediaRow,
    is_media,
)
from demasque.sources.folders.json_lists import read_json
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.nested import records, text

_NOT_EXPORTED: Final = "(File"
"""How Telegram begins what it writes in the place of a file that it did not export."""


def _lists(folder: FolderListing) -> list[str]:
    return [file for file in folder.files if posixpath.basename(file) == "result.json"]


def _read(folder: FolderListing, listed_in: str) -> Iterator[Listed]:
    held = read_json(folder, listed_in)
    channel = as_text(held.get("id")) if isinstance(held, dict) else None
    for line, message in enumerate(records(held, "messages"), 1):
        number = as_text(message.get("id"))
        for key in ("photo", "file"):
            written = text(message, key)
            # Documents of other kinds (a PDF, an archive) are no media.
            if not written or written.startswith(_NOT_EXPORTED) or not is_media(written):
                continue
            # Every channel has its photo_1: one elsewhere is another channel's.
            file = folder.find_beside(written, listed_in)
            if file is None or not channel or not number:
                yield RejectedMediaRow(listed_in, line, NOT_THERE)
            else:
                yield MediaRow(listed_in, line, file, "telegram", (f"{channel}/{number}",))


TELEGRAM_DESKTOP: Final = Layout(
    id="telegram-desktop",
    title="Telegram Desktop's export of a channel with its files",
    names="`result.json`: `messages.photo`, `messages.file`",
    checked_against="a folder made by hand after Telegram Desktop's result.json",
    lists=_lists,
    read=_read,
    of_posts=True,
)
