"""Tables that name files: a column for the file, one for its post, or for the account it shows.

So are read ``media.csv`` as a user writes it, and every export one of whose columns names files
beside it. French names of the columns are known as well.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from demasque.sources.fields import FIELDS, plain, words
from demasque.sources.folders.csv_lists import TABLE_ENDINGS, read_table, table_header
from demasque.sources.folders.folder_layout import Layout
from demasque.sources.folders.folder_listing import (
    NO_POST,
    NOT_THERE,
    FolderListing,
    Listed,
    MediaRow,
    RejectedMediaRow,
)
from demasque.sources.mapping.flat import PLATFORM_NAMES
from demasque.sources.mapping.post_addresses import post_of_address

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "file": (
        *(
            "file",
            "filename",
            "file_name",
            "filepath",
            "file_path",
            "path",
            "media_file",
            "media_path",
        ),
        *("local_path", "local_file", "image_file", "video_file", "attachment_filename"),
        *("fichier", "nom_fichier", "nom_du_fichier", "fichier_media", "chemin"),
    ),
    "post": (
        *("post", "publication", "post_id", "id_publication", "publication_id"),
        *FIELDS["post"].names,
        *("post_url", "url", "link", "lien", "adresse"),
    ),
    "account": ("account", "compte", "compte_id", "id_compte", *FIELDS["account"].names),
    "platform": (*FIELDS["platform"].names, "plateforme", "reseau", "reseau_social"),
}
_OWN_NAMES: Final = words("media medias fichiers files avatars")
"""Names of tables that are about files, even where not one of the files is there."""
_SEVERAL: Final = re.compile(r"[;|\n]|,\s*(?=\S)")


def _plain(column: str) -> str:
    letters = unicodedata.normalize("NFKD", column)
    return plain("".join(c for c in letters if not unicodedata.combining(c)))


def _fields(columns: Iterable[str]) -> dict[str, str]:
    """Field -> column; empty for a table that does not say which file belongs to what."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(_plain(column), column)
    found = {
        field: next(by_name[name] for name in names if name in by_name)
        for field, names in _COLUMNS.items()
        if any(name in by_name for name in names)
    }
    return found if "file" in found and found.keys() & {"post", "account"} else {}


def _lists(folder: FolderListing) -> list[str]:
    tables = (file for file in folder.files if file.casefold().endswith(TABLE_ENDINGS))
    return [file for file in tables if _names_files(folder, file)]


def _names_files(folder: FolderListing, table: str) -> bool:
    fields = _fields(table_header(folder, table))
    if not fields:
        return False
    if posixpath.basename(table).split(".")[0].casefold() in _OWN_NAMES:
        return True
    return any(
        _found(folder, table, row[fields["file"]])
        for _, row in read_table(folder, table)
        if fields["file"] in row
    )


def _read(folder: FolderListing, listed_in: str) -> Iterator[Listed]:
    fields = _fields(table_header(folder, listed_in))
    for line, row in read_table(folder, listed_in):
        cells = {field: row[column] for field, column in fields.items() if column in row}
        if "file" not in cells:
            continue
        found = _found(folder, listed_in, cells["file"])
        if not found:
            yield RejectedMediaRow(listed_in, line, NOT_THERE)
        for file in found:
            yield _row(listed_in, line, file, cells)


def _found(folder: FolderListing, listed_in: str, written: str) -> list[str]:
    """The files that a cell names: one, or several set apart by ; | or commas."""
    whole = folder.find(written, listed_in)
    if whole:
        return [whole]
    parts = _SEVERAL.split(written)
    return [file for part in parts if len(parts) > 1 and (file := folder.find(part, listed_in))]


def _row(listed_in: str, line: int, file: str, cells: Mapping[str, str]) -> Listed:
    named = cells.get("platform", "").casefold()
    platform = PLATFORM_NAMES.get(named, named) or None
    if post := cells.get("post"):
        address = post_of_address(post)
        if address is None:
            return MediaRow(listed_in, line, file, platform, (post,))
        return MediaRow(listed_in, line, file, platform or address.platform, (*address.ids, post))
    if account := cells.get("account"):
        return MediaRow(listed_in, line, file, platform, accounts=(account.removeprefix("@"),))
    return RejectedMediaRow(listed_in, line, NO_POST)


MEDIA_TABLE: Final = Layout(
    id="media-table",
    title="A table that names files",
    names="a column `file` (`filename`, `fichier`, ...) and one of `post` (`publication`; an id or "
    "an address) or `account` (`compte`: the file is its picture); `platform` (`plateforme`) if "
    "need be",
    checked_against="tables made by hand",
    lists=_lists,
    read=_read,
    of_posts=True,
)
