"""Of posts and accounts that come again, what stays: the rule by which a case adds file after file.

The first row of a post stays, in the order of the files and, in a file, of its rows. A later file
adds no links, hashtags, ... to a post that an earlier one has; rows of one post in one file are put
together. Of an account the first row stays, and what it leaves open is taken from the next row that
says it.
"""

from collections.abc import Callable

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as f

from demasque.schema import TABLES, Lifetime, tables_of

Rows = Callable[[str], DataFrame]
"""The rows of a table by its name, with `number` (file) and `place` (row in that file)."""

OF_POSTS = tuple(table.name for table in tables_of(Lifetime.SOURCE) if table.parent == "posts")
"""Tables whose rows belong to a post."""


def repeated_posts(posts: DataFrame) -> DataFrame:
    """Posts that have two rows or more: `post`, `first` (file, place), `together` (rows in it)."""
    order = f.struct("number", "place")
    by_file = posts.groupBy("post", "number").agg(
        f.min("place").alias("place"), f.count("*").alias("n")
    )
    counted = by_file.groupBy("post").agg(
        f.min(order).alias("first"), f.min_by("n", order).alias("together"), f.sum("n").alias("n")
    )
    return counted.where("n > 1").drop("n")


def first_posts(posts: DataFrame, repeated: DataFrame) -> DataFrame:
    """The first row of each post."""
    marked = posts.join(repeated, "post", "left")
    here = f.struct("number", "place")
    return _as_stored(marked.where(f.col("first").isNull() | (f.col("first") == here)), "posts")


def rows_of_first_posts(table: str, rows: DataFrame, repeated: DataFrame) -> DataFrame:
    """What belongs to posts: of the first file that has the post, and no row twice."""
    marked = rows.join(repeated, "post", "left")
    kept = marked.where(f.col("first").isNull() | (f.col("first.number") == f.col("number")))
    if TABLES[table].key is not None:
        return _as_stored(first_of(kept, "post"), table)
    # Equal rows are one where a file has several rows of the post, and only there.
    apart = f.when(f.col("together") > 1, f.lit(-1)).otherwise(f.col("place"))
    names = TABLES[table].schema.names
    return _as_stored(kept.withColumn("apart", apart).dropDuplicates([*names, "apart"]), table)


def completed_accounts(rows: DataFrame) -> DataFrame:
    """One row of each account: its first, and what that leaves open from the next that says it."""
    order = _order(rows, "account")
    told = [
        f.min_by(c.name, f.when(f.col(c.name).isNotNull(), order) if c.nullable else order).alias(
            c.name
        )
        for c in TABLES["accounts"].columns
        if c.name != "account"
    ]
    return _as_stored(rows.groupBy("account").agg(*told), "accounts")


def first_of(rows: DataFrame, key: str, *before: str) -> DataFrame:
    """The first row of each value of a column.

    Rows with a `number` and a `place` are in that order; others in the order of the columns
    `before`, then of all their values.
    """
    others = [name for name in rows.columns if name not in (key, "first", "together")]
    first = rows.groupBy(key).agg(
        f.min_by(f.struct(*others), _order(rows, key, *before)).alias("row")
    )
    return first.select(key, *(f.col(f"row.{name}").alias(name) for name in others))


def _order(rows: DataFrame, key: str, *before: str) -> Column:
    if "place" in rows.columns:
        return f.struct("number", "place")
    return f.struct(
        *before, *(f.col(name).alias(f"{name}_") for name in rows.columns if name != key)
    )


def _as_stored(rows: DataFrame, table: str) -> DataFrame:
    return rows.select(*TABLES[table].schema.names)
