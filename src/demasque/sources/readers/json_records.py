"""JSON exports as records: one value per line, per item of an array, or one for the whole document.

Good records are kept whatever stands beside them: a line that is no JSON is a problem of that line,
and of a document that is cut short the items before the cut are given.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from demasque.sources.readers.input_file import InputFile
from demasque.sources.readers.line_blocks import Block, is_utf8, line_blocks
from demasque.sources.readers.salvage import closed_after_last_item

_DECODER = msgspec.json.Decoder()
_DECODE = _DECODER.decode
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_FIRST_BYTES = 1 << 21  # lines that begin later are not asked what a file is
CUT_SHORT = "the file ends in the middle of a record"


@dataclass(slots=True)
class Records:
    """Some records of a file: ``lines[i]`` is the 1-based line (or item) of ``values[i]``."""

    lines: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)  # (line, reason)

    @property
    def rows(self) -> int:
        """Records read, good and bad."""
        return len(self.values) + len(self.problems)


@dataclass(frozen=True, slots=True)
class RawRecords:
    """Records of a file as bytes that are not decoded yet, each with its 1-based line (or item).

    ``others`` are those that do not come one by one: a document, lines of damaged bytes.
    """

    lines: Sequence[int] = ()
    values: Sequence[bytes | msgspec.Raw] = ()
    others: Records | None = None


def json_shape(file: InputFile) -> str | None:
    """'ndjson', 'json' (one document), or None when the file does not begin like JSON."""
    start = file.head.lstrip()
    if start[:1] == b"[":
        return "json"
    if start[:1] != b"{":
        return None
    first, _, rest = start.partition(b"\n")
    if b"\n" not in start:
        return "ndjson" if _has_second_line(file) else "json"
    if _is_json(first):
        return "ndjson"
    # A pretty-printed document opens on its first line; a damaged line of NDJSON closes on it.
    second = rest.split(b"\n", 1)[0]
    return "ndjson" if second and _is_json(second) and second.lstrip()[:1] == b"{" else "json"


def _has_second_line(file: InputFile) -> bool:
    """Whether lines follow a first one that is longer than the head of the file."""
    first_ended = False
    for chunk in file.chunks():
        rest = chunk if first_ended else chunk.partition(b"\n")[2]
        first_ended = first_ended or b"\n" in chunk
        if rest.strip():
            return True
    return False


def _is_json(line: bytes) -> bool:
    try:
        _DECODE(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return True


def read_records(file: InputFile, shape: str) -> Iterator[Records]:
    """The records of a JSON file, some megabytes at a time for line-by-line files.

    A document ('json') that is an array gives one record per item, numbered from 1; one that is an
    object gives itself as the only record. A document is held in memory whole; lines are not.
    """
    return _lines(file) if shape == "ndjson" else _document(file)


def first_records(file: InputFile, shape: str, most: int) -> list[Any]:
    """The first records of a JSON file, at most so many, and of lines no more than megabytes."""
    if shape != "ndjson":
        return _document_records(b"".join(file.chunks())).values[:most]
    found, block = Records(), next(line_blocks(file))
    if not block.lines:
        return last_line(block, file.cut).values[:most]
    at = 0
    while at < min(len(block.data), _FIRST_BYTES) and len(found.values) < most:
        end = block.data.index(b"\n", at)
        take_line(block.data[at:end], 0, found)
        at = end + 1
    return found.values


def raw_records(file: InputFile, shape: str) -> Iterator[RawRecords]:
    """The same records, for readers that decode them by themselves; all bytes are UTF-8.

    What they cannot decode goes through :func:`take_line`, which says what is wrong with it.
    """
    if shape != "ndjson":
        yield _raw_document(file)
        return
    for block in line_blocks(file):
        yield raw_block(block, file.cut)


def raw_block(block: Block, cut: str | None = None) -> RawRecords:
    """The records of some lines; ``cut`` says that the file was cut short after the last."""
    if not block.lines:
        return RawRecords(others=last_line(block, cut))
    if not is_utf8(block.data):
        return RawRecords(others=whole_lines(block))
    numbers = range(block.before + 1, block.before + 1 + block.lines)
    return RawRecords(numbers, block.data[:-1].split(b"\n"))


def _raw_document(file: InputFile) -> RawRecords:
    data = b"".join(file.chunks())
    try:
        items = _ARRAY.decode(data) if is_utf8(data) else None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        items = None
    if items is None:
        return RawRecords(others=_document_records(data))
    return RawRecords(range(1, len(items) + 1), items)


def last_line(block: Block, cut: str | None) -> Records:
    """What a line without an end holds, and that the file was cut short (a sentence) there."""
    last = Records()
    if block.data.strip():
        take_line(block.data, block.before + 1, last, CUT_SHORT)
    if cut:
        last.problems.append((block.before + 1, cut))
    return last


def _lines(file: InputFile) -> Iterator[Records]:
    for block in line_blocks(file):
        if block.lines:
            yield whole_lines(block)
        elif (last := last_line(block, file.cut)).rows:
            yield last


def whole_lines(block: Block) -> Records:
    """The records of whole lines."""
    count, first = block.lines, block.before + 1
    try:
        values = _DECODER.decode_lines(block.data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        values = []
    if len(values) == count:
        return Records(list(range(first, first + count)), values)
    batch = Records()
    for number, line in enumerate(block.data[:-1].split(b"\n"), first):
        take_line(line, number, batch)
    return batch


def take_line(line: bytes, number: int, batch: Records, reason: str = "not JSON") -> None:
    """Add what a line holds, or why it holds nothing; a blank line adds neither."""
    try:
        batch.values.append(_DECODE(line))
    except UnicodeError:
        batch.problems.append((number, "not UTF-8"))
        return
    except (msgspec.DecodeError, RecursionError):
        if not line.strip():
            return
        value, problem = _second_try(line)
        if problem:
            batch.problems.append((number, problem if problem != "not JSON" else reason))
            return
        batch.values.append(value)
    batch.lines.append(number)


def _second_try(line: bytes) -> tuple[Any, str | None]:
    """What the fast reader refuses and people's files have: NaN, halves of surrogate pairs."""
    try:
        text = line.decode("utf-8").strip().removeprefix("\x00")
        value = json.loads(text)
    except UnicodeError:
        return None, "not UTF-8"
    except RecursionError:
        return None, "nested too deeply"
    except ValueError:
        return None, "not JSON"
    return _without_surrogates(value), None


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(k): _without_surrogates(v) for k, v in value.items()}
    return value


