"""Who meets whom in the trees, as tasks see it: each group of texts is whole in one task.

A meeting never crosses a group of texts that share the first two labels of one tree, so such groups
are what is sent. With each text goes a sketch of its draws, four bits of each: on fewer of them two
texts agree than on the draws themselves never, so pairs that could not be copies stay behind.
"""

from collections.abc import Iterator
from typing import Any, Final

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.text.copies.candidates import centrality
from demasque.text.copies.draws import (
    CENTRAL_TREES,
    DRAWS,
    ROW_BITS,
    ROWS,
    TREES,
    Keys,
    Labels,
    fewest_agreeing,
    tree_keys,
)
from demasque.text.copies.hub_meetings import HUBS, count_meetings, meeting_end, write_hubs
from demasque.text.copies.on_spark.packed_grams import (
    CopyScale,
    from_bytes,
    labels_of,
    rows_as_bytes,
)
from demasque.text.copies.thresholds import LEAST

LABELS: Final = "number long, posts long, labels binary"
CENTRAL: Final = "part int, labels long, number long, posts long"
MET: Final = "number long, tree int, met long"
LEAVES: Final = "part int, labels long, number long, rank float, sketch binary"
PAIRS: Final = "a long, b long"

_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
_WORDS: Final = DRAWS // 16  # of 64 bits, in a sketch
_ONES: Final = np.uint64(0x1111111111111111)


def drawn_labels(scale: CopyScale, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The labels of each text that may have copies other than by its key."""
    for batch in batches:
        said = batch.column("said").to_numpy().astype(np.uint16)
        rows = np.flatnonzero(scale.thresholds.needed(said) <= 1)
        grams, ends = from_bytes(batch.column("grams"), np.uint32)
        labels = labels_of(scale.weighed(grams), ends, rows)
        columns = [batch.column(name).take(pa.array(rows)) for name in ("number", "posts")]
        yield _batch(LABELS, *columns, rows_as_bytes(labels.view(np.uint8)))


def central_leaves(spread: int, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The texts in the trees that say how central each is, in `spread` parts a tree."""
    for batch in batches:
        labels = _labels(batch)
        for nth, tree in enumerate(CENTRAL_TREES):
            keys = tree_keys(labels, tree)
            part = _part(keys, 3, nth, spread)
            columns = (batch.column("number"), batch.column("posts"))
            yield _batch(CENTRAL, part, keys.view(np.int64), *columns)


def posts_met(spread: int, table: pa.Table) -> Iterator[pa.RecordBatch]:
    """How many posts of others each text of one part meets on three labels, where it meets any."""
    keys, number, posts = _columns(table, "labels", "number", "posts")
    keys = keys.view(np.uint64)
    order = np.argsort(keys, kind="stable").astype(np.int32)
    met = np.zeros(number.size, np.int64)
    count_meetings(order, keys[order], posts, met)
    some = np.flatnonzero(met)
    tree = np.full(some.size, table.column("part")[0].as_py() // spread, np.int32)
    yield _batch(MET, number[some], tree, met[some])


def leaves(spread: int, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The texts in every tree; `batches` say what each meets (columns met0, met1, ...)."""
    for batch in batches:
        labels = _labels(batch)
        met = [batch.column(f"met{nth}").to_numpy() for nth in range(len(CENTRAL_TREES))]
        rank = centrality(np.stack(met), batch.column("posts").to_numpy())
        sketch = rows_as_bytes(sketches(labels))
        for tree in range(TREES):
            keys = tree_keys(labels, tree)
            part = _part(keys, 2, tree, spread)
            yield _batch(LEAVES, part, keys.view(np.int64), batch.column("number"), rank, sketch)


def meeting_pairs(table: pa.Table) -> Iterator[pa.RecordBatch]:
    """Texts of one part, and the central ones that each meets, where they may be copies."""
    keys, number, rank = _columns(table, "labels", "number", "rank")
    sketch = from_bytes(table.column("sketch"), np.uint64)[0].reshape(-1, _WORDS)
    order = np.lexsort((number, keys.view(np.uint64)))
    fewest = int(np.ceil(fewest_agreeing(LEAST)))
    text, hub = _pairs(keys.view(np.uint64)[order], rank[order], sketch[order], fewest)
    number = number[order]
    yield _batch(
        PAIRS, np.minimum(number[text], number[hub]), np.maximum(number[text], number[hub])
    )


def sketches(labels: Labels) -> NDArray[np.uint8]:
    """Four bits of each draw, 32 bytes a text."""
    low = (labels & np.uint16(15)).astype(np.uint8)
    return low[:, ::2] | (low[:, 1::2] << np.uint8(4))


def _labels(batch: pa.RecordBatch) -> Labels:
    return from_bytes(batch.column("labels"), np.uint16)[0].reshape(-1, DRAWS)


def _part(keys: Keys, labels: int, tree: int, spread: int) -> NDArray[np.int32]:
    """Where a text goes in a tree: the same part as all that share its first `labels` labels."""
    prefix = keys >> np.uint64((ROWS - labels) * ROW_BITS)
    place = ((prefix * _MIXER) >> np.uint64(32)) % np.uint64(spread)
    return (place + np.uint64(tree * spread)).astype(np.int32)


def _columns(table: pa.Table, *names: str) -> list[NDArray[Any]]:
    return [table.column(name).to_numpy() for name in names]


def _batch(schema: str, *columns: NDArray[Any] | pa.Array) -> pa.RecordBatch:
    names = [field.split()[0] for field in schema.split(", ")]
    return pa.RecordBatch.from_arrays([pa.array(column) for column in columns], names)


@numba.njit(cache=True)
def agreeing_bits(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> int:
    """On how many draws two sketches agree."""
    different = 0
    for word in range(a.size):
        x = a[word] ^ b[word]
        x |= x >> np.uint64(2)
        x = (x | (x >> np.uint64(1))) & _ONES
        different += 16 if x == _ONES else int((x * _ONES) >> np.uint64(60))
    return 16 * a.size - different


@numba.njit(cache=True, nogil=True)
def _pairs(
    keys: Keys, rank: NDArray[np.float32], sketch: NDArray[np.uint64], fewest: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The places of texts and of hubs that meet; keys are sorted, equal ones by their number."""
    rows = np.arange(keys.size).astype(np.int32)
    found_text, found_hub = np.empty(1024, np.int32), np.empty(1024, np.int32)
    hubs = np.empty(HUBS, np.int32)
    count, start = 0, 0
    while start < keys.size:
        end = meeting_end(keys, start)
        hub_count = write_hubs(rows[start:end], rank, hubs) if end > start + 1 else 0
        for text in rows[start:end]:
            for hub in hubs[:hub_count]:
                if hub == text:
                    break
                if agreeing_bits(sketch[text], sketch[hub]) < fewest:
                    continue
                if count == found_text.size:
                    found_text = np.concatenate((found_text, np.empty_like(found_text)))
                    found_hub = np.concatenate((found_hub, np.empty_like(found_hub)))
                found_text[count], found_hub[count] = text, hub
                count += 1
        start = end
    return found_text[:count], found_hub[:count]
