"""Which rows stay when accounts, posts or files go: said once, for every table as it is declared.

What goes is named by four temporary tables of one column ``id``: ``cut_accounts``, ``cut_idle``
(accounts without posts, of which what describes them goes), ``cut_posts``, and, for whoever empties
references, ``cut_references``.
"""

from collections.abc import Callable, Collection

from demasque.case.store_file.ddl import column_list
from demasque.schema import TABLES, Table

Place = Callable[[str], str]
"""Where a table stands in SQL, by its name."""


def rows_that_stay(table: Table, place: Place, gone_files: Collection[str] = ()) -> str:
    """SQL condition of the rows of a table that stay; ``true`` where nothing of it can go.

    ``gone_files`` are files of evidence (SHA-256) of which nothing is left. The other tables are
    asked as they stand at ``place``: before anything is taken out of them.
    """
    tests = [stays] if (stays := not_named(table)) != "true" else []
    if "files" in (table.name, table.parent) and gone_files:
        gone = ", ".join(f"'{digest}'" for digest in gone_files)
        tests.append(f"source_file NOT IN ({gone})")
    for name in table.added_files:
        tests.append(f'"{name}" IN ({_files_that_stay(place, gone_files)})')
    if table.gone_without is not None:
        name, keys = table.gone_without
        key = f"({column_list(list(keys))})"
        rows = f"SELECT {column_list(list(keys))} FROM {place(name)}"
        left = f"{rows} WHERE {rows_that_stay(TABLES[name], place, gone_files)}"
        tests.append(f"({key} IN ({left}) OR {key} NOT IN ({rows}))")
    return " AND ".join(tests) or "true"


def not_named(table: Table) -> str:
    """SQL condition of the rows of a table that name nothing of what goes."""
    accounts = table.ids_of_rows("account")
    tests = [_is_not_among(column.name, "cut_accounts") for column in accounts]
    if table.of_accounts_with_posts:
        tests += [_is_not_among(column.name, "cut_idle") for column in accounts]
    tests += [_is_not_among(column.name, "cut_posts") for column in table.ids_of_rows("post")]
    return " AND ".join(tests) or "true"


def _is_not_among(column: str, cut: str) -> str:
    return f'coalesce("{column}" NOT IN (FROM {cut}), true)'


def _files_that_stay(place: Place, gone_files: Collection[str]) -> str:
    """SQL: the files beside posts that belong to a post, or an account, which stays."""
    owners = [table for table in TABLES.values() if table.parent == "media_files" and table.ids()]
    return " UNION ".join(
        f"SELECT media FROM {place(table.name)} WHERE {rows_that_stay(table, place, gone_files)}"
        for table in owners
    )
