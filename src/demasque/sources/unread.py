"""Files that are kept as evidence though no format fits them any more.

When a platform renames a field, an export that could be read last month cannot be read today. Such
a file is known by having most of what some format needs. It is kept, so that nothing is lost while
the description here catches up, and read by the next ``demasque remap`` that can. A file that is
near no format is not kept: what cannot be used should not be held.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from demasque.errors import DemasqueError
from demasque.sources.readers.input_file import InputFile
from demasque.sources.recognition import find_source
from demasque.sources.source import Batch, Reading, Sample, Source


def _nothing(_: Reading) -> Iterator[Batch]:
    return iter(())


_MANY: Final = 8
"""Columns of a format that no other kind of file has in such a number."""
_FEW: Final = 0.3
"""Share of a file's columns that a format may not know."""

UNREAD: Final = Source(
    id="unread",
    title="A file of evidence that could not be read yet",
    platform="unknown",
    required=frozenset(),
    read=_nothing,
    checked_against="nothing",
)


def seems_changed(sources: Iterable[Source], sample: Sample, named: str | None) -> bool:
    """Whether a file has more than half of what some format (or the one named) needs."""
    for source in sources:
        if source.by_field or source.private or named not in (None, source.id):
            continue
        if sample.shape not in source.shapes:
            continue
        have = source.columns(sample) | set(sample.columns)
        if 2 * len(source.required & have) > len(source.required):
            return True
    return False


def looks_changed(sources: Iterable[Source], sample: Sample) -> str | None:
    """The id of the platform's format that a file of records is in, but for a field that it lacks.

    Such a file may fit the format of any table as well, which knows nothing of what is private.
    """
    for source in sources:
        if source.by_field or sample.shape not in source.shapes & {"json", "ndjson"}:
            continue
        columns = source.columns(sample)
        missing = source.required - columns - set(sample.columns)
        unknown = source.unknown(columns)
        nearly = 0 < len(missing) < len(source.required) / 2
        many = len(columns & source.known) >= _MANY
        if nearly and many and len(unknown) <= _FEW * len(columns):
            return source.id
    return None


def now_readable(
    sources: Sequence[Source], file: InputFile, sample: Sample, mapping: Mapping[str, str]
) -> Source:
    """The source that reads a file which none could read when it was added; else still UNREAD."""
    try:
        source = find_source(sources, file, sample, None)
        source.check_file(sample, mapping, file.name)
    except DemasqueError:
        return UNREAD
    return source
