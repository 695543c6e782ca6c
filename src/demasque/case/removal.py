"""A store without what a tombstone names: written anew, so that no byte of it stays."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from demasque.case.ddl import ALL_TABLES, id_columns
from demasque.case.rebuilding import Draft
from demasque.case.store import CaseStore
from demasque.case.tombstones import TOMBSTONES, Tombstones
from demasque.privacy import FORGOTTEN
from demasque.schema import RESULT_TABLES

_WORDS = {"posts": "text", "links": "url", "traces": "value", "profile_texts": "bio"}
"""Columns in which an account may be named among other words."""

_OF_ACTIVE = frozenset({"accounts", "profile_texts", *RESULT_TABLES})
"""What says something of accounts that nothing proves once their last post has gone."""


def cut_store(
    store: CaseStore,
    cut: Tombstones,
    replaced: Mapping[str, str | None],
    tombstones: list[dict[str, Any]],
) -> bool:
    """Write the store anew without what is cut; whether findings named any of it.

    ``replaced`` are files of evidence, SHA-256 old -> new (None: nothing is left of it);
    ``tombstones`` are rows to be kept of what was done.
    """
    before = _sizes(store)

    def fill(draft: Draft) -> None:
        _name_what_goes(draft, cut)
        for table in ALL_TABLES:
            draft.copy(table, _condition(draft, table, replaced), _changes(table, cut, replaced))
        draft.connection.register("made", pa.Table.from_pylist(tombstones, TOMBSTONES))
        draft.execute("INSERT INTO tombstones SELECT * FROM made")
        draft.connection.unregister("made")

    store.rebuild(fill)
    return _sizes(store) != before


def _sizes(store: CaseStore) -> list[int]:
    counts = (store.sql(f"SELECT count(*) AS n FROM {table}") for table in RESULT_TABLES)
    return [int(count["n"][0].as_py()) for count in counts]


def _name_what_goes(draft: Draft, cut: Tombstones) -> None:
    for name, ids in (("accounts", cut.accounts), ("idle", cut.idle), ("references", cut.posts)):
        draft.execute(
            f"CREATE OR REPLACE TEMP TABLE cut_{name} AS SELECT unnest(?::VARCHAR[]) AS id",
            sorted(ids),
        )
    draft.execute(
        f"CREATE OR REPLACE TEMP TABLE cut_posts AS SELECT post AS id FROM {draft.old('posts')} "
        "WHERE account IN (FROM cut_accounts) OR coalesce(posted_at < ?, false)",
        cut.before,
    )


def _condition(draft: Draft, table: str, replaced: Mapping[str, str | None]) -> str:
    """SQL: which rows of a table stay."""
    tests = []
    for field in id_columns(table, "account"):
        if not field.nullable:
            tests.append(f"{field.name} NOT IN (FROM cut_accounts)")
            if table in _OF_ACTIVE:
                tests.append(f"{field.name} NOT IN (FROM cut_idle)")
    for field in id_columns(table, "post"):
        if not field.nullable:
            tests.append(f"{field.name} NOT IN (FROM cut_posts)")
    if table in ("rejects", "files"):
        gone = ", ".join(f"'{old}'" for old, new in replaced.items() if new is None)
        tests += [f"source_file NOT IN ({gone})"] if gone else []
    if table == "campaigns":
        members = f"SELECT campaign FROM {draft.old('memberships')}"
        left = f"{members} WHERE account NOT IN (FROM cut_accounts UNION ALL FROM cut_idle)"
        tests.append(f"campaign IN ({left})")
    if table == "traces":
        # What only the removed posts said goes with them.
        tests.append(
            "((kind, trace) IN (SELECT kind, trace FROM events) OR (kind, trace) NOT IN "
            f"(SELECT kind, trace FROM {draft.old('events')}))"
        )
    return " AND ".join(tests) or "true"


def _changes(table: str, cut: Tombstones, replaced: Mapping[str, str | None]) -> dict[str, str]:
    """SQL expressions for the columns of a table that change."""
    changes = {
        field.name: f"CASE WHEN {field.name} IN (FROM cut_{what}) THEN NULL ELSE {field.name} END"
        for kind, what in (("account", "accounts"), ("post", "references"))
        for field in id_columns(table, kind)
        if field.nullable
    }
    if table in _WORDS:
        words = _WORDS[table]
        for account in sorted(cut.accounts):
            words = f"replace({words}, '{account}', '{FORGOTTEN}')"
        changes[_WORDS[table]] = words
    new_names = {old: new for old, new in replaced.items() if new is not None}
    if "source_file" in ALL_TABLES[table].names and new_names:
        cases = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in new_names.items())
        changes["source_file"] = f"CASE source_file {cases} ELSE source_file END"
        if table == "files":
            among = ", ".join(f"'{old}'" for old in new_names)
            for column, value in (("source", "extract"), ("mapping", "{}")):
                changes[column] = (
                    f"CASE WHEN source_file IN ({among}) THEN '{value}' ELSE {column} END"
                )
    return changes
