"""CSV and TSV as batches of text columns, each row with its line, whatever state the file is in.

Blocks of whole rows go through Arrow's reader; rows with the wrong number of cells, with bytes that
are no UTF-8, or inside a quotation mark that is never closed are put aside with their line.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from demasque.errors import DemasqueError, Sentence
from demasque.sources.readers.csv_scan import scan_rows
from demasque.sources.readers.input_file import BLOCK, InputFile

LONGEST_ROW = 1 << 26
"""Bytes after which an unclosed quotation mark is given up on."""
UNCLOSED = Sentence("a quotation mark is opened and never closed")
NOT_UTF8 = Sentence("not UTF-8")
_MOST_UNCLOSED = 1_000
_SEPARATOR = re.compile(rb'"?sep=([,;|\t])"?\r?\n', re.IGNORECASE)

Parsed = tuple[np.ndarray, dict[str, pa.Array], list[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Header:
    """The first row: unique column names, the byte between cells, and what was wrong.

    ``rows`` is how many rows come before the data: two where a spreadsheet wrote 'sep=;' first.
    """

    columns: list[str]
    delimiter: int
    duplicates: list[str]
    rows: int = 1


def read_header(file: InputFile) -> Header:
    """The columns of a CSV file. A name that occurs again gets '#2', '#3', ...

    Raises DemasqueError when the first row is no header.
    """
    head = file.head[: 1 << 18]
    first = head.split(b"\n", 1)[0].split(b"\r", 1)[0]
    if not first.strip():
        head = head.lstrip()
        first = head.split(b"\n", 1)[0].split(b"\r", 1)[0]
    said = _SEPARATOR.match(head)
    if said:
        head = head[said.end() :]
        first = head.split(b"\n", 1)[0].split(b"\r", 1)[0]
    delimiter = said[1][0] if said else max(b",\t;|", key=lambda byte: first.count(byte))
    bounds = scan_rows(np.frombuffer(head, np.uint8), delimiter, True)[0]
    row = head[: bounds[1]] if len(bounds) > 1 else first
    try:
        text = row.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DemasqueError(
            "{name}: the header is not UTF-8 (byte {start}). Save it as UTF-8.",
            name=file.name,
            start=error.start + 1,
        ) from error
    try:
        names = next(csv.reader([text], delimiter=chr(delimiter)), [])
    except csv.Error:
        names = text.strip().split(chr(delimiter))
    return _unique([name.strip() for name in names], delimiter, 2 if said else 1)


def _unique(names: list[str], delimiter: int, rows: int) -> Header:
    times: Counter[str] = Counter()
    columns: list[str] = []
    for name in names:
        times[name] += 1
        columns.append(name if times[name] == 1 else f"{name}#{times[name]}")
    return Header(columns, delimiter, [name for name, n in times.items() if n > 1], rows)


def read_csv_rows(
    file: InputFile, wanted: frozenset[str], counted: frozenset[str] = frozenset()
) -> Iterator[Parsed]:
    """Batches of (lines, columns, problems); columns that are not ``wanted`` are not read.

    Those that are only to be ``counted`` come as bytes.
    """
    header = read_header(file)
    header_due, line, left, unclosed = header.rows, 1, b"", 0
    chunks = file.chunks(BLOCK)
    at_end = False
    while not at_end:
        chunk = next(chunks, b"")
        at_end = not chunk
        data = left + chunk if left else chunk
        while data:
            bounds, lines, cells, taken, quoted = scan_rows(
                np.frombuffer(data, np.uint8), header.delimiter, at_end
            )
            kept, due = _without_header(cells, header_due)
            if kept is not None:
                yield _block(data, bounds, lines + line, kept, header, (wanted, counted))
            header_due = due
            data, line = data[bounds[-1] :], line + taken
            if not data or not quoted or not (at_end or len(data) > LONGEST_ROW):
                break
            unclosed += 1
            yield _nothing(line, UNCLOSED)
            skip = data.find(b"\n") + 1 if unclosed < _MOST_UNCLOSED else 0
            data, line = (data[skip:], line + 1) if skip else (b"", line + 1)
        left = data
    if file.cut:
        yield _nothing(line, file.cut)


def _without_header(cells: np.ndarray, due: int) -> tuple[np.ndarray | None, int]:
    """The cells with the header's rows made blank, and how many of those are still to come."""
    if not len(cells):
        return None, due
    if due:
        filled = np.flatnonzero(cells)[:due]
        cells = cells.copy()
        cells[filled] = 0
        due -= len(filled)
    return cells, due


def _nothing(line: int, reason: str) -> Parsed:
    return np.empty(0, np.int64), {}, [(line, reason)]


def _block(
    data: bytes,
    bounds: np.ndarray,
    lines: np.ndarray,
    cells: np.ndarray,
    header: Header,
    names: tuple[frozenset[str], frozenset[str]],
) -> Parsed:
    width = len(header.columns)
    good = cells == width
    problems = [
        (int(line), f"{n} cells where the header has {width}")
        for line, n in zip(lines[~good], cells[~good], strict=True)
        if n
    ]
    if width == 1:
        # A blank row of a one-column table is an empty cell, which says nothing either.
        good &= cells > 0
    rows = _slices(data, bounds, good)
    wanted, counted = names
    table = _parse(rows, header, wanted | counted, int(good.sum()))
    columns, bad = _as_text(table, wanted)
    lines = lines[good]
    if bad.any():
        problems += [(int(line), NOT_UTF8) for line in lines[bad]]
        columns = {name: column.filter(pa.array(~bad)) for name, column in columns.items()}
        lines = lines[~bad]
    return lines, columns, problems


def _slices(data: bytes, bounds: np.ndarray, good: np.ndarray) -> bytes:
    """The bytes of the good rows, copied by runs."""
    if good.all():
        return data[: bounds[-1]]
    edges = np.flatnonzero(np.diff(np.r_[False, good, False].astype(np.int8)))
    return b"".join(data[bounds[a] : bounds[b]] for a, b in edges.reshape(-1, 2))


def _parse(rows: bytes, header: Header, wanted: frozenset[str], count: int) -> pa.Table:
    names = [name for name in header.columns if name in wanted]
    schema = {name: pa.binary() for name in names}
    if not count:
        return pa.table({name: pa.array([], pa.binary()) for name in names})
    table = pacsv.read_csv(
        pa.BufferReader(rows),
        read_options=pacsv.ReadOptions(
            column_names=header.columns, block_size=len(rows) + 1, use_threads=False
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=chr(header.delimiter), newlines_in_values=True, ignore_empty_lines=False
        ),
        convert_options=pacsv.ConvertOptions(column_types=schema, include_columns=names),
    )
    if table.num_rows != count:
        raise AssertionError(f"rows counted: {count}, read: {table.num_rows}")
    return table


def _as_text(table: pa.Table, wanted: frozenset[str]) -> tuple[dict[str, pa.Array], np.ndarray]:
    """Wanted columns as text, and which rows hold bytes that are no UTF-8 there (null cells)."""
    bad = np.zeros(table.num_rows, bool)
    columns: dict[str, pa.Array] = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if name not in wanted:
            columns[name] = column
            continue
        try:
            columns[name] = pc.cast(column, pa.string())
        except pa.ArrowInvalid:
            cells = [_decoded(cell) for cell in column.to_pylist()]
            bad |= np.array([cell is None for cell in cells])
            columns[name] = pa.array(cells, pa.string())
    return columns, bad


def _decoded(cell: bytes) -> str | None:
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return None
