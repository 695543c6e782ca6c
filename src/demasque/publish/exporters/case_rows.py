"""The rows that exporters write: tables of the case in a fixed order, original ids if revealed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.findings import (
    EXCLUDED,
    TABLES,
    CaseFindings,
    HandedCampaign,
    TiedNetwork,
    handed_campaigns,
    read_findings,
    tied_network,
)
from demasque.progress import Progress, quiet
from demasque.publish.exporters.export_options import NO_OPTIONS, ExportOptions
from demasque.wording import LANGUAGES, Wording, catalogue

_SUBJECTS: Final = frozenset({"account", "account_a", "account_b", "post", "post_a", "post_b"})
"""Columns that say whom or what a row is about: without it, there is no row."""

_IDS_EXCLUDED: Final = f"""
    SELECT id FROM (SELECT account AS id FROM ({EXCLUDED})
                    UNION SELECT post FROM posts WHERE account IN ({EXCLUDED})) ORDER BY id"""

_REVEALED: Final = {
    "accounts": ("account", "source_account_id"),
    "nodes": ("account", "source_account_id"),
    "posts": ("post", "source_post_id"),
}


@dataclass(frozen=True)
class CaseRows:
    """The rows of one case, and all else that an exporter may want to know of it.

    ``names`` holds, per kind of id ("account", "post"), tables ``pseudonym, raw``: empty unless
    original ids are revealed. ``options`` is what was asked for besides.

    ``progress`` hears how many rows of each table are out.
    """

    store: CaseStore
    names: Mapping[str, pa.Table] = field(default_factory=dict)
    progress: Progress = quiet
    options: ExportOptions = NO_OPTIONS

    @cached_property
    def found(self) -> CaseFindings:
        """What was found, as the report reads it; of the campaigns asked for, if any were.

        Raises:
            UsageError: the case has no campaign of a name that was asked for.
        """
        asked = self.options.campaigns or None
        return read_findings(self.store, self.progress, campaigns=asked)

    @cached_property
    def campaigns(self) -> tuple[HandedCampaign, ...]:
        """Campaigns in full: those asked for, or the first ones (``found`` counts the others)."""
        return handed_campaigns(self.found)

    @cached_property
    def excluded(self) -> pa.Array:
        """Pseudonyms of the accounts that people excluded, and of their posts, sorted."""
        return self.store.sql(_IDS_EXCLUDED)["id"].combine_chunks()

    @cached_property
    def network(self) -> TiedNetwork:
        """The tied accounts: of the kind, and with as many ties, as ``options`` ask for.

        Raises:
            UsageError: no two accounts are tied by that kind.
        """
        return tied_network(self.store, self.options.kind, self.options.edges)

    def table(self, name: str) -> pa.RecordBatchReader:
        """Stream one of ``TABLES``; accounts and posts carry original ids where revealed."""
        return self._stream(name, lambda: self.store.stream(TABLES[name]))

    def nodes(self) -> pa.RecordBatchReader:
        """Stream the tied accounts: account, campaign ('' for none), bits, platform, posts, ..."""
        return self._stream("nodes", lambda: self.network.nodes())

    def edges(self, spells: bool = False) -> pa.RecordBatchReader:
        """Stream the tied pairs: account_a, account_b, weight in bits, kinds, shared traces, ..."""
        return self._stream("edges", lambda: self.network.edges(spells))

    def notes(self) -> tuple[str, ...]:
        """What a reader should know of what is not in the network, in the language asked for."""
        return tuple(map(self.words.say, self.network.notes))

    @property
    def words(self) -> Wording:
        """The wording in the language asked for: English unless another is.

        Raises:
            UsageError: there is no wording in that language.
        """
        return catalogue(self.options.lang or LANGUAGES[0])

    def _stream(self, name: str, ask: Callable[[], pa.RecordBatchReader]) -> pa.RecordBatchReader:
        # Said before it is asked: sorting a table takes longer than writing it.
        self.progress(f"export {name}", 0, None)
        reader = self._counted(name, ask())
        pseudonym, original = _REVEALED.get(name, ("", ""))
        names = self.names.get(pseudonym)
        return reader if names is None else with_originals(reader, pseudonym, original, names)

    def _counted(self, name: str, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
        def count() -> Iterator[pa.RecordBatch]:
            done = 0
            for batch in reader:
                left = without(batch, self.excluded)
                done += left.num_rows
                yield left
                self.progress(f"export {name}", done, None)

        return pa.RecordBatchReader.from_batches(reader.schema, count())


def with_originals(
    reader: pa.RecordBatchReader, column: str, original: str, names: pa.Table
) -> pa.RecordBatchReader:
    """Rows with one column more, ``original``: the platform's own id of what ``column`` holds."""
    schema = reader.schema.append(pa.field(original, pa.string()))
    return pa.RecordBatchReader.from_batches(schema, _revealed(reader, schema, column, names))


def without(batch: pa.RecordBatch, ids: pa.Array) -> pa.RecordBatch:
    """A batch without rows about these ids; where one stands in another column, nothing does."""
    if not len(ids):
        return batch
    columns = []
    keep = pa.array([True] * batch.num_rows)
    for described, column in zip(batch.schema, batch.columns, strict=True):
        if pa.types.is_string(described.type):
            found = pc.is_in(column, value_set=ids)
            if described.name in _SUBJECTS:
                keep = pc.and_(keep, pc.invert(found))
            else:
                column = pc.if_else(found, pa.scalar(None, described.type), column)
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema).filter(keep)


def _revealed(
    reader: pa.RecordBatchReader, schema: pa.Schema, column: str, names: pa.Table
) -> Iterator[pa.RecordBatch]:
    known = names["pseudonym"].combine_chunks()
    raw = names["raw"].combine_chunks()
    for batch in reader:
        original = pc.take(raw, pc.index_in(batch[column], value_set=known)).cast(pa.string())
        yield pa.RecordBatch.from_arrays([*batch.columns, original], schema=schema)
