"""The rows that exporters write: tables of the case in a fixed order, original ids if revealed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.findings.meetings import tie_posts
from demasque.progress import Progress, quiet

TABLES: Final = {
    "accounts": """
        WITH written AS (
            SELECT account, min(platform) AS platform, count(*) AS posts FROM posts GROUP BY account
        ), known AS (SELECT account FROM written UNION SELECT account FROM accounts)
        SELECT account, coalesce(w.platform, a.platform) AS platform, created_at, followers,
               following, posts_total, verified, handle_length, handle_digits,
               coalesce(w.posts, 0) AS posts, coalesce(b.bits, 0.0) AS bits, m.campaign, m.stability
        FROM known LEFT JOIN written w USING (account) LEFT JOIN accounts a USING (account)
        LEFT JOIN account_bits b USING (account) LEFT JOIN memberships m USING (account)
        ORDER BY account""",
    "posts": """
        SELECT post, account, platform, posted_at, time_precision, kind, text, lang, parent, root,
               venue, m.campaign, source_file, source_line
        FROM posts LEFT JOIN memberships m USING (account) ORDER BY posted_at, post""",
    "ties": "SELECT * FROM ties ORDER BY account_a, account_b, kind",
    "copies": "SELECT post, exemplar, similarity FROM copies ORDER BY exemplar, post",
    "tie_posts": f"{tie_posts()} ORDER BY ALL",
    "campaigns": "SELECT * FROM campaigns ORDER BY substring(campaign, 2)::BIGINT",
    "memberships": """
        SELECT campaign, account, bits, partners, stability FROM memberships
        ORDER BY substring(campaign, 2)::BIGINT, bits DESC, account""",
}
"""What the table formats write, in this order; one row per line of the documentation."""

_NODES: Final = """
    WITH tied AS (
        SELECT account_a AS account FROM strengths UNION SELECT account_b FROM strengths
    ), written AS (
        SELECT account, min(platform) AS platform, count(*) AS posts FROM posts GROUP BY account
    )
    SELECT account, coalesce(campaign, '') AS campaign, coalesce(b.bits, 0.0) AS bits,
           coalesce(w.platform, a.platform, '') AS platform, coalesce(w.posts, 0) AS posts
    FROM tied LEFT JOIN memberships USING (account) LEFT JOIN account_bits b USING (account)
    LEFT JOIN written w USING (account) LEFT JOIN accounts a USING (account)
    ORDER BY account"""

_EDGES: Final = """
    SELECT account_a, account_b, s.bits AS weight,
           array_to_string(list_sort(kinds), '|') AS kinds,
           coalesce(sum(t.shared), 0)::BIGINT AS shared
    FROM strengths s LEFT JOIN ties t USING (account_a, account_b)
    GROUP BY ALL ORDER BY account_a, account_b"""

_REVEALED: Final = {
    "accounts": ("account", "source_account_id"),
    "nodes": ("account", "source_account_id"),
    "posts": ("post", "source_post_id"),
}


@dataclass(frozen=True)
class CaseRows:
    """The rows of one case. ``names`` holds, per kind of id, tables ``pseudonym, raw``.

    ``progress`` hears how many rows of each table are out.
    """

    store: CaseStore
    names: Mapping[str, pa.Table] = field(default_factory=dict)
    progress: Progress = quiet

    def table(self, name: str) -> pa.RecordBatchReader:
        """Stream one of ``TABLES``; accounts and posts carry original ids where revealed."""
        return self._stream(name, TABLES[name])

    def nodes(self) -> pa.RecordBatchReader:
        """Stream the tied accounts: account, campaign ('' for none), bits, platform, posts."""
        return self._stream("nodes", _NODES)

    def edges(self) -> pa.RecordBatchReader:
        """Stream the tied pairs: account_a, account_b, weight in bits, kinds, shared traces."""
        return self._stream("edges", _EDGES)

    def _stream(self, name: str, query: str) -> pa.RecordBatchReader:
        self.progress(f"export {name}", 0, None)
        reader = self._counted(name, self.store.stream(query))
        pseudonym, original = _REVEALED.get(name, ("", ""))
        names = self.names.get(pseudonym)
        if names is None:
            return reader
        schema = reader.schema.append(pa.field(original, pa.string()))
        return pa.RecordBatchReader.from_batches(
            schema, _revealed(reader, schema, pseudonym, names)
        )

    def _counted(self, name: str, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
        def count() -> Iterator[pa.RecordBatch]:
            done = 0
            for batch in reader:
                done += batch.num_rows
                yield batch
                self.progress(f"export {name}", done, None)

        return pa.RecordBatchReader.from_batches(reader.schema, count())


def _revealed(
    reader: pa.RecordBatchReader, schema: pa.Schema, column: str, names: pa.Table
) -> Iterator[pa.RecordBatch]:
    known = names["pseudonym"].combine_chunks()
    raw = names["raw"].combine_chunks()
    for batch in reader:
        original = pc.take(raw, pc.index_in(batch[column], value_set=known)).cast(pa.string())
        yield pa.RecordBatch.from_arrays([*batch.columns, original], schema=schema)
