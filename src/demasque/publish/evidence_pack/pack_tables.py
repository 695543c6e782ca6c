"""The tables of a pack: one campaign's posts, accounts, ties and media, streamed from the case."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.findings import EXCLUDED, member_accounts, member_posts
from demasque.media import protected_media
from demasque.publish.evidence_pack.pack_zip import PackZip
from demasque.publish.exporters import with_originals, write_csv

_MEMBERS: Final = "SELECT account FROM memberships WHERE campaign = $1"
_THEIR_POSTS: Final = f"SELECT post FROM posts WHERE account IN ({_MEMBERS})"
_SHARED: Final = f"""
    SELECT kind, trace FROM events WHERE account IN ({_MEMBERS})
    GROUP BY kind, trace HAVING count(DISTINCT account) > 1"""

_TABLES: Final = {
    "ties.csv": f"""
        SELECT account_a, account_b, kind, window_seconds, shared, shared_ever, expected, log10_p,
               q, bits, first_at, last_at
        FROM ties WHERE account_a IN ({_MEMBERS}) AND account_b IN ({_MEMBERS})
        ORDER BY account_a, account_b, kind""",
    "traces.csv": f"""
        SELECT kind, trace, coalesce(any_value(value), '') AS value,
               count(DISTINCT account) AS accounts, count(DISTINCT post) AS posts,
               min("at") AS first_at, max("at") AS last_at
        FROM events SEMI JOIN ({_SHARED}) USING (kind, trace)
        LEFT JOIN traces USING (kind, trace) WHERE account IN ({_MEMBERS})
        GROUP BY kind, trace ORDER BY accounts DESC, posts DESC, kind, trace""",
    "trace_posts.csv": f"""
        SELECT kind, trace, "at", account, post
        FROM events SEMI JOIN ({_SHARED}) USING (kind, trace) WHERE account IN ({_MEMBERS})
        ORDER BY kind, trace, "at", account, post""",
    "links.csv": f"""
        SELECT post, position, url FROM links WHERE post IN ({_THEIR_POSTS})
        ORDER BY post, position""",
    "media_posts.csv": f"""
        SELECT post, media FROM media_in_posts WHERE post IN ({_THEIR_POSTS})
        ORDER BY post, media""",
}
"""By name, tables that need nothing but a query with the campaign's name."""

_MEDIA: Final = f"""
    SELECT media AS sha256, f.kind, bytes, width, height, seconds, added_at,
           lower(substring(hex(coalesce(reference, hashes)), 1, 64)) AS pdq, quality AS pdq_quality
    FROM media_files f LEFT JOIN (
        SELECT media, reference, hashes, quality FROM media_frames WHERE frame = 0
    ) USING (media)
    WHERE media IN (SELECT media FROM media_in_posts WHERE post IN ({_THEIR_POSTS}))
    ORDER BY media"""
_FILES: Final = f"""
    SELECT source_file AS sha256, name, source AS format, rows, added_at
    FROM files WHERE source_file IN (
        SELECT source_file FROM posts WHERE account IN ({_MEMBERS})
        UNION SELECT source_file FROM accounts WHERE account IN ({_MEMBERS}))
    ORDER BY name, source_file"""

_PSEUDONYM: Final = re.compile(r"a_[a-z2-7]{16}")
_GONE: Final = "a_…"


