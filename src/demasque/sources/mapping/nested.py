"""Exports whose records are trees: pages of posts, posts within posts, people beside posts.

A nested source says two things: which items a record of the file holds (:data:`Unwrap`), and what
one item means (``take``). Everything else is here. An item is reached into with :func:`at` and its
kin, which answer None (or nothing) for whatever is not there or is of another type: a field that a
platform renames leaves null, it raises nothing.
"""

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from demasque.errors import DemasqueError, Sentence
from demasque.sources.key_paths import key_paths
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.typed_records import TypedReading, TypedRecords, records_with_edits
from demasque.sources.readers.json_records import Records, raw_records, read_records
from demasque.sources.source import Batch, Reading, Sample, Unwrap

SUPERSEDED = Sentence("an earlier version of a post that was edited; the latest version is kept")
NO_FIELDS = Sentence("not a record with fields")
UNEXPECTED = Sentence("a field holds something of another type than it should")
_UNEXPECTED = (TypeError, ValueError, AttributeError, KeyError, IndexError, OverflowError)
_ITEMS_LOOKED_AT = 500

Version = Callable[[Mapping[str, Any]], tuple[str, Any] | None]
"""Of an item that was edited: the id of its post, and a value that grows with each edit."""


def at(value: Any, path: str) -> Any:
    """The value at a dotted path of keys; None where there is none."""
    # Plain dicts, since that is what JSON gives: asking for a Mapping is several times slower.
    if "." not in path:
        return value.get(path) if isinstance(value, dict) else None
    for key in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def first(value: Any, *paths: str) -> Any:
    """The first of several paths that holds something."""
    return next((found for path in paths if (found := at(value, path)) not in (None, "")), None)


def items(value: Any, path: str = "") -> list[Any]:
    """The list at a path; empty for anything else."""
    found = at(value, path) if path else value
    return found if isinstance(found, list) else []


def records(value: Any, path: str = "") -> list[dict[str, Any]]:
    """The records with fields in the list at a path."""
    return [item for item in items(value, path) if isinstance(item, dict)]


def each(value: Any, path: str, *keys: str) -> list[Any]:
    """Of each record in the list at a path, the first of ``keys`` that holds something."""
    found = (first(item, *keys) for item in records(value, path))
    return [item for item in found if item is not None]


def mapping(value: Any, path: str = "") -> dict[str, Any]:
    """The record at a path; an empty one for anything else."""
    found = at(value, path) if path else value
    return found if isinstance(found, dict) else {}


def as_is(record: dict[str, Any]) -> list[Any]:
    """The one item of a record that is itself a row."""
    return [record]


def text(value: Any, path: str) -> str | None:
    """The text at a path; None for anything that is no text."""
    found = at(value, path)
    return found if isinstance(found, str) else None


def unescaped(words: str | None) -> str | None:
    """Text that a platform gives with '&amp;' for '&' and the like, as it was written."""
    return html.unescape(words) if words and "&" in words else words


class Beside(dict[str, Any]):
    """An item that stands beside the rows (a person, a post that another quotes): no row itself.

    What it lacks is not rejected, since nobody asked for it.
    """


@dataclass(frozen=True, slots=True)
class Nested:
    """How a nested export is read.

    ``take`` is called with the builder, the line and each item that ``unwrap`` finds in a record.
    ``version`` is given where one post may stand in a file several times because it was edited;
    ``edited`` tells of an item that it shows such an edit (every item with a version, if None).
    ``typed`` may be given to read most records faster, with the same answer: it says how, from how
    a file begins.
    """

    platform: str
    unwrap: Unwrap
    take: Callable[[Builder, int, dict[str, Any]], None]
    version: Version | None = None
    edited: Callable[[Mapping[str, Any]], bool] | None = None
    time_precision: str = "second"
    typed: Callable[[Sample], TypedRecords | None] | None = None


