"""Which format is this file in? Looks at the first rows only."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

import pyarrow.parquet as pq
from pyarrow import ArrowException

from demasque.errors import DemasqueError, Sentence, UsageError
from demasque.sources.key_paths import key_paths
from demasque.sources.nearest import nearest_formats
from demasque.sources.private import refuse_private, refuse_private_bytes
from demasque.sources.readers.csv_rows import read_header
from demasque.sources.readers.input_file import InputFile
from demasque.sources.readers.json_records import first_records, json_shape
from demasque.sources.readers.table_rows import parquet_columns
from demasque.sources.readers.xml_items import looks_like_xml, read_items, refuse_web_page
from demasque.sources.source import Sample, Source

_RECORDS = 100


def take_sample(file: InputFile) -> Sample:
    """The first rows of a file: its shape, its columns or key paths, its first JSON records."""
    if file.is_parquet:
        try:
            schema = pq.read_schema(file.path)
            twice = (name for name, times in Counter(schema.names).items() if times > 1)
            return Sample("parquet", parquet_columns(schema), warnings=_named_twice(file, twice))
        except (ArrowException, OSError) as error:
            raise DemasqueError(
                "{name} is damaged or cut-short Parquet.", name=file.name
            ) from error
    refuse_private_bytes(file.head, file.name)
    refuse_web_page(file.head, file.name)
    shape = json_shape(file)
    if shape is None and looks_like_xml(file.head):
        return _sample_of_feed(file)
    if shape is None:
        header = read_header(file)
        warnings = _named_twice(file, header.duplicates)
        return Sample("csv", tuple(header.columns), warnings=warnings)
    records = tuple(first_records(file, shape, _RECORDS))
    if not any(isinstance(record, dict) for record in records):
        raise DemasqueError("{name} is JSON, but has no records with named fields.", name=file.name)
    return Sample(shape, tuple(key_paths(*records)), records)


def _named_twice(file: InputFile, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        Sentence(
            "{file} has the column {name} twice or more: the first is read.",
            file=file.name,
            name=name,
        )
        for name in names
    )


def _sample_of_feed(file: InputFile) -> Sample:
    items = read_items(file).values
    if not items:
        raise DemasqueError("{name} is XML, but no feed: it has no items.", name=file.name)
    return Sample("xml", tuple(dict.fromkeys(tag for item in items[:_RECORDS] for tag in item)))


def find_source(
    sources: Iterable[Source], file: InputFile, sample: Sample, named: str | None
) -> Source:
    """The source for a file: the one that is named, else the first that recognises it.

    Sources that need more columns are asked first, so that the more particular format wins; the
    one for any table comes last.
    """
    refuse_private(sample, file.name)
    known = list(sources)
    if named is not None:
        chosen = named_source(known, named)
        if sample.shape not in chosen.shapes:
            shapes = ", ".join(sorted(chosen.shapes))
            raise DemasqueError(
                "{name} is {shape}; format {named} reads {shapes}.",
                name=file.name,
                shape=sample.shape,
                named=named,
                shapes=shapes,
            )
        return chosen
    ordered = sorted(known, key=lambda source: (source.by_field, -len(source.required)))
    found = next((source for source in ordered if source.recognises(sample)), None)
    if found is None:
        raise DemasqueError(
            "{name} is in no known format. {nearest}",
            name=file.name,
            nearest=nearest_formats(known, sample),
        )
    if found.by_field and found.check is not None:
        return replace(found, check=partial(_check_or_name_nearest, found, known))
    return found


def named_source(known: Iterable[Source], named: str) -> Source:
    """The source of this id. UsageError where there is none, with those that there are."""
    by_id = {source.id: source for source in known}
    if named not in by_id:
        names = ", ".join(sorted(by_id))
        raise UsageError(
            "There is no format called {named}. Known formats: {names}.", named=named, names=names
        )
    return by_id[named]


def _check_or_name_nearest(
    table: Source, known: list[Source], sample: Sample, mapping: Mapping[str, str], name: str
) -> None:
    """What a table lacks, and which formats the file may have been meant as."""
    try:
        table.check_file(sample, mapping, name)
    except UsageError:
        raise
    except DemasqueError as error:
        raise DemasqueError(
            "{problem} {nearest}", problem=error.sentence, nearest=nearest_formats(known, sample)
        ) from error
