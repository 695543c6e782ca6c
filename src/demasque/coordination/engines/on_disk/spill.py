"""A table too large for memory, batch by batch: checked, encoded, and dealt to files on disk.

Accounts become the codes that :mod:`event_table` would give, in order of first
appearance. Events go to parts by a hash of their trace, so that every trace is whole in one part
and a part fits in memory.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numba import njit

from demasque.any_table import is_parquet, parquet_metadata
from demasque.coordination.engines.on_disk.memory_limits import SizePlan
from demasque.coordination.engines.on_disk.work_folder import Array, WorkFolder, append
from demasque.coordination.events.event_table import (
    USUAL_COLUMNS,
    EventColumns,
    events_table,
    microseconds,
)
from demasque.coordination.events.identifiers import check_identifiers
from demasque.coordination.events.index import Int32, Int64
from demasque.coordination.null.strata import HOUR
from demasque.errors import DemasqueError
from demasque.progress import Progress

STEP: Final = "reading"
_MOST_ACCOUNTS: Final = 2**31 - 1
_BUFFER: Final = 1 << 20


class EventInput:
    """Events as batches of their columns, from a table or a Parquet file; `rows` in all.

    `identity` differs where the events do; `lasting` says whether it will be known again.
    """

    def __init__(self, events: Any, columns: EventColumns = USUAL_COLUMNS) -> None:
        self.columns = columns
        self.path = Path(events) if is_parquet(events) else None
        self.identity: list[Any]
        self.lasting = self.path is not None
        if self.path is None:
            self._table = events_table(events, columns)
            self.rows = self._table.num_rows
            # Nobody knows whether a later table is the same one.
            self.identity = [secrets.token_hex(8)]
        else:
            self.rows = parquet_metadata(self.path, columns.names).num_rows
            state = self.path.stat()
            place = [str(self.path.absolute()), *columns.names]
            self.identity = [place, state.st_size, state.st_mtime_ns]

    def batches(self, rows: int) -> Iterator[pa.RecordBatch]:
        """Yield batches of up to `rows` rows."""
        if self.path is None:
            yield from self._table.to_batches(max_chunksize=rows)
            return
        try:
            with pq.ParquetFile(self.path, buffer_size=_BUFFER, pre_buffer=False) as file:
                yield from file.iter_batches(rows, columns=self.columns.names)
        except (pa.ArrowInvalid, OSError) as error:
            raise DemasqueError(
                "{file} cannot be read to its end: {reason}", file=self.path, reason=error
            ) from None


class GrowingCodes:
    """A dictionary that grows: each value's code is its place in order of first appearance."""

    def __init__(self) -> None:
        self.values: pa.Array | None = None

    def __len__(self) -> int:
        return 0 if self.values is None else len(self.values)

    def of(self, column: pa.Array) -> Int32:
        """Return the codes of a batch of values."""
        encoded = column.dictionary_encode()
        values = encoded.dictionary
        if self.values is None:
            self.values = values.slice(0, 0)
        known = pc.index_in(values, value_set=self.values)
        new = np.flatnonzero(known.is_null().to_numpy(zero_copy_only=False))
        codes = known.fill_null(-1).to_numpy().astype(np.int64)
        codes[new] = len(self.values) + np.arange(len(new))
        self.values = pa.concat_arrays([self.values, values.take(pa.array(new))])
        if len(self.values) > _MOST_ACCOUNTS:
            raise DemasqueError("More than {most} accounts do not fit.", most=_MOST_ACCOUNTS)
        found: Int32 = codes[encoded.indices.to_numpy()].astype(np.int32)
        return found


def spill(source: EventInput, plan: SizePlan, work: WorkFolder, progress: Progress) -> None:
    """Write the events to disk: `account` and `hour` row by row, and the parts."""
    if work.note(STEP) is not None:
        return
    codes = GrowingCodes()
    activity = np.zeros(0, dtype=np.int64)
    hours = np.zeros(0, dtype=np.int64)
    done = 0
    with ExitStack() as stack:
        accounts, hour_file = (
            stack.enter_context(work.append_to(name)) for name in ("account", "hour")
        )
        parts = _Parts(work, plan.parts, stack)
        progress(STEP, 0, source.rows)
        for batch in filter(len, source.batches(plan.batch_rows)):
            account, trace, at = _read(batch, source.columns, codes, done)
            activity = _sum(activity, np.bincount(account))
            hour = np.floor_divide(at, HOUR)
            hours = np.union1d(hours, hour[np.flatnonzero(np.diff(hour, prepend=hour[0] - 1))])
            append(accounts, account)
            append(hour_file, hour)
            parts.write(account, trace, at, done)
            done += len(batch)
            progress(STEP, done, source.rows)
    _write_values(work.file("accounts.arrow"), codes)
    np.save(work.file("activity.npy"), activity)
    np.save(work.file("hours.npy"), hours)
    work.finish(STEP, {"total": done})


