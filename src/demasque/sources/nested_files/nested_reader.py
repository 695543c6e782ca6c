"""What takes the parts of a nested file: by type where that goes, the rest item by item."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from demasque.sources.key_paths import key_paths
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.nested import NO_FIELDS, SUPERSEDED, UNEXPECTED, Beside, Nested
from demasque.sources.mapping.typed_records import TypedReading, may_tell_of_edits
from demasque.sources.nested_files.block_messages import BlockRows
from demasque.sources.readers.input_file import InputFile
from demasque.sources.readers.json_records import (
    RawRecords,
    Records,
    raw_block,
    raw_records,
    read_records,
    whole_lines,
)
from demasque.sources.readers.line_blocks import Block
from demasque.sources.source import Fields, Sample

_UNEXPECTED = (TypeError, ValueError, AttributeError, KeyError, IndexError, OverflowError)
_ITEMS_LOOKED_AT = 500


class NestedReader:
    """Takes parts of one file, whoever cut it: this process, or one that several work for.

    Rows go into ``out``; ``fields`` is where keys are noted and personal values counted;
    ``latest`` is the latest version of each post that the file shows as edited.
    """

    def __init__(self, nested: Nested, sample: Sample, fields: Fields, source_file: str) -> None:
        self.out = Builder(source_file, nested.platform, nested.time_precision)
        self.fields = fields
        self._nested, self._shape = nested, sample.shape
        self._typed = nested.typed(sample) if nested.typed else None
        in_document = sample.shape == "json"
        self._one_by_one = _OneByOne(nested, self.out, fields, in_document)
        self._by_type = (
            TypedReading(self._typed, self.out, fields, self._one_by_one, in_document)
            if self._typed is not None
            else None
        )

    @property
    def latest(self) -> dict[str, Any]:
        """Post -> its latest version."""
        return self._one_by_one.latest

    @property
    def has_looked(self) -> bool:
        """Whether enough items were looked at to know the fields of most."""
        return self._one_by_one.has_looked

    def know(self, seen: Iterable[str], latest: Mapping[str, Any]) -> None:
        """Go on where another reader, which had looked at enough items, had come to."""
        self.fields.seen.update(seen)
        self.latest.update(latest)
        self._one_by_one.to_look_at = 0
        if self._by_type is not None:
            self._by_type.learn()

    def parts(self, file: InputFile) -> Iterator[RawRecords]:
        """A whole file."""
        if self._typed is not None:
            return raw_records(file, self._shape)
        return (RawRecords(others=some) for some in read_records(file, self._shape))

    def part(self, block: Block, cut: str | None) -> RawRecords:
        """Some lines of a file; ``cut`` says that it was cut short after the last."""
        if self._typed is None and block.lines:
            return RawRecords(others=whole_lines(block))
        return raw_block(block, cut)

    def take_all(self, file: InputFile) -> Iterator[None]:
        """Take a whole file, part by part."""
        for part in self.parts(file):
            self.take(part)
            yield

    def take(self, part: RawRecords) -> None:
        """Take some records."""
        if self._by_type is not None:
            self._by_type.take(part)
        elif part.others is not None:
            self._one_by_one.take(part.others)

    def put(self, rows: BlockRows) -> None:
        """Take what another reader made of some records."""
        self.fields.seen |= rows.seen
        self.fields.dropped.update(rows.dropped)
        self.out.counted.update(rows.counted)
        batch = rows.batch()
        self.out.saw_row(batch.rows)
        for name, table in batch.tables.items():
            whole = table.combine_chunks()
            columns = {column: whole[column].chunk(0) for column in whole.column_names}
            self.out.extend(name, columns, len(whole))

    def edits_in(self, part: RawRecords) -> dict[str, Any]:
        """Post -> its latest version, of the posts that some records show as edited."""
        latest: dict[str, Any] = {}
        keep = partial(keep_latest, latest)
        found = part.others or Records()
        if self._typed is not None:
            found = may_tell_of_edits(part, self._typed, keep)
        for record in found.values:
            for item in _items(self._nested, record):
                edit = _edit(self._nested, item) if isinstance(item, dict) else None
                if edit:
                    keep(*edit)
        return latest


class _OneByOne:
    """Takes records item by item; ``number`` counts the items of the file."""

    def __init__(self, nested: Nested, out: Builder, fields: Fields, in_document: bool) -> None:
        self._nested, self._out, self._fields = nested, out, fields
        self._in_document = in_document
        self.latest: dict[str, Any] = {}
        self.number = 0
        self.to_look_at = _ITEMS_LOOKED_AT + 1

    @property
    def has_looked(self) -> bool:
        """Whether it has looked at so many items that of others only the first keys count."""
        return self.to_look_at <= 0

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
        self.to_look_at -= 1
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


def keep_latest(latest: dict[str, Any], name: str, version: Any) -> None:
    """Note a version of a post that was edited, if none later is known."""
    if name not in latest or version > latest[name]:
        latest[name] = version
