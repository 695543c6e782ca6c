"""What a process that reads blocks of a file is told, and what it answers.

Rows travel as Arrow streams: nothing that comes back is a program, as a pickle would be.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import pyarrow as pa

from demasque.sources.readers.line_blocks import Block
from demasque.sources.source import Batch, Fields, Sample


class Begin(msgspec.Struct, tag=True):
    """The file: how it begins (``records`` as JSON), its SHA-256, what must not pass the door."""

    shape: str
    columns: tuple[str, ...]
    records: bytes
    source_file: str
    personal: frozenset[str]


class Known(msgspec.Struct, tag=True):
    """What is known before rows are read: the keys of most items, and edited posts' versions."""

    seen: set[str]
    latest: dict[str, Any]


class AskedBlock(msgspec.Struct, tag=True):
    """A block, of which to say its rows, or which posts it shows as edited.

    ``cut`` says that the file was cut short after its last line.
    """

    data: bytes
    before: int
    lines: int
    cut: str | None
    edits: bool

    @property
    def block(self) -> Block:
        """The lines."""
        return Block(self.data, self.before, self.lines)


class Edits(msgspec.Struct, tag=True):
    """Post -> its latest version, of the posts that a block shows as edited."""

    latest: dict[str, Any]


class BlockRows(msgspec.Struct, tag=True):
    """The rows of a block, with what was counted on the way; ``seen`` are keys seen anew."""

    rows: int
    tables: dict[str, bytes]
    seen: set[str]
    dropped: dict[str, int]
    counted: dict[str, int]

    def batch(self) -> Batch:
        """The rows as tables."""
        tables = {name: pa.ipc.open_stream(each).read_all() for name, each in self.tables.items()}
        return Batch(self.rows, tables)


TOLD = msgspec.msgpack.Decoder(Begin | Known | AskedBlock)
ANSWERED = msgspec.msgpack.Decoder(Edits | BlockRows)


def begin(sample: Sample, fields: Fields, source_file: str) -> Begin:
    """What a process is told of a file before anything else."""
    records = msgspec.json.encode(sample.records)
    return Begin(sample.shape, sample.columns, records, source_file, fields.personal)


def packed(tables: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Tables as Arrow streams."""
    return {name: _stream(table) for name, table in tables.items()}


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue().to_pybytes())
