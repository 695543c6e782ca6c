"""Everything of one input file in one transaction: all of it is in the case, or none."""

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case.ddl import column_list, first_rows, repeated_keys
from demasque.case.tombstones import Tombstones
from demasque.privacy import ID_KINDS, Pseudonymiser, masked_column, masked_links
from demasque.schema import TABLES, Lifetime, tables_of

NO_TOMBSTONES: Final = Tombstones()
_IN_FLIGHT: Final = 2  # calls whose rows are being protected or written: memory for speed


class Adding:
    """An open transaction that takes tables with raw ids; made by :meth:`CaseStore.adding`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        names: Pseudonymiser,
        keep_profile_text: bool = False,
        tombstones: Tombstones = NO_TOMBSTONES,
    ) -> None:
        self._connection = connection
        self._tombstones = tombstones
        self.left_out = 0  # rows that a tombstone keeps out
        self._keep_profile_text = keep_profile_text
        self._names = names
        self._protector = ThreadPoolExecutor(max_workers=1)
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._writing: deque[Future[None]] = deque()
        self._before = {
            table.name: self._last_row(table.name) for table in tables_of(Lifetime.SOURCE)
        }

    def _number(self, query: str) -> int:
        return int(self._connection.execute(query).fetchall()[0][0])

    def _last_row(self, table: str) -> int:
        return self._number(f"SELECT coalesce(max(rowid), -1) FROM {table}")

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        """Add rows of source tables. Their raw ids become pseudonyms here, in memory.

        A table whose rows carry no platform (links, mentions, ...) takes it from the posts of the
        same call, which must hold the posts that its rows belong to. Pseudonyms are made and rows
        written in the background, while the caller reads on: an error is raised by a later call.
        """
        for platform, part in by_platform(tables).items():
            self._submit(partial(self._pseudonymous, platform, part))

    def note_file(self, source_file: str, row: pa.Table) -> None:
        """Say in the table of files that this one was read, in the place of what is said there."""
        self._wait()
        self._connection.execute("DELETE FROM files WHERE source_file = ?", [source_file])
        self._insert({"files": row})

    def _submit(self, protect: Callable[[], Mapping[str, pa.Table]]) -> None:
        """Protect in one thread, insert in another, in the order of the calls."""
        while len(self._writing) >= _IN_FLIGHT:
            self._writing.popleft().result()
        protected = self._protector.submit(protect)
        self._writing.append(self._writer.submit(lambda: self._insert(protected.result())))

    def _wait(self) -> None:
        while self._writing:
            self._writing.popleft().result()

    def close(self) -> None:
        """Let the work in the background end, whatever came of it."""
        self._protector.shutdown(wait=True)
        self._writer.shutdown(wait=True)

    def _insert(self, tables: Mapping[str, pa.Table]) -> None:
        for name, incoming in tables.items():
            if incoming.num_rows:
                columns = column_list(incoming.column_names)
                # DuckDB finds the rows by the variable's name. To register them would make a view,
                # which holds them in memory until the transaction ends.
                query = f"INSERT INTO {name} ({columns}) SELECT {columns} FROM incoming"
                self._connection.execute(query).fetchall()

    def _pseudonymous(self, platform: str, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        made = with_pseudonyms(self._names, platform, tables)
        if self._tombstones:
            made, cut = self._tombstones.without(made, made)
            self.left_out += cut
        if "posts" in made:
            made["posts"], made["personal_details"] = self._protected_posts(platform, made["posts"])
            programs = partial(self._protected_names, platform)
            made["posts"] = _with(made["posts"], "client", programs)
        if "links" in made:
            made["links"] = _with(made["links"], "url", partial(self._protected_links, platform))
        if "accounts" in made:
            for column in ("avatar", "bio_hash", "name_hash"):
                made["accounts"] = _with(made["accounts"], column, self._names.keyed)
        if not self._keep_profile_text:
            made.pop("profile_texts", None)
        for name in made.keys() - {"posts", "links"}:
            for column in TABLES[name].words:
                protect = partial(self._protected_text, platform)
                made[name] = _with(made[name], column, protect)
        return made

    def _protected_text(self, platform: str, texts: pa.Array) -> pa.Array:
        nothing = pa.nulls(len(texts), pa.string())
        return self._nameless(platform, masked_column(texts, nothing)[0])

    def _protected_names(self, platform: str, names: pa.Array) -> pa.Array:
        """Texts of which there are few and many times the same, protected once each."""
        encoded = names.dictionary_encode()
        return pc.take(self._protected_text(platform, encoded.dictionary), encoded.indices)

    def _nameless(self, platform: str, texts: pa.Array) -> pa.Array:
        """Words in which accounts are named by pseudonym, and forgotten ones not at all."""
        if self._tombstones.accounts:
            texts = self._names.without(platform, texts, self._tombstones.accounts)
        return self._names.mentions(platform, self._names.profiles(texts))

    def _protected_posts(self, platform: str, posts: pa.Table) -> tuple[pa.Table, pa.Table]:
        """Posts whose texts name no account and no personal detail, and the details' counts."""
        texts, found = masked_column(posts["text"].combine_chunks(), posts["lang"].combine_chunks())
        texts = self._nameless(platform, texts)
        rows, kinds, counts = zip(*found, strict=True) if found else ((), (), ())
        post = posts["post"].take(pa.array(rows, pa.int64()))
        details = {"post": post, "kind": list(kinds), "count": list(counts)}
        at = posts.schema.get_field_index("text")
        return (
            posts.set_column(at, "text", texts),
            pa.table(details, schema=TABLES["personal_details"].schema),
        )

    def _protected_links(self, platform: str, links: pa.Array) -> pa.Array:
        if self._tombstones.accounts:
            links = self._names.without(platform, links, self._tombstones.accounts)
        return self._names.profiles(masked_links(links))

    def finish(self) -> dict[str, int]:
        """Drop what was there before (the first row of an id stays); duplicates per table."""
        self._wait()
        return {
            table.name: self._drop_repeated(table.name, table.key)
            for table in tables_of(Lifetime.SOURCE)
            if table.key and table.key in [column.name for column in table.ids()]
        }

    def _drop_repeated(self, table: str, key: str) -> int:
        after = self._before[table]
        if not self._number(repeated_keys(table, key, after)):
            return 0
        query = f"CREATE OR REPLACE TEMP TABLE firsts AS {first_rows(table, key, after)}"
        self._connection.execute(query).fetchall()
        if table == "posts":
            self._drop_children_of_known_posts()
            self._drop_equal_children()
        if table == "accounts":
            self._complete_accounts()
        dropped = self._number(
            f"DELETE FROM {table} USING firsts "
            f"WHERE {table}.{key} = firsts.k AND {table}.rowid > firsts.first"
        )
        self._connection.execute("DROP TABLE firsts").fetchall()
        return dropped

    def _complete_accounts(self) -> None:
        """What the first row of an account leaves open is taken from the next that says it."""
        columns = [column.name for column in TABLES["accounts"].columns if column.nullable]
        told = ", ".join(f'arg_min("{c}", rowid) AS "{c}"' for c in columns)
        kept = ", ".join(f'"{c}" = told."{c}"' for c in columns)
        self._connection.execute(
            f"UPDATE accounts SET {kept} FROM (SELECT account, {told} FROM accounts "
            "WHERE account IN (SELECT k FROM firsts) GROUP BY account) AS told, firsts "
            "WHERE accounts.account = told.account AND accounts.rowid = firsts.first"
        ).fetchall()

    def _drop_children_of_known_posts(self) -> None:
        """A post from an earlier file keeps the links, hashtags, ... that came with it."""
        for child in _of_posts():
            self._connection.execute(
                f"DELETE FROM {child} USING firsts WHERE {child}.post = firsts.k "
                f"AND firsts.first <= {self._before['posts']} "
                f"AND {child}.rowid > {self._before[child]}"
            ).fetchall()

    def _drop_equal_children(self) -> None:
        """Exports with one row per post and hashtag repeat a post: its rows are put together."""
        for child in _of_posts():
            if TABLES[child].key is None:
                columns = column_list(TABLES[child].schema.names)
                new = f"rowid > {self._before[child]} AND post IN (SELECT k FROM firsts)"
                self._connection.execute(
                    f"DELETE FROM {child} WHERE {new} AND rowid NOT IN "
                    f"(SELECT min(rowid) FROM {child} WHERE {new} GROUP BY {columns})"
                ).fetchall()


