"""Any table of who follows whom: one row, one account and another that it follows."""

from collections.abc import Iterator, Mapping
from typing import Final

from demasque.errors import DemasqueError
from demasque.sources.fields import FIELDS, PERSONAL, apply_mapping, plain, recognise, words
from demasque.sources.mapping.flat import Plan, read_flat
from demasque.sources.readers.table_rows import columns_of
from demasque.sources.source import Batch, Reading, Sample, Source

_NEEDED: Final = ("account", "followed")
_USED: Final = (*_NEEDED, "followed_at", "platform")
_OF_POSTS: Final = words("text links hashtags media mentions parent reply_to repost_of root venue")


def lists_follows(sample: Sample) -> bool:
    """Whether a file that begins like this is a list of who follows whom."""
    found = _recognise(columns_of(sample))
    return set(_NEEDED) <= set(found) and not _OF_POSTS & set(found)


def _recognise(columns: tuple[str, ...] | list[str]) -> dict[str, str]:
    """Field -> column; a time of whatever name is when it began."""
    found = recognise(column for column in columns if plain(column) not in PERSONAL)
    if "posted_at" in found:
        found.setdefault("followed_at", found.pop("posted_at"))
    return found


def _columns(sample: Sample, mapping: Mapping[str, str], name: str) -> dict[str, str]:
    columns = columns_of(sample)
    found = apply_mapping(_recognise(columns), mapping, columns, name)
    missing = [field for field in _NEEDED if field not in found]
    if missing:
        raise DemasqueError(
            "{name}: no column was recognised for {wanted}. Columns found: {have}. Name it with "
            "--map FIELD=COLUMN.",
            name=name,
            wanted="; ".join(f"{field} ({FIELDS[field].what})" for field in missing),
            have=", ".join(column for column in columns if plain(column) not in PERSONAL) or "none",
        )
    return {field: column for field, column in found.items() if field in _USED}


def _check(sample: Sample, mapping: Mapping[str, str], name: str) -> None:
    _columns(sample, mapping, name)


def _read(reading: Reading) -> Iterator[Batch]:
    found = _columns(reading.sample, reading.mapping, reading.file.name)
    return read_flat(reading, Plan(found, rows="follows"))


TABLE_FOLLOWS: Final = Source(
    id="table-follows",
    title="Any table of who follows whom (columns by common names, or mapped with --map "
    "FIELD=COLUMN)",
    platform="as a column says, else unknown",
    required=frozenset(_NEEDED),
    optional=frozenset(_USED) - set(_NEEDED),
    personal=PERSONAL,
    time_precision="judged from the times",
    checked_against="the follows of simulated worlds, and tables written by hand",
    note="Follows only: whom is followed need not post",
    read=_read,
    recognise=lists_follows,
    check=_check,
    by_field=True,
)
