"""From pseudonyms back to the platforms' own ids, through the evidence."""

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.ingest.evidence_files import evidence_files
from demasque.privacy import IdKind
from demasque.progress import Progress, quiet
from demasque.schema import TABLES
from demasque.sources import Batch

REVEALED = pa.schema(
    [
        pa.field("pseudonym", pa.string(), nullable=False),
        pa.field("platform", pa.string(), nullable=False),
        pa.field("raw", pa.string(), nullable=False),
    ]
)


def reveal(
    store: CaseStore,
    kind: IdKind = "account",
    progress: Progress = quiet,
    wanted: pa.Array | None = None,
) -> pa.Table:
    """Pseudonym -> raw id of every account (or post) that the evidence names.

    Columns ``pseudonym, platform, raw``, sorted; of the pseudonyms ``wanted`` only, where any are
    given. Reads the evidence again, and writes nothing of it to the store; the caller writes the
    custody line. Raises DemasqueError when the key was destroyed.
    """
    names = store.names
    found: dict[tuple[str, str], str] = {}
    for file in evidence_files(store):
        for batch in file.source.read(file.reading):
            for platform, raw in ids_in_batch(batch, kind):
                made = pa.table({"made": names.many(kind, platform, raw), "raw": raw})
                if wanted is not None:
                    made = made.filter(pc.is_in(made["made"], value_set=wanted))
                for pseudonym, word in zip(*made.to_pydict().values(), strict=True):
                    found.setdefault((pseudonym, platform), word)
            progress(f"reading {file.name}", file.reading.file.done, file.reading.file.size)
    rows = sorted((pseudonym, platform, raw) for (pseudonym, platform), raw in found.items())
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return pa.table(dict(zip(REVEALED.names, columns, strict=True)), schema=REVEALED)


def ids_in_batch(batch: Batch, kind: IdKind) -> list[tuple[str, pa.Array]]:
    """The distinct raw ids of one kind in a batch, by platform."""
    posts = batch.tables.get("posts")
    pairs = []
    for name, table in batch.tables.items():
        columns = [column.name for column in TABLES[name].ids(kind)]
        if not columns:
            continue
        platform = _platform(table, posts)
        pairs += [pa.table({"platform": platform, "raw": table[column]}) for column in columns]
    if not pairs:
        return []
    every = pa.concat_tables(pairs).filter(pc.is_valid(pc.field("raw")))
    distinct = every.group_by(["platform", "raw"]).aggregate([])
    return [
        (word, distinct.filter(pc.field("platform") == word)["raw"].combine_chunks())
        for word in pc.unique(distinct["platform"]).to_pylist()
    ]


def _platform(table: pa.Table, posts: pa.Table | None) -> pa.ChunkedArray | pa.Array:
    if "platform" in table.column_names:
        return table["platform"]
    if posts is None:
        raise ValueError("rows of posts that are not in the batch")
    at = pc.index_in(table["post"].combine_chunks(), posts["post"].combine_chunks())
    return pc.take(posts["platform"].combine_chunks(), at)
