"""What was found in the posts, put aside kind by kind until all of it is there, then in order.

About 65 bytes an event, and of each distinct trace what a reader is shown: in memory or, within a
limit, on disk, and then sorted part by part.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from demasque.array_room import IN_MEMORY, ArrayRoom, TablePile
from demasque.schema import EVENTS, TRACES
from demasque.traces.trace_kind import trace_ids

SHOWN: Final = 300
"""Characters of a trace's value that are kept to be shown."""

_ROWS_AT_ONCE: Final = 65_536
_SORTED: Final = 3  # times the bytes of rows, while they are sorted
_AT_ONCE: Final = 1 << 25  # bytes of rows that are sorted at once, however much room there is
_LEAST, _NUMBERS = -(1 << 63), 1 << 64  # traces' numbers are hashes, so ranges are about even
_OF_A_KIND: Final = pa.schema([field for field in EVENTS if field.name != "kind"])


class FoundTraces:
    """Events and traces as they are found, in any order; each event counts once."""

    def __init__(self, room: ArrayRoom = IN_MEMORY) -> None:
        self._room = room
        self._events: dict[str, TablePile] = defaultdict(room.pile)
        self._values: dict[str, TablePile] = defaultdict(room.pile)

    def add(self, kind: str, found: pa.Table) -> None:
        """What a kind yielded: post, account, at, value, which may be encoded by a dictionary."""
        encoded = found["value"].combine_chunks().dictionary_encode()
        traces = trace_ids(kind, pa.chunked_array([encoded.dictionary]))
        self._put(kind, found, pc.take(traces, encoded.indices), traces, encoded.dictionary)

    def add_known(self, kind: str, events: pa.RecordBatch) -> None:
        """Events of an earlier detection: post, account, at, trace, value."""
        traces, first = np.unique(events["trace"].to_numpy(), return_index=True)
        values = events["value"].take(pa.array(first))
        self._put(kind, events, events["trace"], pa.array(traces), values)

    def _put(
        self,
        kind: str,
        rows: pa.Table | pa.RecordBatch,
        trace: pa.Array,
        traces: pa.Array,
        values: pa.Array,
    ) -> None:
        columns = [rows["account"], trace, rows["at"], rows["post"]]
        table = pa.table(columns, names=_OF_A_KIND.names)
        self._events[kind].put(table.cast(_OF_A_KIND))
        shown = pc.utf8_slice_codeunits(values, 0, SHOWN)
        self._values[kind].put(pa.table({"trace": traces, "value": shown}))

    def events(self) -> pa.RecordBatchReader:
        """One event per kind, trace and post, sorted by kind, trace, time and post; once only."""
        tables = (
            (kind, some)
            for kind in sorted(self._events)
            for part in self._parts(self._events.pop(kind))
            for some in sorted_events(part)
        )
        return _as_reader(EVENTS, tables)

    def traces(self) -> pa.RecordBatchReader:
        """Every trace with what is shown of it, sorted by kind and trace; once only."""
        tables = (
            (kind, _shown(part))
            for kind in sorted(self._values)
            for part in self._parts(self._values.pop(kind))
        )
        return _as_reader(TRACES, tables)

    def _parts(self, pile: TablePile) -> Iterator[pa.Table]:
        """The rows of a pile, those of one range of traces' numbers after those of another."""
        parts = max(self._room.parts(_SORTED * pile.nbytes), -(-pile.nbytes // _AT_ONCE))
        if parts == 1:
            yield pile.whole()
            return
        bounds = [_LEAST + part * _NUMBERS // parts for part in range(parts + 1)]
        for first, end in pairwise(bounds):
            held = (_between(table, first, end - 1) for table in pile.read())
            yield pa.concat_tables(held).combine_chunks()
            self._room.release()


def _between(table: pa.Table, first: int, last: int) -> pa.Table:
    trace = table["trace"].to_numpy()
    return table.filter(pa.array((trace >= first) & (trace <= last)))


def sorted_events(rows: pa.Table) -> Iterator[pa.Table]:
    """Events of one kind by trace, time and post, each once; some at a time."""
    order = _order(rows)
    for first in range(0, order.size, _ROWS_AT_ONCE):
        yield rows.take(pa.array(order[first : first + _ROWS_AT_ONCE]))


def _order(rows: pa.Table) -> NDArray[np.int64]:
    """The rows to keep, in the order to keep them in."""
    trace, at = rows["trace"].to_numpy(), rows["at"].cast(pa.int64()).to_numpy()
    order = np.lexsort((at, trace))
    trace, at = trace[order], at[order]
    same = np.concatenate([[False], (trace[1:] == trace[:-1]) & (at[1:] == at[:-1])])
    once = np.ones(order.size, np.bool_)
    tied = np.flatnonzero(same | np.append(same[1:], False))
    if tied.size:
        moment = pa.array(np.cumsum(~same)[tied])
        posts = rows["post"].take(pa.array(order[tied]))
        by_post = pa.table({"moment": moment, "post": posts})
        sorting = pc.sort_indices(
            by_post, sort_keys=[("moment", "ascending"), ("post", "ascending")]
        )
        order[tied] = order[tied][sorting.to_numpy()]
        once[tied] = _first_of_equals(by_post.take(sorting))
    return order[once]


def _first_of_equals(rows: pa.Table) -> NDArray[np.bool_]:
    """Which rows of a sorted table are not equal to the row before."""
    differ = np.ones(rows.num_rows, np.bool_)
    for number, column in enumerate(rows.columns):
        whole = column.combine_chunks()
        unequal = pc.not_equal(whole[1:], whole[:-1]).to_numpy(zero_copy_only=False)
        differ[1:] = unequal if number == 0 else differ[1:] | unequal
    return differ


def _shown(values: pa.Table) -> pa.Table:
    least = values.group_by("trace", use_threads=False).aggregate([("value", "min")])
    order = np.argsort(least["trace"].to_numpy())
    return least.rename_columns({"value_min": "value"}).take(pa.array(order))


def _as_reader(schema: pa.Schema, tables: Iterable[tuple[str, pa.Table]]) -> pa.RecordBatchReader:
    def batches() -> Iterator[pa.RecordBatch]:
        for kind, table in tables:
            whole = table.append_column("kind", pa.repeat(kind, table.num_rows))
            named = whole.select(schema.names).cast(schema)
            yield from named.to_batches(_ROWS_AT_ONCE)

    return pa.RecordBatchReader.from_batches(schema, batches())
