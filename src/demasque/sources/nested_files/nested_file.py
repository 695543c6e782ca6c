"""Reading a nested file, by this process alone or by several."""

from collections.abc import Iterator
from typing import Any

from demasque.sources.mapping.nested import Nested
from demasque.sources.nested_files.block_messages import Known
from demasque.sources.nested_files.block_processes import BlockProcesses, processes_for
from demasque.sources.nested_files.nested_reader import NestedReader, keep_latest
from demasque.sources.readers.input_file import InputFile
from demasque.sources.source import Batch, Reading


def read_nested(reading: Reading, nested: Nested) -> Iterator[Batch]:
    """Read a nested file. Items count as rows; in a document they are numbered from 1.

    A large file is read by several processes, where ``reading`` allows it and the format is
    described where they find it: the batches are the same.
    """
    reading.fields.seen.clear()
    reader = NestedReader(nested, reading.sample, reading.fields, reading.source_file)
    helpers = processes_for(reading, nested.apart)
    try:
        if nested.version is not None:
            reader.latest.update(_latest(reader, reading.file, helpers))
        for _ in reader.take_all(reading.file) if helpers is None else _shared(reader, helpers):
            if reader.out.full():
                yield reader.out.batch()
        reading.fields.counted.update(reader.out.counted)
        yield reader.out.batch()
    finally:
        if helpers is not None:
            helpers.end()


def _shared(reader: NestedReader, helpers: BlockProcesses) -> Iterator[None]:
    """Take a file block by block: the first ones here, until most keys are known."""
    blocks = helpers.blocks()
    for asked in blocks:
        reader.take(reader.part(asked.block, asked.cut))
        yield
        if reader.has_looked:
            break
    helpers.tell(Known(reader.fields.seen, reader.latest))
    for rows in helpers.rows(blocks):
        reader.put(rows)
        yield


def _latest(
    reader: NestedReader, file: InputFile, helpers: BlockProcesses | None
) -> dict[str, Any]:
    """Post -> its latest version, of the posts that a file shows as edited (a first pass)."""
    latest: dict[str, Any] = {}
    if helpers is not None:
        every = (edits.latest for edits in helpers.edits())
    else:
        every = (reader.edits_in(part) for part in reader.parts(file))
    for some in every:
        for name, version in some.items():
            keep_latest(latest, name, version)
    return latest
