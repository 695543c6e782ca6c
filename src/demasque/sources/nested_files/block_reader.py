"""What reads the blocks that a process is asked about.

It reads as :func:`nested_file.read_nested` does, by the same description. What becomes of raw ids
is for the process that asks.
"""

from importlib import import_module

import msgspec

from demasque.sources.mapping.nested import Nested
from demasque.sources.nested_files.block_messages import (
    AskedBlock,
    Begin,
    BlockRows,
    Edits,
    Known,
    packed,
)
from demasque.sources.nested_files.nested_reader import NestedReader
from demasque.sources.source import Fields, Sample


def described(apart: str) -> Nested:
    """The description of a format that stands at "module:name"."""
    module, _, name = apart.partition(":")
    found = getattr(import_module(module), name)
    assert isinstance(found, Nested)
    return found


class BlockReader:
    """Reads the blocks that it is asked about."""

    def __init__(self, nested: Nested, told: Begin) -> None:
        sample = Sample(told.shape, told.columns, tuple(msgspec.json.decode(told.records)))
        self._fields = Fields(personal=told.personal)
        self._reader = NestedReader(nested, sample, self._fields, told.source_file)
        self._known: set[str] = set()

    def know(self, known: Known) -> None:
        """What to read rows with."""
        self._known = set(known.seen)
        self._reader.know(known.seen, known.latest)

    def answer(self, asked: AskedBlock) -> Edits | BlockRows:
        """What was asked of a block."""
        part = self._reader.part(asked.block, asked.cut)
        if asked.edits:
            return Edits(self._reader.edits_in(part))
        self._reader.take(part)
        return self._rows()

    def _rows(self) -> BlockRows:
        batch, fields, counted = self._reader.out.batch(), self._fields, self._reader.out.counted
        rows = BlockRows(
            batch.rows, packed(batch.tables), fields.seen - self._known, dict(fields.dropped),
            dict(counted),
        )  # fmt: skip
        self._known |= fields.seen
        fields.dropped.clear()
        counted.clear()
        return rows
