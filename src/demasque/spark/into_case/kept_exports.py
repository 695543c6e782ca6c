"""Export files that Spark has read, into a case: evidence, tables and custody lines as `add` does.

The rows lie in steps of the run and go to the case's tables as a stream, all files at once or none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyspark.sql import DataFrame

from demasque.case import CaseStore, RunRecord
from demasque.cluster import Stages
from demasque.errors import DemasqueError, UsageError
from demasque.schema import SOURCE_TABLES, TABLES
from demasque.sources import UNREAD
from demasque.spark.exports.reading import SourceFrames
from demasque.spark.run_steps import kept_rows

_ORDER: Final = {
    "posts": ("source_file", "source_line", "post"),
    "rejects": ("source_file", "source_line"),
}

_STEP: Final = "reading exports"


@dataclass(frozen=True)
class LocalFile:
    """An export on this machine, by the SHA-256 of its bytes."""

    path: Path
    digest: str

    @classmethod
    def at(cls, path: str) -> "LocalFile":
        """Read the file's bytes once."""
        with Path(path).open("rb") as stream:
            return cls(Path(path), file_digest(stream, "sha256").hexdigest())


def check_case(store: CaseStore, inputs: Iterable[LocalFile]) -> None:
    """Raise UsageError for a case that holds other files than these, or from which some went."""
    held = set(store.sql("SELECT source_file FROM files")["source_file"].to_pylist())
    posts = store.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py()
    gone = store.tombstones()
    if held - {file.digest for file in inputs} or (posts and not held) or gone:
        raise UsageError(
            "{case} holds posts already, or had some taken out: --engine spark fills a new case. "
            "Name another folder.",
            case=store.path,
        )


def keep_tables(stages: Stages, frames: SourceFrames) -> dict[str, DataFrame]:
    """Keep the source tables as steps, in the order in which a case holds them."""
    kept = {}
    for name, schema in SOURCE_TABLES.items():
        frame: DataFrame = getattr(frames, name)
        order = _ORDER.get(name, tuple(schema.names[:2]))
        kept[name] = stages.keep(f"read-{name}", partial(frame.orderBy, *order), _STEP)
    return kept


def load_exports(
    stages: Stages,
    files: Sequence[Mapping[str, Any]],
    local: Sequence[LocalFile],
    addresses: bool,
    store: CaseStore,
    record: RunRecord,
) -> None:
    """Put what was read into a case's evidence and tables, and say so in its custody log.

    With ``addresses`` some files lie elsewhere, and stay there.
    Raises DemasqueError for a file that is not any more what was read.
    """
    read = [file for file in files if _is_read(file)]
    by_digest = {file.digest: file.path for file in local}
    for sentence in warnings_of(files):
        record.warn(sentence)
    for file in read:
        digest, name = file["source_file"], file["name"]
        record.input(name, digest)
        if digest in by_digest:
            store.evidence.keep(by_digest[digest])
        elif not addresses:
            raise DemasqueError("{name} was changed while it was added: add it again.", name=name)
    tables = {
        name: kept_rows(stages, f"read-{name}", schema.names)
        for name, schema in SOURCE_TABLES.items()
    }
    store.replace({**tables, "files": _files_table(read)})
    with store.adding() as adding:  # tombstones of what networks say is gone
        adding.finish()
    for file in read:
        _write_custody(store, file)


def warnings_of(files: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is to be said of files that were read, or could not be."""
    said = [(file["warnings"] or [], file["problem"]) for file in files]
    return [each for warnings, problem in said for each in (*warnings, problem) if each]


def _is_read(file: Mapping[str, Any]) -> bool:
    """Whether rows of the file are in the tables, were it only as rejects."""
    unread = file["problem"] is not None and file["source"] != UNREAD.id
    return file["source_file"] is not None and not unread and not file["already"]


def _files_table(read: Sequence[Mapping[str, Any]]) -> pa.Table:
    schema, now = TABLES["files"].schema, datetime.now(UTC)
    rows = [{**{name: file.get(name) for name in schema.names}, "added_at": now} for file in read]
    return pa.Table.from_pylist(rows, schema)


def _write_custody(store: CaseStore, file: Mapping[str, Any]) -> None:
    digest = file["source_file"]
    logged = (entry["details"].get("sha256") for entry in store.custody.entries())
    if digest in logged:
        return
    counts = {
        name: store.sql(f"SELECT count(*) AS n FROM {table} WHERE source_file = ?", [digest])["n"]
        for name, table in (("posts", "posts"), ("accounts", "accounts"), ("rejected", "rejects"))
    }
    store.custody.write(
        "add",
        file=file["name"],
        sha256=digest,
        format=file["source"],
        rows=file["rows"],
        engine="spark",
        **{name: count[0].as_py() for name, count in counts.items()},
    )
