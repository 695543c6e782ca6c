"""Traces of posts that can be looked at one at a time: the kinds' own code, on executors.

The rows of one part's posts, and what belongs to them, are put into tables in memory, and each
kind puts its own questions to these, as it does to a case.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from demasque.case import TablesInMemory
from demasque.cluster import in_parts
from demasque.schema import TABLES, TRACES_FOUND, Lifetime, tables_of
from demasque.text import Expand, Rules
from demasque.traces import KINDS, Extraction, find_all

PART_POSTS: Final = 50_000
"""Posts of a part: so many that making its tables is repaid. Other numbers were not measured; the
answer does not depend on it."""

FOUND: Final = "kind string, account string, trace long, at timestamp, post string, value string"
"""``traces_found``, in Spark's words."""

OF_POSTS: Final = (
    "posts",
    *(table.name for table in tables_of(Lifetime.SOURCE) if table.parent == "posts"),
)
"""The tables that a kind may ask on Spark: posts, and what belongs to one post."""


def find_in_parts(
    tables: Mapping[str, DataFrame],
    kinds: Sequence[str],
    key_rules: Rules,
    expand: Expand | None,
    posts: int,
) -> DataFrame:
    """What these kinds find in so many posts: ``traces_found``, a row per kind, trace and post."""
    parts = max(1, -(-posts // PART_POSTS))
    together = _side_by_side(tables, parts)
    find = partial(find_in_part, tuple(kinds), key_rules, expand)
    return in_parts(together, parts, ["post"], find, FOUND)


def _side_by_side(tables: Mapping[str, DataFrame], parts: int) -> DataFrame:
    """The rows of all tables in one frame, each as a structure of its own, by their post's part."""
    frames = []
    for name in OF_POSTS:
        if name in tables:
            # Said of the columns by name: a frame may hold more, and in another order.
            row = fn.struct(*(fn.col(column) for column in TABLES[name].schema.names)).alias(name)
            part = fn.pmod(fn.xxhash64("post"), fn.lit(parts)).alias("part")
            frames.append(tables[name].select(part, "post", row))
    together = frames[0]
    for frame in frames[1:]:
        together = together.unionByName(frame, allowMissingColumns=True)
    return together


def find_in_part(
    kinds: Sequence[str], key_rules: Rules, expand: Expand | None, rows: pa.Table
) -> Iterator[pa.RecordBatch]:
    """What the kinds find in one part, each trace of a post once."""
    with closing(TablesInMemory()) as tables:
        tables.insert({name: _rows_of(name, rows) for name in rows.column_names if name in TABLES})
        extraction = Extraction(tables, key_rules, expand=expand)
        by_id = {kind.id: kind for kind in KINDS}
        found = list(find_all(extraction, [by_id[name] for name in kinds]))
    once = pa.Table.from_batches(found, TRACES_FOUND).group_by(["kind", "trace", "post"])
    least = once.aggregate([(name, "min") for name in ("account", "at", "value")])
    names = {f"{name}_min": name for name in ("account", "at", "value")}
    made = least.rename_columns(names).select(TRACES_FOUND.names)
    yield from made.cast(TRACES_FOUND).to_batches()


def _rows_of(name: str, rows: pa.Table) -> pa.Table:
    column = rows.column(name)
    fields = column.filter(pc.is_valid(column)).combine_chunks()
    table = pa.Table.from_struct_array(fields)
    return table.cast(TABLES[name].schema)
