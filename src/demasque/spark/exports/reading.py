"""Export files to source tables on executors: what `demasque add` stores, as frames of Spark."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from demasque.cluster import Stages
from demasque.errors import UsageError
from demasque.progress import Progress, quiet
from demasque.schema import TABLES
from demasque.sources import UNREAD, check_asked
from demasque.spark.exports.file_task import LISTED, ReadingWay, list_files, read_files
from demasque.spark.exports.first_rows import (
    OF_POSTS,
    completed_accounts,
    first_of,
    first_posts,
    repeated_posts,
    rows_of_first_posts,
)
from demasque.spark.exports.key_file import key_of, send_key
from demasque.spark.exports.placed_files import PlacedFile
from demasque.spark.exports.table_rows_together import rows_of, schema_together
from demasque.spark.exports.withdrawn_rows import without_withdrawn

MOST_TASKS: Final = 10_000
"""Tasks at most: with more files than that a task reads several, since Spark plans each task."""


@dataclass(frozen=True)
class SourceFrames:
    """Source tables as frames, with the columns that :mod:`demasque.schema` declares.

    Ids are keyed pseudonyms, words are masked; times are UTC. ``files`` are those that were read,
    as a case notes them (``added_at`` is null: that is for the case to say). ``outcomes`` has one
    row for each file that was given: ``number`` (the order in which files count, from 0), name,
    source_file (SHA-256), source (format), mapping (JSON), rows, keep_profile_text, ``problem``
    (why nothing of it was read, else null), warnings, deletions (its notices of networks), and
    ``already`` (true for one with the bytes of an earlier one, whose rows count once).
    ``profile_texts`` has rows only where they were to be kept. ``kept`` are the frames of which all
    of them are made.
    """

    posts: DataFrame
    accounts: DataFrame
    profile_texts: DataFrame
    follows: DataFrame
    links: DataFrame
    hashtags: DataFrame
    mentions: DataFrame
    media_use: DataFrame
    engagement: DataFrame
    deletions: DataFrame
    rejects: DataFrame
    personal_details: DataFrame
    files: DataFrame
    outcomes: DataFrame
    kept: tuple[DataFrame, ...]

    def release(self) -> None:
        """Give back what Spark holds without a work folder; frames read files anew then."""
        for frame in self.kept:
            frame.unpersist()


def read(
    session: SparkSession,
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    *,
    key: bytes | str | os.PathLike[str],
    keep_profile_text: bool = False,
    work_folder: str | None = None,
    tasks: int | None = None,
    progress: Progress = quiet,
) -> SourceFrames:
    """Read export files on the executors, as `demasque add` reads them into a case.

    ``paths`` are files, folders or globs that every executor sees under the same path, or addresses
    of Arrow's file systems. ``key`` is the 32 bytes of the pseudonyms, or a file that holds them in
    hex as a case's pseudonym.key does; executors get it as a file. With ``work_folder`` (which
    executors and driver reach) the rows are kept there as Parquet and a killed run goes on;
    without, Spark holds them in memory and on its disks. One task reads one file; ``tasks`` limits
    their number, which changes nothing in what comes.

    Files are read when this is called, frames are put together when asked for. A file that cannot
    be read is a row of ``outcomes`` with its problem and stops no other. Raises UsageError for a
    path where nothing is, an unknown format or field, and what is no key.
    """
    check_asked(format, mapping or {})
    secret = key_of(key)
    way = ReadingWay(send_key(session, secret), format, dict(mapping or {}), keep_profile_text)
    files = _listed(session, paths)
    count = max(1, min(tasks or len(files), len(files), MOST_TASKS))
    keep = _keeping(session, work_folder, {"files": files, "way": asdict(way)}, progress)

    def rows_together() -> DataFrame:
        one_each = session.range(0, count, 1, count)
        return one_each.mapInArrow(partial(read_files, way, files, count), schema_together())

    together = keep("exports", rows_together, "reading exports")
    # As many rows as there are files; names and values of posts are not among them.
    told = [row.asDict() for row in rows_of(together, "files").orderBy("number").collect()]
    left_out, already = left_out_of(told)
    rows = together.where(~f.col("number").isin(left_out)) if left_out else together
    posts = rows_of(rows, "posts")
    repeated = keep("repeated", lambda: repeated_posts(posts), "posts that come again")
    notices = any(file["deletions"] for file in told)
    return _frames(rows, repeated, already, (together, repeated), notices)


Keeping = Callable[[str, Callable[[], DataFrame], str], DataFrame]


def _keeping(
    session: SparkSession, folder: str | None, about: dict[str, Any], progress: Progress
) -> Keeping:
    """How a step is kept: in the folder, or by Spark while the session lasts."""
    if folder is not None:
        return Stages(session, folder, about, progress).keep

    def hold(name: str, make: Callable[[], DataFrame], title: str) -> DataFrame:
        progress(title, 0, None)
        return make().persist()

    return hold


def _listed(
    session: SparkSession, paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
) -> list[PlacedFile]:
    """The files, as one executor sees them. UsageError where a path leads nowhere."""
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    named = [os.fspath(path) for path in given]
    one = session.range(1, numPartitions=1)
    rows = one.mapInArrow(partial(list_files, named), LISTED).collect()
    for row in rows:
        if row.problem is not None:
            raise UsageError(row.problem)
    if not rows:
        raise UsageError("{path}: there is no file in it.", path=", ".join(named))
    return [PlacedFile(row.path, row.size, row.changed) for row in rows]


def left_out_of(told: list[dict[str, Any]]) -> tuple[list[int], list[int]]:
    """Files whose rows do not count, by number: all of them, and those read before.

    A file that failed half way may have given rows. ``told`` are the outcomes, in order.
    """
    seen: set[str] = set()
    failed, already = [], []
    for file in told:
        number, digest = file["number"], file["source_file"]
        if file["problem"] is not None and file["source"] != UNREAD.id:
            failed.append(number)
        elif digest in seen:
            already.append(number)
        elif file["source"] != UNREAD.id:
            seen.add(digest)
    return failed + already, already


def _frames(
    rows: DataFrame,
    repeated: DataFrame,
    already: list[int],
    kept: tuple[DataFrame, ...],
    notices: bool,
) -> SourceFrames:
    tables = _first_rows(rows, repeated)
    if notices:
        posts, deletions = rows_of(rows, "posts"), rows_of(rows, "deletions")
        tables = without_withdrawn(tables, posts, deletions)
    came_again = f.col("number").isin(already) if already else f.lit(False)
    outcomes = rows_of(kept[0], "files").withColumn("already", came_again)
    # Another time at each call would make what follows another run, which begins from nothing.
    files = rows_of(rows, "files").withColumn("added_at", f.lit(None).cast("timestamp"))
    return SourceFrames(
        deletions=rows_of(rows, "deletions").drop("number", "place"),
        rejects=rows_of(rows, "rejects").drop("number", "place"),
        files=files.select(*TABLES["files"].schema.names),
        outcomes=outcomes.drop("place"),
        kept=kept,
        **tables,
    )


def _first_rows(rows: DataFrame, repeated: DataFrame) -> dict[str, DataFrame]:
    """Of what comes again, what stays: tables of posts and accounts, by name."""
    accounts = completed_accounts(rows_of(rows, "accounts"))
    profiles = first_of(rows_of(rows, "profile_texts"), "account").drop("number", "place")
    return {
        "posts": first_posts(rows_of(rows, "posts"), repeated),
        "accounts": accounts,
        "profile_texts": profiles,
        "follows": rows_of(rows, "follows").drop("number", "place"),
        **{table: rows_of_first_posts(table, rows_of(rows, table), repeated) for table in OF_POSTS},
    }
