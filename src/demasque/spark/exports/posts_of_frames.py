"""Posts that lie in the cluster already, as a table of any kind: to the source tables."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from os import PathLike

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as f
from pyspark.sql.types import DateType, TimestampNTZType

from demasque.ingest import ExportReader
from demasque.privacy import Pseudonymiser
from demasque.schema import TABLES
from demasque.sources import ROWS_TO_JUDGE, PartsReader
from demasque.spark.exports.first_rows import OF_POSTS, completed_accounts, first_of
from demasque.spark.exports.key_file import key_of, send_key, sent_key
from demasque.spark.exports.reading import SourceFrames
from demasque.spark.exports.table_rows_together import Packer, rows_of, schema_together


def posts_from(
    frame: DataFrame,
    mapping: Mapping[str, str] | None = None,
    *,
    key: bytes | str | PathLike[str],
    time_precision: str | None = None,
) -> SourceFrames:
    """Read posts from a frame with raw ids, as `demasque add --format table` reads a table.

    Columns are known by their common names, or by ``mapping``: field -> column, a path in records
    ("user.id"), or ``=constant``. Rows have no file (``source_file`` is "") and no line (0); each
    post needs an id, times are timestamps or dates. ``time_precision`` says what times can be
    trusted to: second, minute, day or estimated; None looks at all of them first. Of rows with one
    id the earliest stays, then the first by its columns' values, wherever the rows lie. ``files``
    and ``outcomes`` have no rows.

    Lazy; what the frames are made of is read once and held by Spark (``release`` gives it back).
    Raises UsageError for a field or column that does not exist or times that are none, and
    DemasqueError where a field is missing that every post needs.
    """
    schema = frame.limit(0).toArrow().schema
    reader = PartsReader.of(schema, mapping or {}, time_precision or "second")
    if time_precision is None:
        reader = replace(reader, time_precision=_judged(frame, reader.posted_at))
    sent = send_key(frame.sparkSession, key_of(key))
    needed = list(dict.fromkeys(_top(frame, column) for column in reader.used()))
    rows = frame.select(*(f.col(f"`{name}`") for name in needed))
    read = partial(read_parts, reader, sent)
    together = rows.mapInArrow(read, schema_together()).persist()
    return _frames(together)


def _judged(frame: DataFrame, column: str) -> str:
    """How fine the times are, all of them looked at; as of files (:func:`precision_of`)."""
    times = f.col(column)
    if isinstance(frame.select(times).schema[0].dataType, DateType):
        return "day"
    naive = isinstance(frame.select(times).schema[0].dataType, TimestampNTZType)

    def off(unit: str) -> Column:
        """Whether a time does not fall on a full minute or day, of UTC where it has a zone."""
        if naive:
            return f.date_trunc(unit, times) != times.cast("timestamp")
        seconds = {"minute": 60, "day": 86_400}[unit]
        return f.unix_micros(times) % (seconds * 10**6) != 0

    told = frame.agg(
        f.count(times).alias("n"), *(f.bool_or(off(unit)).alias(unit) for unit in ("day", "minute"))
    ).collect()[0]
    if told["n"] < ROWS_TO_JUDGE:
        return "second"
    return next((unit for unit in ("day", "minute") if not told[unit]), "second")


def _top(frame: DataFrame, column: str) -> str:
    """The column of the frame in which a column, or a path in records, lies."""
    parts = column.split(".")
    paths = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    return next(path for path in paths if path in frame.columns)


def read_parts(
    reader: PartsReader, sent: str, batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """On an executor: the rows of all tables that some rows of a frame give."""
    export = ExportReader(Pseudonymiser(sent_key(sent)))
    packer = Packer(0)
    for rows in batches:
        for batch in reader.read(rows):
            for made in export.protected(batch.tables):
                for table, held in made.items():
                    yield from packer.pack(table, held)


def _frames(together: DataFrame) -> SourceFrames:
    def rows(table: str) -> DataFrame:
        # Where a row lay says nothing: what decides between rows are their own values.
        return rows_of(together, table).drop("number", "place")

    def of_post(table: str) -> DataFrame:
        keyed = TABLES[table].key is not None
        return first_of(rows(table), "post") if keyed else rows(table).dropDuplicates()

    files = rows("files")
    return SourceFrames(
        posts=first_of(rows("posts"), "post", "posted_at"),
        accounts=completed_accounts(rows("accounts")),
        profile_texts=first_of(rows("profile_texts"), "account"),
        follows=rows("follows"),
        deletions=rows("deletions"),
        rejects=rows("rejects"),
        files=files.withColumn("added_at", f.lit(None).cast("timestamp")).select(
            *TABLES["files"].schema.names
        ),
        outcomes=files.withColumns({"number": f.lit(0), "already": f.lit(False)}),
        kept=(together,),
        **{table: of_post(table) for table in OF_POSTS},
    )