def _of_posts() -> list[str]:
    """Tables whose rows belong to a post."""
    return [table.name for table in tables_of(Lifetime.SOURCE) if table.parent == "posts"]


def with_pseudonyms(
    names: Pseudonymiser, platform: str, tables: Mapping[str, pa.Table]
) -> dict[str, pa.Table]:
    """Source tables of one platform with pseudonyms in the place of ids; texts are not touched."""
    made = dict(tables)
    for kind in ID_KINDS:
        # All columns of one kind together, so that an id in several tables is hashed once.
        places = [(name, c.name) for name in made for c in TABLES[name].ids(kind)]
        if not places:
            continue
        raw = [made[name][column].combine_chunks() for name, column in places]
        pseudonyms, start = names.many(kind, platform, pa.concat_arrays(raw)), 0
        for name, column in places:
            rows = made[name]
            at = rows.schema.get_field_index(column)
            made[name] = rows.set_column(at, column, pseudonyms.slice(start, rows.num_rows))
            start += rows.num_rows
    return made


def _with(table: pa.Table, column: str, change: Callable[[pa.Array], pa.Array]) -> pa.Table:
    at = table.schema.get_field_index(column)
    return table.set_column(at, column, change(table[column].combine_chunks()))


def by_platform(tables: Mapping[str, pa.Table]) -> dict[str, dict[str, pa.Table]]:
    """The rows of tables apart by platform, platforms in order of first appearance."""
    parts: dict[str, dict[str, pa.Table]] = {}
    posts = tables.get("posts")
    for name, table in tables.items():
        if not table.num_rows:
            continue
        rows = table.select(TABLES[name].schema.names).cast(TABLES[name].schema)
        platforms = _platforms(name, rows, posts)
        distinct = pc.unique(platforms).to_pylist()
        if None in distinct:
            raise ValueError(f"{name} has rows of posts that are not in the same call")
        for word in distinct:
            part = rows if len(distinct) == 1 else rows.filter(pc.equal(platforms, word))
            parts.setdefault(word, {})[name] = part
    return parts


def _platforms(name: str, rows: pa.Table, posts: pa.Table | None) -> pa.Array:
    """The platform of each row of a table; one value will do where all are the same."""
    if name == "rejects":
        return pa.array([""])
    if "platform" in rows.column_names:
        return rows["platform"]
    if posts is None:
        raise ValueError(f"{name} needs the posts that it belongs to in the same call")
    known = pc.unique(posts["platform"])
    if len(known) == 1:
        return known
    at = pc.index_in(rows["post"].combine_chunks(), posts["post"].combine_chunks())
    return pc.take(posts["platform"].combine_chunks(), at)
