"""Flat NDJSON as columns of text, whole blocks at a time; the odd line by itself.

:mod:`json_scan` takes the lines that are records beyond doubt; the rest is decoded
line by line, by which damaged lines are told from unusual ones. Both give the same cells.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.sources.readers.input_file import InputFile
from demasque.sources.readers.json_cells import texts_of
from demasque.sources.readers.json_records import (
    Records,
    decode,
    last_line,
    take_line,
    whole_lines,
)
from demasque.sources.readers.json_rows import Parsed, Saw, cell_text, is_held, record_rows
from demasque.sources.readers.json_scan import ABSENT, OTHER, Bytes, Spans, scan
from demasque.sources.readers.line_blocks import Block, is_utf8, line_blocks

_MOST_KEYS = 300
_LINES_TO_LEARN = 100


def read_json_lines(file: InputFile, wanted: frozenset[str], saw: Saw) -> Iterator[Parsed]:
    """Batches of (lines, columns, problems) of the columns ``wanted``; ``saw`` learns all keys."""
    keys: dict[str, None] = {}
    for block in line_blocks(file):
        if block.lines:
            keys = keys or _first_keys(block)
            yield _read_block(block, keys, wanted, saw)
        elif (records := last_line(block, file.cut)).rows:
            yield record_rows(records, wanted, saw)


def _first_keys(block: Block) -> dict[str, None]:
    """The keys of the first records, in the order in which they stand there."""
    records = Records()
    for line in block.data.split(b"\n", _LINES_TO_LEARN)[:_LINES_TO_LEARN]:
        take_line(line, 0, records)
    return dict.fromkeys(k for value in records.values if isinstance(value, dict) for k in value)


def _read_block(block: Block, keys: dict[str, None], wanted: frozenset[str], saw: Saw) -> Parsed:
    """The rows of whole lines. Keys that only an odd line has are known from then on."""

    def learn(names: set[str]) -> None:
        keys.update(dict.fromkeys(sorted(names)))
        saw(names)

    paths = any(name not in keys and is_held(name, keys) for name in wanted)
    if paths or not 0 < len(keys) <= _MOST_KEYS or not is_utf8(block.data):
        return record_rows(whole_lines(block), wanted, learn)
    columns = [key for key in keys if key in wanted]
    found = _Scan(block, list(keys), columns)
    if 2 * np.count_nonzero(found.odd) > len(found.odd):
        return record_rows(whole_lines(block), wanted, learn)
    saw(found.seen)
    plain = ~found.odd
    made = {name: found.column(n, plain) for n, name in enumerate(columns)}
    lines = np.arange(block.before + 1, block.before + 1 + len(plain))
    if plain.all():
        return lines, made, []
    others = record_rows(found.odd_records(), wanted, learn)
    return _together((lines[plain], made, []), others)


class _Scan:
    """What the scan of a block found."""

    def __init__(self, block: Block, keys: list[str], columns: list[str]) -> None:
        self._block = block
        self._data = np.frombuffer(block.data, np.uint8)
        rows = block.lines
        self._lines = np.empty(rows + 1, np.int64)
        self._kinds = np.full((len(columns), rows), ABSENT, np.uint8)
        self._spans = np.empty((len(columns), rows, 2), np.int32)
        self.odd = np.zeros(rows, np.bool_)
        seen = np.zeros(len(keys), np.bool_)
        slots = [columns.index(key) if key in columns else -1 for key in keys]
        scan(self._data, *_packed(keys), np.array(slots, np.int32), seen, self._lines, self._kinds,
             self._spans, self.odd)  # fmt: skip
        self.seen = {key for key, was in zip(keys, seen, strict=True) if was}

    def column(self, number: int, rows: np.ndarray) -> pa.Array:
        """The cells of a column in some rows, as text."""
        kinds, spans = self._kinds[number][rows], self._spans[number][rows]
        texts, others = texts_of(self._data, kinds, spans), kinds == OTHER
        if not others.any():
            return texts
        data = self._block.data
        cells = [cell_text(decode(data[start:end])[0]) for start, end in spans[others].tolist()]
        return pc.replace_with_mask(texts, pa.array(others), pa.array(cells, pa.string()))

    def odd_records(self) -> Records:
        """The lines that the scan left, read one by one."""
        records = Records()
        for row in np.flatnonzero(self.odd).tolist():
            line = self._block.data[self._lines[row] : self._lines[row + 1] - 1]
            take_line(line, self._block.before + 1 + row, records)
        return records


def _packed(words: list[str]) -> tuple[Bytes, Spans]:
    """Words as one run of bytes, and where each begins."""
    encoded = [word.encode("utf-8", "replace") for word in words]
    starts = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return np.frombuffer(b"".join(encoded) or b" ", np.uint8), starts


def _together(first: Parsed, second: Parsed) -> Parsed:
    """Two lots of rows in the order of their lines."""
    lines = np.concatenate([first[0], second[0]])
    order = pa.array(np.argsort(lines, kind="stable"))
    columns = {}
    for name in dict.fromkeys([*first[1], *second[1]]):
        halves = [
            part[1].get(name, pa.nulls(len(part[0]), pa.string())) for part in (first, second)
        ]
        columns[name] = pa.concat_arrays(halves).take(order)
    return np.sort(lines), columns, first[2] + second[2]
