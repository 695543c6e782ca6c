"""Tables that a case keeps for itself."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table
from demasque.schema.result_tables import EVENTS_TABLE, TRACES_TABLE

FILES_TABLE: Final = Table(
    "files",
    "a file that was read, and how",
    Step.CASE,
    Lifetime.SOURCE,
    (
        Column("source_file", pa.string(), "SHA-256 of the original", nullable=False),
        Column("name", pa.string(), nullable=False),
        Column("source", pa.string(), "id of the format", nullable=False),
        Column("mapping", pa.string(), "JSON: field -> column", nullable=False),
        Column("rows", pa.int64(), nullable=False),
        Column("added_at", TIME, nullable=False),
        Column("keep_profile_text", pa.bool_()),
    ),
    key="source_file",
)

CUSTODY_HEAD_TABLE: Final = Table(
    "custody_head",
    "how long the custody log is and the hash it ends on, against removal of its end: one row",
    Step.CASE,
    Lifetime.KEPT,
    (
        Column("lines", pa.int64(), nullable=False),
        Column("hash", pa.string(), nullable=False),
    ),
)

TOMBSTONES_TABLE: Final = Table(
    "tombstones",
    "a forgotten account, one that is gone, a deleted post, a time before which posts were purged",
    Step.CASE,
    Lifetime.KEPT,
    (
        Column("kind", pa.string(), "forget, purge, deleted, takendown", nullable=False),
        # Not declared as an account's id: forgetting an account must not take this away.
        Column("account", pa.string(), "forget, or of an account that is gone: the pseudonym"),
        Column("before", TIME, "posts before this are out: of all accounts, or of this one"),
        Column("made_at", TIME, "deleted, takendown: as the notice says", nullable=False),
        Column("posts", pa.int64(), "how many posts went", nullable=False),
        # Not declared as a post's id either, for the same reason.
        Column("post", pa.string(), "of a post that was deleted: the pseudonym"),
        Column("source_file", pa.string(), "the file with the notice"),
    ),
)

FINDINGS_RUN_TABLE: Final = Table(
    "findings_run",
    "the run that the findings come from: one row, or none before the first detection",
    Step.CASE,
    Lifetime.KEPT,
    (
        Column("run", pa.string(), "its folder's name under runs", nullable=False),
        Column("since", TIME, "posts before it were not looked at; null: all were"),
    ),
)

TRACES_FOUND_TABLE: Final = Table(
    "traces_found",
    "one event and what its trace is, put aside while traces are looked for",
    Step.TRACES,
    Lifetime.WORKING,
    (*EVENTS_TABLE.columns, next(c for c in TRACES_TABLE.columns if c.name == "value")),
)
