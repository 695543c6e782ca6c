"""Posts to events: what each account left behind, streaming, in one go for all kinds asked for."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.schema import POST_WORDS, PRECISION_SECONDS, TRACES_FOUND
from demasque.traces.found_traces import SHOWN, FoundTraces
from demasque.traces.trace_kind import Extraction, TraceKind, trace_ids

_METHOD: Final = 1
"""Raised when the same post leaves other traces than before: what is known is then read anew."""

_KNOWN = """
    SELECT e.account, e.trace, e."at", e.post, t.value
    FROM main.events e JOIN main.traces t USING (kind, trace) SEMI JOIN posts p ON p.post = e.post
    JOIN main.post_words w ON w.post = e.post AND w.extraction = ?
    WHERE e.kind = ?"""

_PRECISIONS: Final = """
    SELECT DISTINCT p.time_precision AS word FROM events e JOIN posts p USING (post)
    WHERE e.kind = ?"""

_WORDLESS = "SELECT post FROM posts p ANTI JOIN post_words w ON w.post = p.post"


def extract_kinds(store: CaseStore, extraction: Extraction, kinds: Iterable[TraceKind]) -> None:
    """Fill ``events`` and ``traces`` with the traces of these kinds, for what was there.

    One event per account, trace and post, sorted by kind, trace, time and post. What was concluded
    from earlier events goes with them. Interrupted or killed, all earlier findings stay. What was
    looked for in the same way before is not looked for again, in posts that are still there: the
    answer is the same.
    """
    wanted = list(kinds)
    how = _way(extraction, wanted)
    with store.replacing_findings():
        seen = how != "" and _looked_for_before(store, how)
        extraction = replace(extraction, how=how, known="main.post_words" if seen else None)
        found = _find(store, extraction, wanted)
        extraction.progress("sorting the traces", 0, None)
        tables = {"events": found.events(), "traces": found.traces(), **extraction.tables}
        store.replace(tables | extraction.streams)
        posts = store.sql(_WORDLESS)["post"]
        store.insert({"post_words": _without_words(posts, how)})


def _way(extraction: Extraction, kinds: Iterable[TraceKind]) -> str:
    """A name for what is looked for, and how; "" where files from outside have a say in it."""
    if extraction.expand is not None:
        return ""
    rules = [extraction.key_rules.as_record(), extraction.family_rules.as_record()]
    said = json.dumps([_METHOD, sorted(kind.id for kind in kinds), rules], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _looked_for_before(store: CaseStore, how: str) -> bool:
    found = store.sql("SELECT 1 FROM main.post_words WHERE extraction = ? LIMIT 1", [how])
    return bool(found.num_rows)


def _find(store: CaseStore, extraction: Extraction, kinds: list[TraceKind]) -> FoundTraces:
    """What is there: of kinds that go by post from new posts, where the rest is known."""
    found = FoundTraces(extraction.room)
    if extraction.known is None:
        _add_each(found, extraction, kinds)
        return found
    by_post = [kind for kind in kinds if kind.by_post]
    _add_each(found, extraction, [kind for kind in kinds if not kind.by_post])
    new = f"post NOT IN (SELECT post FROM {extraction.known} WHERE extraction = '{extraction.how}')"
    with store.looking_at(new):
        _add_each(found, extraction, by_post)
    for kind in by_post:
        for known in store.stream(_KNOWN, [extraction.how, kind.id]):
            found.add_known(kind.id, known)
    return found


def _add_each(found: FoundTraces, extraction: Extraction, kinds: Iterable[TraceKind]) -> None:
    for kind, table in _find_each(extraction, kinds):
        if table.num_rows:
            found.add(kind, table)


def _without_words(posts: pa.ChunkedArray, how: str) -> pa.Table:
    nothing = pa.nulls(len(posts), pa.string())
    columns = [posts, pa.repeat(how, len(posts)), nothing, nothing]
    return pa.table(columns, schema=POST_WORDS)


def find_all(extraction: Extraction, kinds: Iterable[TraceKind]) -> Iterator[pa.RecordBatch]:
    """What these kinds find, as rows of ``traces_found``."""
    for kind, table in _find_each(extraction, kinds):
        yield from with_ids(kind, table).to_batches()


def _find_each(
    extraction: Extraction, kinds: Iterable[TraceKind]
) -> Iterator[tuple[str, pa.Table]]:
    wanted = list(kinds)
    for kind in wanted:
        kind.prepare(extraction)
    for kind in wanted:
        done = 0
        for table in kind.find(extraction):
            done += table.num_rows
            extraction.progress(f"traces: {kind.id}", done, None)
            yield kind.id, table


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
    every = store.sql("SELECT DISTINCT time_precision AS word FROM posts")["word"].to_pylist()
    if every == ["second"]:  # no event need be looked up
        return 1
    precisions = store.sql(_PRECISIONS, [kind])
    return max((PRECISION_SECONDS[word] for word in precisions["word"].to_pylist()), default=1)