class PackTables:
    """The tables of one campaign, without anybody who was excluded.

    ``names`` are tables ``pseudonym, raw`` by kind of id, empty unless original ids are revealed.
    """

    def __init__(self, store: CaseStore, campaign: str, names: Mapping[str, pa.Table]) -> None:
        self._store, self._campaign, self._names = store, campaign, names
        self.excluded = frozenset(store.sql(EXCLUDED)["account"].to_pylist())

    def write(self, into: PackZip) -> None:
        """Write all of them."""
        with into.entry("accounts.csv") as stream:
            write_csv(self._accounts(), stream)
        with into.entry("evidence_files.csv") as stream:
            write_csv(_reader(self._evidence_files()), stream)
        for name in sorted(["media.csv", *_TABLES]):
            rows = self._media() if name == "media.csv" else self._stream(_TABLES[name])
            with into.entry(name) as stream:
                write_csv(rows, stream)
        with into.entry("posts.csv") as stream:
            write_csv(self.posts(), stream)
        with into.entry("posts.ndjson") as stream:
            _write_lines(self.posts(), stream)

    def posts(self) -> pa.RecordBatchReader:
        """What members posted, with the time at which the file that holds it was added."""
        added = self._store.sql("SELECT source_file, added_at FROM files")
        rows = self._clean(member_posts(self._store, self._campaign))
        field = pa.field("added_at", added.schema.field("added_at").type)

        def with_time(batch: pa.RecordBatch) -> pa.RecordBatch:
            at = pc.index_in(batch["source_file"], value_set=added["source_file"].combine_chunks())
            times = pc.take(added["added_at"].combine_chunks(), at)
            return batch.append_column(field, times)

        return self._named(_mapped(rows, rows.schema.append(field), with_time), "post")

    def scrubbed(self, words: str) -> str:
        """Words in which nobody stands who was excluded."""
        return _PSEUDONYM.sub(lambda found: _GONE if found[0] in self.excluded else found[0], words)

    def _accounts(self) -> pa.RecordBatchReader:
        return self._named(self._clean(member_accounts(self._store, self._campaign)), "account")

    def _media(self) -> pa.RecordBatchReader:
        hidden = pa.array(sorted(protected_media(self._store)), pa.string())
        rows = self._stream(_MEDIA)

        def guarded(batch: pa.RecordBatch) -> pa.RecordBatch:
            found = pc.is_in(batch["sha256"], value_set=hidden)
            at = batch.schema.get_field_index("pdq")
            # From a PDQ one sees a face dimly; from a SHA-256 nothing.
            pdq = pc.if_else(found, pa.scalar(None, pa.string()), batch["pdq"])
            return batch.set_column(at, batch.schema.field(at), pdq).append_column(
                pa.field("protected", pa.bool_()), found
            )

        return _mapped(rows, rows.schema.append(pa.field("protected", pa.bool_())), guarded)

    def _evidence_files(self) -> pa.Table:
        """The files that these rows come from, as they were added and as they are stored."""
        rows = self._store.sql(_FILES, (self._campaign,))
        kept = self._store.evidence.files()
        stored = [kept.get(digest) for digest in rows["sha256"].to_pylist()]
        more = {
            "bytes": pa.array([each and each.size for each in stored], pa.int64()),
            "stored_as": pa.array([each and each.stored for each in stored], pa.string()),
            "stored_sha256": pa.array(
                [each and each.stored_sha256 for each in stored], pa.string()
            ),
        }
        for name, column in more.items():
            rows = rows.append_column(name, column)
        return rows

    def _stream(self, query: str) -> pa.RecordBatchReader:
        return self._clean(self._store.stream(query, (self._campaign,)))

    def _named(self, rows: pa.RecordBatchReader, kind: str) -> pa.RecordBatchReader:
        names = self._names.get(kind)
        return rows if names is None else with_originals(rows, kind, f"source_{kind}_id", names)

    def _clean(self, rows: pa.RecordBatchReader) -> pa.RecordBatchReader:
        if not self.excluded:
            return rows
        gone = pa.array(sorted(self.excluded), pa.string())

        def clean(batch: pa.RecordBatch) -> pa.RecordBatch:
            columns = [self._clean_column(column, gone) for column in batch.columns]
            return pa.RecordBatch.from_arrays(columns, schema=batch.schema)

        return _mapped(rows, rows.schema, clean)

    def _clean_column(self, column: pa.Array, gone: pa.Array) -> pa.Array:
        """A cell that is somebody excluded is empty; in words, their pseudonym goes."""
        if not pa.types.is_string(column.type):
            return column
        column = pc.if_else(pc.is_in(column, value_set=gone), pa.scalar(None, pa.string()), column)
        naming = pc.fill_null(pc.match_substring(column, "a_"), False)
        if not pc.any(naming).as_py():
            return column
        words = [self.scrubbed(each) for each in column.filter(naming).to_pylist()]
        return pc.replace_with_mask(column, naming, pa.array(words, pa.string()))


def _mapped(
    rows: pa.RecordBatchReader,
    schema: pa.Schema,
    change: Callable[[pa.RecordBatch], pa.RecordBatch],
) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(schema, (change(batch) for batch in rows))


def _reader(table: pa.Table) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches())


def _write_lines(rows: pa.RecordBatchReader, stream: BinaryIO) -> None:
    """One JSON object a line: texts exactly as the case keeps them."""
    for batch in rows:
        lines = [json.dumps(_plain(row), ensure_ascii=False) for row in batch.to_pylist()]
        stream.write(("\n".join(lines) + "\n").encode("utf-8", "replace") if lines else b"")


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(_plain_values(row))


def _plain_values(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        yield name, value.isoformat() if isinstance(value, datetime) else value
