"""Posts to events: what each account left behind, streaming, in one go for all kinds asked for."""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.schema import PRECISION_SECONDS, TRACES_FOUND
from demasque.traces.trace_kind import Extraction, TraceKind, trace_ids

SHOWN = 300
"""Characters of a trace's value that are kept to be shown."""

_EVENTS = """
    SELECT kind, any_value(account) AS account, trace, any_value("at") AS "at", post
    FROM traces_found GROUP BY kind, trace, post ORDER BY kind, trace, "at", post"""

_TRACES = """
    SELECT kind, trace, min(value) AS value
    FROM traces_found GROUP BY kind, trace ORDER BY kind, trace"""


def extract_kinds(store: CaseStore, extraction: Extraction, kinds: Iterable[TraceKind]) -> None:
    """Fill ``events`` and ``traces`` with the traces of these kinds, for what was there.

    One event per account, trace and post, sorted by kind, trace, time and post. What was concluded
    from earlier events goes with them. Interrupted or killed, all earlier findings stay.
    """
    with store.replacing_findings():
        found = pa.RecordBatchReader.from_batches(TRACES_FOUND, find_all(extraction, kinds))
        store.replace({"traces_found": found})
        extraction.progress("sorting the traces", 0, None)
        events, traces = store.stream(_EVENTS), store.stream(_TRACES)
        store.replace({"events": events, "traces": traces, **extraction.tables})


def find_all(extraction: Extraction, kinds: Iterable[TraceKind]) -> Iterator[pa.RecordBatch]:
    """Yield what these kinds find, as rows of ``traces_found``."""
    for kind in kinds:
        done = 0
        for table in kind.find(extraction):
            done += table.num_rows
            extraction.progress(f"traces: {kind.id}", done, None)
            yield from with_ids(kind.id, table).to_batches()


def with_ids(kind: str, table: pa.Table) -> pa.Table:
    """One kind's findings (post, account, at, value) as rows of ``traces_found``."""
    columns = {
        "kind": pa.repeat(kind, table.num_rows),
        "account": table["account"],
        "trace": trace_ids(kind, table["value"]),
        "at": table["at"],
        "post": table["post"],
        "value": pc.utf8_slice_codeunits(table["value"], 0, SHOWN),
    }
    return pa.table(columns, schema=TRACES_FOUND)


def finest_window(store: CaseStore, kind: str) -> int:
    """Seconds below which a window for this kind would be finer than its posts' times allow.

    1 where every time is to the second, 60 or 86,400 where some are to the minute or the day only.
    """
    precisions = store.sql(
        "SELECT DISTINCT p.time_precision AS word FROM events e JOIN posts p USING (post) "
        "WHERE e.kind = ?",
        [kind],
    )
    return max((PRECISION_SECONDS[word] for word in precisions["word"].to_pylist()), default=1)
