"""Reading lists of hashes as they are exchanged: CSV, lines, vPDQ, ThreatExchange's JSON.

Shapes read (all seen in facebook/ThreatExchange and its python-threatexchange): tables with a
heading; HMA's sample data without one (hash, id, time, tags); "pdq HASH" and bare hashes by line;
vPDQ files (frame, quality, hash, seconds); vPDQ signals (JSON of "hash,quality,seconds", or of
objects by frame); indicators of the Graph API, alone, in ``data``, or one a line.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from demasque.errors import UsageError
from demasque.media.exchange.list_entries import (
    HASH_NAMES,
    KIND_NAMES,
    NAMES,
    OtherKindError,
    UnusableEntryError,
    is_hash,
    named_entry,
    plain,
    unnamed_entry,
)
from demasque.media.exchange.listed_hash import HashList, ListedHash, RejectedLine

Entry = tuple[int, dict[str, Any] | list[str]]
"""A line's number, and its values with names or without."""

_DEEPEST: Final = 20
_WITHDRAWN: Final = "should_delete"


def read_hash_list(path: str | Path) -> HashList:
    """Read a list of hashes; lines that cannot be used are rejected, and the rest is kept.

    Raises:
        UsageError: the file cannot be read, is no text, or holds no hash at all.
    """
    place = Path(path)
    try:
        content = place.read_bytes()
    except OSError as error:
        raise UsageError(
            "{path} cannot be read: {reason}", path=place, reason=error.strerror or error
        ) from None
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("{path} is no text (UTF-8) file of hashes.", path=place) from None
    read = _gathered(_entries(words, place), place)
    if not read.hashes and not read.other and not read.withdrawn:
        raise UsageError(
            "{path} holds no hash. A list is CSV with a column pdq, sha256 or md5 (hexadecimal), "
            "one hash a line, vPDQ, or ThreatExchange's JSON.",
            path=place,
        )
    digest = hashlib.sha256(content).hexdigest()
    return HashList(place.name, digest, read.hashes, read.rejected, read.other, read.withdrawn)


def _gathered(entries: Iterator[Entry], place: Path) -> HashList:
    found: list[ListedHash] = []
    rejected: list[RejectedLine] = []
    other: Counter[str] = Counter()
    withdrawn = 0
    for line, entry in entries:
        if isinstance(entry, dict) and entry.get(_WITHDRAWN) is True:
            withdrawn += 1
            continue
        try:
            found += (
                named_entry(line, entry) if isinstance(entry, dict) else unnamed_entry(line, entry)
            )
        except UnusableEntryError as unusable:
            rejected.append(RejectedLine(line, unusable.reason))
        except OtherKindError as kind:
            other[str(kind)] += 1
    return HashList(place.name, "", tuple(found), tuple(rejected), dict(other), withdrawn)


def _entries(words: str, place: Path) -> Iterator[Entry]:
    start = words.lstrip()[:1]
    if start not in ("{", "["):
        return _lines(words)
    try:
        return enumerate(_objects(json.loads(words)), 1)
    except (ValueError, RecursionError) as error:
        if start == "{" and "\n" in words.strip():
            return _json_lines(words)
        raise UsageError(
            "{path} is no whole JSON: {reason}", path=place, reason=str(error)
        ) from None


def _json_lines(words: str) -> Iterator[Entry]:
    for line, row in enumerate(words.splitlines(), 1):
        if not row.strip():
            continue
        try:
            told = json.loads(row)
        except (ValueError, RecursionError):
            yield line, [row]
            continue
        for entry in list(_objects(told)) or [[row]]:
            yield line, entry


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any] | list[str]]:
    """Entries in JSON, however deep ``data``, pages or frames hold them."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        if any(
            isinstance(value[name], str)
            and (plain(name) in HASH_NAMES or plain(name) in KIND_NAMES)
            for name in value
        ):
            yield value
            return
        for each in value.values():
            yield from _objects(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            if isinstance(each, str):
                yield [part.strip() for part in each.split(",")]
            else:
                yield from _objects(each, depth + 1)


def _lines(words: str) -> Iterator[Entry]:
    heading: list[str] | None = None
    first = True
    reader = csv.reader(words.splitlines(keepends=True), delimiter=_delimiter(words))
    for row in _rows(reader):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        if first and not any(map(is_hash, cells)) and any(plain(cell) in NAMES for cell in cells):
            heading = cells
        elif heading is None:
            yield reader.line_num, cells if len(cells) > 1 else cells[0].split()
        else:
            yield reader.line_num, dict(zip(heading, cells, strict=False))
        first = False


def _rows(reader: Any) -> Iterator[list[str]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield [""]  # a cell too large to be read: as good as empty


def _delimiter(words: str) -> str:
    first = next((line for line in words.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)
