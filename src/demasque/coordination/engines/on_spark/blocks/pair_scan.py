"""The scan of one block of accounts, by the kernels of the engine in memory; and the cut."""

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from demasque.cluster import Stages, in_parts
from demasque.coordination.cooccurrence.scan import scan
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.on_spark.blocks.row_blocks import (
    SENT,
    RowBlocks,
    Sieve,
    send_to_blocks,
)
from demasque.coordination.engines.on_spark.blocks.sorted_events import index_sorted, run_starts
from demasque.coordination.events.index import Int32, Int64
from demasque.coordination.events.windows import open_windows
from demasque.progress import quiet

FOUND: Final = "a long, b long, window long, shared int, level int, many long"
"""Pairs; where `a` is null, how `many` pairs first pass this `level` of the cut."""


class _Block(NamedTuple):
    """What was sent to a block, its accounts in order of events and code; `known` as there."""

    account: Int32
    trace: Int64
    at: Int64
    known: Int64


def scan_pairs(
    stages: Stages,
    annotated: DataFrame,
    tasks: int,
    blocks: RowBlocks,
    criteria: TieCriteria,
    sieve: Sieve,
) -> DataFrame:
    """Return the pairs within the cut that loses nothing: see :func:`judge_windows`.

    `annotated` are the rows of `traces` with what is known of each one's account.
    """
    windows = tuple(sorted(criteria.windows))
    attempt = 0
    while True:
        send = partial(send_to_blocks, blocks, sieve, windows)
        walk = partial(scan_block, blocks, sieve, windows)
        sent = in_parts(annotated, tasks, ["trace", "at", "account"], send, SENT)
        found = stages.keep(
            f"pairs-{attempt}",
            partial(in_parts, sent, blocks.blocks, ["origin", "chunk"], walk, FOUND),
            "counting meetings",
        )
        higher = sieve.cut.higher(_counts(found, len(sieve.cut.levels)))
        if higher is None:
            return found.where(fn.col("a").isNotNull()).select("a", "b", "window", "shared")
        sieve = sieve._replace(cut=higher)
        attempt += 1


def _counts(found: DataFrame, levels: int) -> Int64:
    """Pairs by the first level that they pass: as many numbers as there are levels."""
    rows = found.where(fn.col("a").isNull()).groupBy("level").agg(fn.sum("many")).collect()
    counts = np.zeros(levels, np.int64)
    for level, many in rows:
        counts[level] = many
    return counts


def scan_block(
    blocks: RowBlocks, sieve: Sieve, windows: tuple[int, ...], rows: pa.Table
) -> Iterator[pa.RecordBatch]:
    """Take what was sent to one block; yield the pairs of its accounts, and counts by level."""
    number = rows.column("part")[0].as_py()
    block = _unpack(rows, len(windows))
    code, events = block.known[:, 0], block.known[:, 1]
    start = run_starts(block.trace)
    ready = index_sorted(block.account, start, block.at, events, sieve.total)
    mine = np.flatnonzero(blocks.of(code, events) == number).astype(np.int32)
    counts = np.zeros(len(sieve.cut.levels), np.int64)
    for i, window in enumerate(windows):
        opened = open_windows(ready, window)._replace(exposure=block.known[:, 2 + i].copy())
        pairs, between = scan(ready, opened, sieve.cut, sieve.min_shared, quiet, "", rows=mine)
        counts += between
        yield _found(a=code[pairs.a], b=code[pairs.b], window=window, shared=pairs.shared)
    level = np.flatnonzero(counts)
    yield _found(level=level, many=counts[level])


def _unpack(rows: pa.Table, windows: int) -> _Block:
    """Put together what came from several parts: in their order, so by trace and time."""
    arrays = {
        name: [
            np.frombuffer(value.as_buffer(), kind)
            for chunk in rows.column(name).chunks
            for value in chunk
        ]
        for name, kind in (("trace", "<i8"), ("at", "<i8"), ("place", "<i4"), ("accounts", "<i8"))
    }
    known = [some.reshape(-1, 2 + windows) for some in arrays["accounts"]]
    offsets = np.cumsum([0, *map(len, known)])
    every = np.concatenate(known)
    code, first, which = np.unique(every[:, 0], return_index=True, return_inverse=True)
    order = np.lexsort((code, every[first, 1]))
    rank = np.empty(len(code), np.int32)
    rank[order] = np.arange(len(code), dtype=np.int32)
    account = [
        rank[which[begin + place]] for begin, place in zip(offsets, arrays["place"], strict=False)
    ]
    return _Block(
        np.concatenate(account),
        np.concatenate(arrays["trace"]),
        np.concatenate(arrays["at"]),
        every[first][order],
    )


def _found(**columns: Int64 | int) -> pa.RecordBatch:
    """A batch of FOUND: the columns given, of one length, and nulls."""
    length = max(len(values) for values in columns.values() if isinstance(values, np.ndarray))
    narrow = {"shared": pa.int32(), "level": pa.int32()}
    arrays = {}
    for name in ("a", "b", "window", "shared", "level", "many"):
        kind = narrow.get(name, pa.int64())
        if name in columns:
            values = np.broadcast_to(columns[name], length)
            arrays[name] = pa.array(values).cast(kind)
        else:
            arrays[name] = pa.nulls(length, kind)
    return pa.RecordBatch.from_pydict(arrays)