def _document(file: InputFile) -> Iterator[Records]:
    yield _document_records(b"".join(file.chunks()))


def _document_records(data: bytes) -> Records:
    value, problem = decode(data)
    if problem == "not JSON":
        return _items_before_the_damage(data)
    batch = Records()
    if problem:
        batch.problems.append((1, problem))
    else:
        batch.values = value if isinstance(value, list) else [value]
        batch.lines = list(range(1, len(batch.values) + 1))
    return batch


def decode(data: bytes) -> tuple[Any, str | None]:
    """One JSON value, or None and what is wrong with it."""
    try:
        return _DECODE(data), None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _second_try(data)


def _items_before_the_damage(data: bytes) -> Records:
    text = data.decode("utf-8", "replace")
    closed = closed_after_last_item(text)
    value, problem = _second_try(closed.encode()) if closed else (None, CUT_SHORT)
    if not problem:
        values = value if isinstance(value, list) else [value]
        return Records(list(range(1, len(values) + 1)), values, [(len(values) + 1, CUT_SHORT)])
    batch, decoder, at = Records(), json.JSONDecoder(), text.find("[") + 1
    skip = " \t\r\n,"
    while at and at < len(text):
        while at < len(text) and text[at] in skip:
            at += 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        batch.values.append(_without_surrogates(value))
        batch.lines.append(len(batch.values))
    batch.problems.append((len(batch.values) + 1, CUT_SHORT))
    return batch