def read_nested(reading: Reading, nested: Nested) -> Iterator[Batch]:
    """Read a nested file. Items count as rows; in a document they are numbered from 1."""
    out = Builder(reading.source_file, nested.platform, nested.time_precision)
    typed = nested.typed(reading.sample) if nested.typed else None
    one_by_one = _OneByOne(reading, nested, out, _latest(reading, nested, typed))
    file, shape = reading.file, reading.sample.shape
    if typed is None:
        for batch in read_records(file, shape):
            one_by_one.take(batch)
            if out.full():
                yield out.batch()
    else:
        by_type = TypedReading(typed, out, reading, one_by_one)
        for part in raw_records(file, shape):
            by_type.take(part)
            if out.full():
                yield out.batch()
    yield out.batch()


class _OneByOne:
    """Takes records item by item; ``number`` counts the items of the file."""

    def __init__(
        self, reading: Reading, nested: Nested, out: Builder, latest: dict[str, Any]
    ) -> None:
        self._nested, self._out, self.latest = nested, out, latest
        self._fields, self._in_document = reading.fields, reading.sample.shape == "json"
        self._fields.seen.clear()
        self.number = self._looked_at = 0

    @property
    def has_looked(self) -> bool:
        """Whether it has looked at so many items that of others only the first keys count."""
        return self._looked_at > _ITEMS_LOOKED_AT

    def take(self, batch: Records) -> None:
        """Take some records, and reject what is none."""
        for line, reason in batch.problems:
            self._out.saw_row()
            self._out.reject(line, reason)
        for line, record in zip(batch.lines, batch.values, strict=True):
            for item in _items(self._nested, record):
                self.number += 1
                self._take_item(self.number if self._in_document else line, item)

    def _take_item(self, where: int, item: Any) -> None:
        out, beside = self._out, isinstance(item, Beside)
        if not beside:
            out.saw_row()
        if not isinstance(item, dict):
            out.reject(where, NO_FIELDS)
            return
        self._fields.seen.update(item if self.has_looked else key_paths(item))
        self._looked_at += 1
        self._fields.drop_from(item)
        try:
            if not _superseded(self._nested, self.latest, item):
                self._nested.take(out, where, item)
            elif not beside:
                out.reject(where, SUPERSEDED)
        except _UNEXPECTED:
            if not beside:
                out.reject(where, UNEXPECTED)


def _items(nested: Nested, record: Any) -> Iterable[Any]:
    """The items of a record; the record itself when it holds nothing that the format knows."""
    if not isinstance(record, dict):
        return [record]
    return list(nested.unwrap(record))


def _latest(reading: Reading, nested: Nested, typed: TypedRecords | None) -> dict[str, Any]:
    """Post -> its latest version, of the posts that a file shows as edited (a first pass)."""
    latest: dict[str, Any] = {}
    if nested.version is None:
        return latest

    def keep(name: str, version: Any) -> None:
        if name not in latest or version > latest[name]:
            latest[name] = version

    file, shape = reading.file, reading.sample.shape
    every = records_with_edits(file, shape, typed, keep) if typed else read_records(file, shape)
    for batch in every:
        for record in batch.values:
            for item in _items(nested, record):
                found = _edit(nested, item) if isinstance(item, dict) else None
                if found:
                    keep(*found)
    return latest


def _edit(nested: Nested, item: dict[str, Any]) -> tuple[str, Any] | None:
    if nested.version is None or (nested.edited is not None and not nested.edited(item)):
        return None
    try:
        return nested.version(item)
    except _UNEXPECTED:
        return None


def _superseded(nested: Nested, latest: Mapping[str, Any], item: dict[str, Any]) -> bool:
    if not latest or nested.version is None:
        return False
    found = nested.version(item)
    return found is not None and found[0] in latest and found[1] < latest[found[0]]


def refuse(name: str, what: str, instead: str = "") -> None:
    """Raise the sentence for a file that holds something else than public posts."""
    raise DemasqueError("{name} holds {what}. {instead}", name=name, what=what, instead=instead)
