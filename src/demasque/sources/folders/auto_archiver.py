"""auto-archiver's results: what was archived of which address, as JSON or as its CSV.

A result is ``{status, metadata: {url, ...}, media: [{filename, key, urls, properties}]}``
(Bellingcat, ``auto_archiver/core/metadata.py`` and ``media.py``). Its CSV database writes the same
three columns, the cells being what Python prints. A post is known by its address. Pictures that
the archiver made of a page (screenshots) and what it derived (thumbnails) are no media of the post.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from demasque.errors import DemasqueError, Sentence
from demasque.sources.folders.csv_lists import read_table, table_header
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
from demasque.sources.mapping.post_addresses import post_of_address

_COLUMNS: Final = frozenset({"status", "metadata", "media"})
_NO_ADDRESS: Final = Sentence("the address is of no post that is known by its address")
_MADE_BY_THE_ARCHIVER: Final = re.compile(r"screenshot|_final_media|warc|browsertrix|pdf|thumbnail")
_URL: Final = re.compile(r"""['"]url['"]: ['"]([^'"]+)['"]""")
_FILE: Final = re.compile(r"""['"](?:filename|_?key)['"]: ['"]([^'"]+)['"]""")
_ENTRY: Final = re.compile(r"(?=\{['\"]filename['\"]: )")
_HEAD: Final = 4096


def _lists(folder: FolderListing) -> list[str]:
    tables = (f for f in folder.files if f.casefold().endswith((".csv", ".tsv")))
    found = [file for file in tables if set(table_header(folder, file)) >= _COLUMNS]
    ends = (".json", ".jsonl", ".ndjson")
    return found + [
        f for f in folder.files if f.casefold().endswith(ends) and _is_result(folder, f)
    ]


def _is_result(folder: FolderListing, file: str) -> bool:
    try:
        with folder.path(file).open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:  # said when it is tried as an export
        return False
    return all(f'"{name}"'.encode() in head for name in ("status", "metadata", "url"))


def _read(folder: FolderListing, listed_in: str) -> Iterator[Listed]:
    if listed_in.casefold().endswith((".csv", ".tsv")):
        for line, row in read_table(folder, listed_in):
            address = _URL.search(row.get("metadata", ""))
            entries = _ENTRY.split(row.get("media", ""))
            files = [_FILE.findall(entry) for entry in entries if not _is_derived(entry[:_HEAD])]
            yield from _rows(folder, listed_in, line, address[1] if address else "", files)
        return
    for line, result in enumerate(_results(folder, listed_in), 1):
        metadata, media = result.get("metadata"), result.get("media")
        address = metadata.get("url") if isinstance(metadata, dict) else None
        held = [each for each in media if isinstance(each, dict)] if isinstance(media, list) else []
        files = [_names(each) for each in held if not _is_derived(str(_id(each)))]
        yield from _rows(folder, listed_in, line, as_text(address) or "", files)


def _results(folder: FolderListing, listed_in: str) -> Iterator[dict[str, Any]]:
    try:
        held = read_json(folder, listed_in)
    except DemasqueError as unread:
        try:
            lines = folder.path(listed_in).read_bytes().splitlines()
            held = [msgspec.json.decode(line) for line in lines if line.strip()]
        except OSError:
            raise unread from None
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise DemasqueError("{name} is damaged: it is no JSON.", name=listed_in) from error
    yield from (
        each for each in (held if isinstance(held, list) else [held]) if isinstance(each, dict)
    )


def _id(entry: dict[str, Any]) -> Any:
    properties = entry.get("properties")
    return properties.get("id") if isinstance(properties, dict) else None


def _is_derived(words: str) -> bool:
    found = re.search(r"""['"]id['"]: ['"]([^'"]+)""", words)
    return _MADE_BY_THE_ARCHIVER.match(found[1] if found else words) is not None


def _names(entry: dict[str, Any]) -> list[str]:
    urls = entry.get("urls")
    named = [entry.get("key"), entry.get("_key"), *(urls if isinstance(urls, list) else [])]
    return [name for each in (*named, entry.get("filename")) if (name := as_text(each))]


def _rows(
    folder: FolderListing, listed_in: str, line: int, address: str, files: list[list[str]]
) -> Iterator[Listed]:
    """One row a file; each is given by all its names, any of which may be that in the folder."""
    media = [names for names in files if any(is_media(name.split("?")[0]) for name in names)]
    post = post_of_address(address)
    if media and post is None:
        yield RejectedMediaRow(listed_in, line, _NO_ADDRESS)
        return
    for names in media:
        found = (folder.find(name, listed_in) for name in names)
        file = next((each for each in found if each), None)
        if file is None or post is None:
            yield RejectedMediaRow(listed_in, line, NOT_THERE)
        else:
            yield MediaRow(listed_in, line, file, post.platform, post.ids)


AUTO_ARCHIVER: Final = Layout(
    id="auto-archiver",
    title="auto-archiver's results, as JSON or as its CSV",
    names="`status`, `metadata` (with `url`), `media`",
    checked_against="folders made by hand after auto-archiver's own classes",
    lists=_lists,
    read=_read,
    guessed=True,
)
