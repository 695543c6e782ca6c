"""A store without what a tombstone names: written anew, so that no byte of it stays."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from demasque import privacy
from demasque.case.rebuilding import RebuiltStore
from demasque.case.store import CaseStore
from demasque.case.taking_out.staying_rows import rows_that_stay
from demasque.case.taking_out.tombstones import Tombstones
from demasque.schema import TOMBSTONES, Lifetime, Table, tables_of


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

    def fill(draft: RebuiltStore) -> None:
        _name_what_goes(draft, cut)
        files = [old for old, new in replaced.items() if new is None]
        for table in tables_of(Lifetime.SOURCE, Lifetime.RESULT, Lifetime.KEPT):
            stays = rows_that_stay(table, draft.old, files)
            if table.name == "deletions" and cut.before is not None:
                # The posts that an earlier notice names are out by the time itself.
                stays += f" AND coalesce(\"at\" >= '{cut.before.isoformat()}', true)"
            draft.copy(table.name, stays, _changes(table, cut, replaced))
        draft.connection.register("made", pa.Table.from_pylist(tombstones, TOMBSTONES))
        draft.execute("INSERT INTO tombstones SELECT * FROM made")
        draft.connection.unregister("made")

    store.rebuild(fill)
    return _sizes(store) != before


def _sizes(store: CaseStore) -> list[int]:
    results = tables_of(Lifetime.RESULT)
    counts = (store.sql(f"SELECT count(*) AS n FROM {table.name}") for table in results)
    return [int(count["n"][0].as_py()) for count in counts]


def _name_what_goes(draft: RebuiltStore, cut: Tombstones) -> None:
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


def media_that_goes(store: CaseStore, cut: Tombstones) -> list[str]:
    """Files beside posts (SHA-256) that belong to nothing any more once this is cut."""
    rows = store.sql(
        """
        WITH gone AS (
            SELECT post FROM posts
            WHERE account IN (SELECT unnest(?::VARCHAR[])) OR coalesce(posted_at < ?, false)
        ),
        left_over AS (
            SELECT media FROM media_in_posts WHERE post NOT IN (FROM gone)
            UNION SELECT media FROM avatar_files WHERE account NOT IN (SELECT unnest(?::VARCHAR[]))
        )
        SELECT media FROM media_files WHERE media NOT IN (FROM left_over) ORDER BY media
        """,
        [sorted(cut.accounts), cut.before, sorted(cut.accounts | cut.idle)],
    )
    return [str(media) for media in rows["media"].to_pylist()]


def _changes(table: Table, cut: Tombstones, replaced: Mapping[str, str | None]) -> dict[str, str]:
    """SQL expressions for the columns of a table that change."""
    lists = {"account": "cut_accounts", "post": "cut_references"}
    changes = {
        column.name: f'CASE WHEN "{column.name}" IN (FROM {lists[str(column.id)]}) THEN NULL '
        f'ELSE "{column.name}" END'
        for column in table.ids(nullable=True)
    }
    for column in table.words:
        words = f'"{column}"'
        for account in sorted(cut.accounts):
            words = privacy.forgotten_words(words, account)
        changes[column] = words
    new_names = {old: new for old, new in replaced.items() if new is not None}
    if "source_file" in table.schema.names and new_names:
        cases = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in new_names.items())
        changes["source_file"] = f"CASE source_file {cases} ELSE source_file END"
        if table.name == "files":
            among = ", ".join(f"'{old}'" for old in new_names)
            for column, value in (("source", "extract"), ("mapping", "{}")):
                changes[column] = (
                    f"CASE WHEN source_file IN ({among}) THEN '{value}' ELSE {column} END"
                )
    return changes
