"""yt-dlp's folders: ``NAME.info.json`` beside ``NAME.mp4``, ``NAME.webp`` and the like.

The ``.info.json`` is a post as well (format ``yt-dlp``). Where there is a clip or a recording, the
pictures of the same name are its covers and are left aside.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from demasque.errors import DemasqueError
from demasque.sources.folders.folder_layout import Layout
from demasque.sources.folders.folder_listing import (
    NO_POST,
    FolderListing,
    Listed,
    MediaRow,
    RejectedMediaRow,
    may_sound,
)
from demasque.sources.folders.json_lists import read_json
from demasque.sources.formats.platforms.yt_dlp import account_of_info, post_of_info

INFO_ENDING: Final = ".info.json"
_OF_THE_DOWNLOAD: Final = (
    "formats", "requested_formats", "requested_downloads", "requested_subtitles", "subtitles",
    "automatic_captions", "thumbnails", "thumbnail", "http_headers", "cookies", "fragments", "url",
    "urls", "manifest_url", "filename", "_filename", "filepath", "__files_to_move", "heatmap",
)  # fmt: skip
"""What says how somebody downloaded a clip (with addresses signed for their machine, and their
cookies), and nothing of the post."""


def _lists(folder: FolderListing) -> list[str]:
    return [file for file in folder.files if file.endswith(INFO_ENDING)]


def _read(folder: FolderListing, listed_in: str) -> Iterator[Listed]:
    info = read_json(folder, listed_in)
    post = post_of_info(info) if isinstance(info, dict) else None
    files = _beside(folder, listed_in)
    if post is None:
        if files:
            yield RejectedMediaRow(listed_in, 1, NO_POST)
        return
    for file in files:
        yield MediaRow(listed_in, 1, file, post.platform, post.ids)


def _beside(folder: FolderListing, listed_in: str) -> list[str]:
    """The clips of the same name; without any, the pictures."""
    files = folder.media_called(listed_in.removesuffix(INFO_ENDING))
    clips = [file for file in files if may_sound(file)]
    return clips or files


def info_row(folder: FolderListing, listed_in: str) -> MediaRow | None:
    """The post that an ``.info.json`` describes, and who made it, as a row of no file.

    None where it describes no post.
    """
    try:
        info = read_json(folder, listed_in)
    except DemasqueError:
        return None
    post = post_of_info(info) if isinstance(info, dict) else None
    if post is None:
        return None
    account = account_of_info(info, post)
    return MediaRow(listed_in, 1, "", post.platform, post.ids, (account,) if account else ())


def gather_infos(folder: FolderListing, lists: list[str], target: Path) -> None:
    """Write the posts of some ``.info.json`` into one file of lines, as they are.

    What concerns only the download is left out (:data:`_OF_THE_DOWNLOAD`).
    """
    with target.open("wb") as out:
        for listed_in in lists:
            info = read_json(folder, listed_in)
            kept = {k: v for k, v in info.items() if k not in _OF_THE_DOWNLOAD}
            out.write(msgspec.json.encode(kept) + b"\n")


YT_DLP_FOLDER: Final = Layout(
    id="yt-dlp",
    title="yt-dlp's folders",
    names="`NAME.info.json` beside `NAME.mp4`, `NAME.webm`, `NAME.jpg`, ...",
    checked_against="folders made by hand after yt-dlp's documented fields",
    lists=_lists,
    read=_read,
)
