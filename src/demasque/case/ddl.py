"""The case's tables in DuckDB, made from the Arrow schemas."""

from collections.abc import Collection
from typing import Final

import pyarrow as pa

from demasque.case.tombstones import TOMBSTONES
from demasque.schema import EVENTS, RESULT_TABLES, SOURCE_TABLES, TRACES

FILES: Final = pa.schema(
    [
        pa.field("source_file", pa.string(), nullable=False),  # SHA-256 of the original
        pa.field("name", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),  # id of the format
        pa.field("mapping", pa.string(), nullable=False),  # JSON: field -> column
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("added_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("keep_profile_text", pa.bool_()),
    ]
)
"""Which files have been read into the tables, and how."""

CUSTODY_HEAD: Final = pa.schema(
    [
        pa.field("lines", pa.int64(), nullable=False),
        pa.field("hash", pa.string(), nullable=False),
    ]
)
"""One row: how long the custody log is and the hash it ends on, against removal of its end."""

TRACES_FOUND: Final = pa.schema([*EVENTS, TRACES.field("value")])
"""Where the extraction of traces puts aside what it finds, until it has found all."""

FINDINGS_RUN: Final = pa.schema([pa.field("run", pa.string(), nullable=False)])
"""One row, the run that the findings come from; none before the first."""

ALL_TABLES: Final = {
    **SOURCE_TABLES,
    **RESULT_TABLES,
    "files": FILES,
    "custody_head": CUSTODY_HEAD,
    "tombstones": TOMBSTONES,
    "traces_found": TRACES_FOUND,
    "findings_run": FINDINGS_RUN,
}

REPLACED_TOGETHER: Final = (*RESULT_TABLES, "traces_found")
"""What a detection makes anew, all of it or nothing."""

KEYS: Final = {
    "posts": "post",
    "accounts": "account",
    "engagement": "post",
    "profile_texts": "account",
}
"""Tables with one row per thing: the first row of a key stays, later ones are duplicates."""

CHILDREN: Final = (
    "links", "hashtags", "mentions", "media_use", "engagement", "personal_details",
)  # fmt: skip
"""Tables whose rows belong to a post."""

_TYPES: Final = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
    pa.list_(pa.string()): "VARCHAR[]",
}


def create_table(name: str, schema: pa.Schema) -> str:
    """SQL that makes a table unless it is there."""
    columns = ", ".join(
        f'"{field.name}" {_TYPES[field.type]}{_as_it_is(name, field)}'
        f"{'' if field.nullable else ' NOT NULL'}"
        for field in schema
    )
    return f"CREATE TABLE IF NOT EXISTS {name} ({columns})"


def _as_it_is(name: str, field: pa.Field) -> str:
    """SQL for columns of exports that are not to be compressed: it takes half the time of adding.

    Pseudonyms are random, so nothing is gained on them; words would shrink by half.
    """
    random = bool(field.metadata and b"id" in field.metadata)
    if name in SOURCE_TABLES and (random or field.name in ("text", "url")):
        return " USING COMPRESSION uncompressed"
    return ""


def missing_columns(name: str, schema: pa.Schema, present: Collection[str]) -> list[str]:
    """SQL that adds what a table made by an earlier version lacks; nothing is required of it."""
    return [
        f'ALTER TABLE {name} ADD COLUMN "{field.name}" {_TYPES[field.type]}'
        for field in schema
        if field.name not in present
    ]


def id_columns(name: str, kind: str) -> list[pa.Field]:
    """The columns of any table of the case that hold ids of a kind."""
    wanted = kind.encode()
    return [f for f in ALL_TABLES[name] if (f.metadata or {}).get(b"id") == wanted]


def column_list(names: list[str]) -> str:
    """Column names for SQL; quoted, since some (at) are words of the language."""
    return ", ".join(f'"{name}"' for name in names)


def ids_in(name: str) -> list[tuple[str, str]]:
    """The columns of a source table that hold ids, with the kind of id."""
    return [
        (field.name, field.metadata[b"id"].decode())
        for field in SOURCE_TABLES[name]
        if field.metadata and b"id" in field.metadata
    ]


def repeated_keys(table: str, after: int) -> str:
    """SQL: how many keys occur more than once, among rows later than rowid ``after`` and before.

    Goes by a 64-bit hash of the key, a tenth of the work; what it finds is looked at exactly.
    """
    key = KEYS[table]
    return f"""
        SELECT count(*) FROM (
            SELECT hash({key}) AS h FROM {table}
            WHERE {after} < 0 OR h IN (SELECT hash({key}) FROM {table} WHERE rowid > {after})
            GROUP BY h HAVING count(*) > 1)"""


def first_rows(table: str, after: int) -> str:
    """SQL: for each repeated key, the rowid of its first row."""
    key = KEYS[table]
    return f"""
        SELECT {key} AS k, min(rowid) AS first FROM {table}
        WHERE {key} IN (SELECT {key} FROM {table} WHERE rowid > {after})
        GROUP BY {key} HAVING count(*) > 1"""