def account_names(work: WorkFolder) -> pa.Array:
    """Return what the account codes stand for."""
    with pa.OSFile(str(work.file("accounts.arrow"))) as stream:
        table = pa.ipc.open_stream(stream).read_all()
    return table.column("account").combine_chunks()


def _write_values(path: Path, codes: GrowingCodes) -> None:
    values = codes.values if codes.values is not None else pa.array([], pa.string())
    table = pa.table({"account": values})
    with pa.OSFile(str(path), "wb") as stream, pa.ipc.new_stream(stream, table.schema) as out:
        out.write_table(table)


def _read(
    batch: pa.RecordBatch, columns: EventColumns, codes: GrowingCodes, first: int
) -> tuple[Int32, pa.Array, Int64]:
    """Check and encode a batch whose first row is row `first` of the input."""

    def column(name: str) -> pa.ChunkedArray:
        return pa.chunked_array([batch.column(name)])

    account = check_identifiers(column(columns.account), columns.account, first)
    trace = check_identifiers(column(columns.trace), columns.trace, first)
    at = microseconds(column(columns.time), columns.time, first)
    return codes.of(_whole(account)), _whole(trace), at


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole


def _sum(total: Int64, more: Int64) -> Int64:
    if len(more) > len(total):
        total = np.concatenate([total, np.zeros(len(more) - len(total), dtype=np.int64)])
    total[: len(more)] += more
    return total


class _Parts:
    """The files that events are dealt to, each a stream of Arrow batches."""

    def __init__(self, work: WorkFolder, parts: int, stack: ExitStack) -> None:
        self._work, self._parts, self._stack = work, parts, stack
        self._streams: Sequence[Any] = []

    def write(self, account: Int32, trace: pa.Array, at: Int64, first: int) -> None:
        if not self._streams:
            self._streams = [self._open(part, trace.type) for part in range(self._parts)]
        order, start = _deal(_hashes(trace) % np.uint64(self._parts), self._parts)
        trace = trace.take(pa.array(order))
        account, at, row = account[order], at[order], order + first
        for part, stream in enumerate(self._streams):
            here = slice(start[part], start[part + 1])
            if here.stop > here.start:
                columns = [trace[here], pa.array(account[here]), pa.array(at[here])]
                columns.append(pa.array(row[here]))
                stream.write(pa.record_batch(columns, schema=stream_schema(trace.type)))

    def _open(self, part: int, kind: pa.DataType) -> Any:
        stream = self._stack.enter_context(pa.OSFile(str(self._work.file(part_name(part))), "wb"))
        return self._stack.enter_context(pa.ipc.new_stream(stream, stream_schema(kind)))


def part_name(part: int) -> str:
    """Name of a part's file."""
    return f"part{part}.arrow"


def stream_schema(kind: pa.DataType) -> pa.Schema:
    """What a part holds; `row` counts from the beginning of the input."""
    return pa.schema(
        [("trace", kind), ("account", pa.int32()), ("at", pa.int64()), ("row", pa.int64())]
    )


def _hashes(values: pa.Array) -> Array:
    """Return a 64-bit hash of each value (FNV-1a over its bytes)."""
    if pa.types.is_integer(values.type):
        numbers = values.to_numpy(zero_copy_only=False)
        return _hash_numbers(numbers.astype(np.int64, copy=False).view(np.uint64))
    if not pa.types.is_large_string(values.type):
        values = values.cast(pa.large_string())
    _, offsets, data = values.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int64)[values.offset : values.offset + len(values) + 1]
    content = np.frombuffer(data if data is not None else b"", dtype=np.uint8)
    return _hash_bytes(bounds, content)


@njit(cache=True, nogil=True)
def _hash_numbers(numbers: Array) -> Array:
    out = np.empty(len(numbers), dtype=np.uint64)
    for i in range(len(numbers)):
        mixed = numbers[i] * np.uint64(0x9E3779B97F4A7C15)
        out[i] = mixed ^ (mixed >> np.uint64(32))
    return out


@njit(cache=True, nogil=True)
def _hash_bytes(bounds: Int64, content: Array) -> Array:
    out = np.empty(len(bounds) - 1, dtype=np.uint64)
    for i in range(len(out)):
        value = np.uint64(0xCBF29CE484222325)
        for k in range(bounds[i], bounds[i + 1]):
            value = (value ^ np.uint64(content[k])) * np.uint64(0x100000001B3)
        out[i] = value ^ (value >> np.uint64(32))
    return out


@njit(cache=True, nogil=True)
def _deal(part: Array, parts: int) -> tuple[Int64, Int64]:
    """Return the rows in order of their part, otherwise as they are, and where each part begins."""
    start = np.zeros(parts + 1, dtype=np.int64)
    for i in range(len(part)):
        start[np.int64(part[i]) + 1] += 1
    for p in range(parts):
        start[p + 1] += start[p]
    place = start[:-1].copy()
    order = np.empty(len(part), dtype=np.int64)
    for i in range(len(part)):
        here = np.int64(part[i])
        order[place[here]] = i
        place[here] += 1
    return order, start
