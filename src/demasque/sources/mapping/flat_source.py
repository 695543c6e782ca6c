"""Descriptions of flat exports: which column fills which field says nearly everything."""

from collections.abc import Iterator, Mapping
from functools import partial

from demasque.sources.fields import words
from demasque.sources.mapping.flat import Plan, read_flat
from demasque.sources.source import Batch, Reading, Source


def flat_source(
    id: str,
    title: str,
    plan: Plan,
    required: str,
    checked_against: str,
    ignored: str = "",
    personal: str = "",
    note: str = "",
    shapes: str = "csv ndjson json parquet",
) -> Source:
    """A source that reads by a plan; the columns that the plan uses need not be named again.

    ``required``, ``ignored`` and ``personal`` are column names with spaces between them (a name
    with spaces of its own is not required, and is named in the plan or in Source itself).
    """
    used = frozenset(column for column in plan.columns.values() if not column.startswith("="))
    return Source(
        id=id,
        title=title,
        platform=plan.platform,
        required=words(required),
        optional=used - words(required),
        ignored=words(ignored) - used,
        personal=words(personal),
        time_precision=plan.time_precision or "judged from the times",
        shapes=words(shapes),
        checked_against=checked_against,
        note=note,
        read=partial(_read, plan),
    )


def _read(plan: Plan, reading: Reading) -> Iterator[Batch]:
    return read_flat(reading, plan)


def columns(**fields: str) -> Mapping[str, str]:
    """Field -> column, as keyword arguments."""
    return fields
