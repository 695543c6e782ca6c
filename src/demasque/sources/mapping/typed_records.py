"""Records that are as most of their kind, read by type: no dict per post.

A nested source may say which :class:`msgspec.Struct` its records fit, and add many of them at once
(:mod:`typed_rows`). That way must give what ``take`` gives record by record, which stays the
definition of what is right: what a struct refuses, and what is not ``plain``, goes there. Rows of
both come out in the order of the file.

To write one, see :mod:`x_api`: a struct of what is read of an item, with the very types that the
slow way takes (text where it asks for text; None where null is as good as nothing), ``record`` that
puts it into the record with :func:`learned`, ``plain`` for what types cannot say, and ``take``.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

import msgspec

from demasque.sources.key_paths import values_at
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.whole_columns.collector_pause import collector_paused
from demasque.sources.readers.json_records import RawRecords, Records, decode, take_line
from demasque.sources.source import Fields

Bytes = bytes | msgspec.Raw
Latest = Mapping[str, Any]
"""Post -> its latest version, of the posts that a file shows as edited."""

Said = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)] | str | None
"""A number or a text, where a format gives now one and now the other."""

_REFUSED = (msgspec.DecodeError, UnicodeError, RecursionError)
_MOST_KEYS = 300
"""With more different keys, no more types are made: items with other keys go the slow way."""


@dataclass(slots=True)
class Run:
    """Records that stand one after another in a file, decoded, each with its line.

    ``fields`` is where personal values are counted and keys noted.
    """

    records: list[Any]
    lines: list[int]
    fields: Fields
    _in_document: bool
    _number: int  # of items before the run

    def lines_of(self, line: int, items: int) -> Sequence[int]:
        """The lines of the next ``items`` items, of the record on a line; asked for in order.

        In a document items are numbered, as they are by :func:`nested_file.read_nested`.
        """
        self._number += items
        if self._in_document:
            return range(self._number - items + 1, self._number + 1)
        return [line] * items

    @property
    def number(self) -> int:
        """How many items of the file have had their line."""
        return self._number


@dataclass(frozen=True, slots=True)
class TypedRecords:
    """How a nested export is read by type.

    ``record`` gives the type of a record from the keys that items had so far; ``plain`` says of a
    record, and the posts of which the file has later versions, whether it may be taken so; ``take``
    adds a run of such records. ``edited`` is given with ``Nested.version``: a type with what tells
    of an edit and no more, and whether a record tells of one. ``edits`` may give the edited posts
    of such a record, each with its version, where many records hold some.
    """

    record: Callable[[Collection[str]], Any]
    plain: Callable[[Any, Latest], bool]
    take: Callable[[Builder, Run], None]
    edited: tuple[Any, Callable[[Any], bool]] | None = None
    edits: Callable[[Any], Iterable[tuple[str, Any]]] | None = None


def learned(item: type[msgspec.Struct], seen: Collection[str], **types: Any) -> type[Any]:
    """The struct of an item with the keys that were seen so far, and no others.

    An item with another key is refused: read the slow way, it is looked at and its key is seen.
    Keys that the struct does not name are passed over. ``types`` are other types of its fields.
    """
    fields, constants, names = [], {}, {}
    known = msgspec.structs.fields(item)
    for field in known:
        if field.encode_name not in seen and field.default is not msgspec.NODEFAULT:
            constants[field.name] = field.default
            continue
        kind = types.get(field.name, field.type)
        fields.append((field.name, kind, field.default) if field.default is not msgspec.NODEFAULT
                      else (field.name, kind))  # fmt: skip
        names[field.name] = field.encode_name
    others = sorted({key for key in seen if "." not in key} - {f.encode_name for f in known})
    for number, key in enumerate(others):
        fields.append((f"other{number}", msgspec.Raw | msgspec.UnsetType, msgspec.UNSET))
        names[f"other{number}"] = key
    fields.sort(key=len)  # those that must be there come first
    return msgspec.defstruct(item.__name__, fields, namespace=constants, rename=names, gc=False,
                             forbid_unknown_fields=True)  # fmt: skip


def count_held(dropped: Counter[str], path: str, values: Iterable[Any]) -> None:
    """Count the values at a personal path that hold something, as :meth:`Fields.drop_from` does."""
    held = 0
    for value in values:
        if isinstance(value, msgspec.Raw):
            held += values_at(decode(bytes(value))[0])
        else:
            held += value not in (None, "", msgspec.UNSET)
    if held:
        dropped[path] += held


def may_tell_of_edits(
    part: RawRecords, typed: TypedRecords, keep: Callable[[str, Any], None]
) -> Records:
    """The records of a part that may tell of an edit, and those that their type refuses.

    ``keep`` is told of edits that are known without.
    """
    kind, tells = typed.edited or (Any, bool)
    read = msgspec.json.Decoder(kind).decode
    found = part.others or Records()
    for line, value in zip(part.lines, part.values, strict=True):
        try:
            record = read(value)
            if typed.edits is not None:
                for name, version in typed.edits(record):
                    keep(name, version)
                continue
            if not tells(record):
                continue
        except _REFUSED:
            pass
        take_line(bytes(value), line, found)
    return found


class SlowWay(Protocol):
    """What takes records item by item; ``number`` counts the items of the file."""

    number: int
    latest: dict[str, Any]

    @property
    def has_looked(self) -> bool:
        """Whether it has looked at enough items to know the fields of most."""

    def take(self, batch: Records) -> None:
        """Take some records, and reject what is none."""


class TypedReading:
    """Takes the records of a file by type, and hands the others to the slow way."""

    def __init__(
        self, typed: TypedRecords, out: Builder, fields: Fields, slow: SlowWay, in_document: bool
    ) -> None:
        self._typed, self._out, self._slow = typed, out, slow
        self._fields, self._in_document = fields, in_document
        self._keys = 0
        self._decode: Callable[[Bytes], Any] = msgspec.json.decode

    def take(self, part: RawRecords) -> None:
        """Take some records, in their order."""
        # Thousands of lists are alive at once, none of which is part of a circle.
        with collector_paused():
            self._take(part)

    def _take(self, part: RawRecords) -> None:
        if part.others is not None:
            self._slow.take(part.others)
        run = self._run()
        for line, value in zip(part.lines, part.values, strict=True):
            record = self._plain(value) if self._slow.has_looked else None
            if record is not None:
                run.records.append(record)
                run.lines.append(line)
                continue
            self._take_run(run)
            one = Records()
            take_line(bytes(value), line, one)
            self._slow.take(one)
            self.learn()
            run = self._run()
        self._take_run(run)

    def _plain(self, value: Bytes) -> Any:
        """A record of the type, or None for one that goes the slow way."""
        try:
            record = self._decode(value)
        except _REFUSED:
            return None
        return record if self._typed.plain(record, self._slow.latest) else None

    def learn(self) -> None:
        """Read by type what has the keys that were seen so far, once enough were looked at."""
        seen = self._fields.seen
        if self._slow.has_looked and self._keys < len(seen) and self._keys < _MOST_KEYS:
            self._decode = msgspec.json.Decoder(self._typed.record(seen)).decode
            self._keys = len(seen)

    def _run(self) -> Run:
        return Run([], [], self._fields, self._in_document, self._slow.number)

    def _take_run(self, run: Run) -> None:
        if run.records:
            self._typed.take(self._out, run)
            self._slow.number = run.number
