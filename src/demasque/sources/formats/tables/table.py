"""Any table of posts: one row, one post, columns known by their common names or mapped by hand."""

from collections.abc import Iterator, Mapping

from demasque.errors import Sentence
from demasque.sources.fields import FIELDS, PERSONAL, apply_mapping, plain, recognise
from demasque.sources.formats.tables.table_accounts import describes_accounts
from demasque.sources.formats.tables.table_follows import lists_follows
from demasque.sources.mapping.flat import Plan, read_flat
from demasque.sources.missing_fields import need
from demasque.sources.readers.table_rows import columns_of
from demasque.sources.source import Batch, Reading, Sample, Source


def _columns(sample: Sample, mapping: Mapping[str, str], name: str) -> dict[str, str]:
    """Field -> column for this file; raises when the fields that a post needs are not there."""
    columns = columns_of(sample)
    usable = [column for column in columns if plain(column) not in PERSONAL]
    found = apply_mapping(recognise(usable), mapping, columns, name)
    need(found, columns, name)
    return found


def _check(sample: Sample, mapping: Mapping[str, str], name: str) -> None:
    _columns(sample, mapping, name)


def _read(reading: Reading) -> Iterator[Batch]:
    found = _columns(reading.sample, reading.mapping, reading.file.name)
    if "post" not in found:
        reading.fields.warnings.append(
            Sentence(
                "{file} has no column of post ids: each post is named by its line, so the same "
                "post in another file would count twice.",
                file=reading.file.name,
            )
        )
    return read_flat(reading, Plan(found))


def _anything(sample: Sample) -> bool:
    return sample.shape != "xml" and not (describes_accounts(sample) or lists_follows(sample))


TABLE = Source(
    id="table",
    title="Any table of posts (columns by common names, or mapped with --map FIELD=COLUMN)",
    platform="as a column says, else unknown",
    required=frozenset({"account", "posted_at"}),
    optional=frozenset(FIELDS) - {"account", "posted_at", "followed", "followed_at"},
    personal=PERSONAL,
    time_precision="judged from the times",
    checked_against="CooRTweet's german_elections, a Parquet of 85,351 posts of 2016, the QUT "
    "coordination toolkit's sample CSV, and tables written by hand",
    read=_read,
    recognise=_anything,
    check=_check,
    by_field=True,
)
