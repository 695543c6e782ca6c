"""Which format is a file to be read as, and may it be kept at all?"""

from collections.abc import Mapping

from demasque.errors import DemasqueError, Sentence, UsageError
from demasque.sources.fields import check_field
from demasque.sources.readers.input_file import InputFile
from demasque.sources.recognition import find_source, named_source
from demasque.sources.registry import readers
from demasque.sources.source import Sample, Source
from demasque.sources.unread import UNREAD, looks_changed, now_readable, seems_changed


def check_asked(format: str | None, mapping: Mapping[str, str]) -> None:
    """Raise UsageError for a format or field that does not exist, before any file is looked at."""
    if format is not None:
        named_source(readers(), format)
    for field, column in mapping.items():
        check_field(field, column)


def choose_source(
    file: InputFile, sample: Sample, format: str | None, mapping: Mapping[str, str]
) -> tuple[Source, Sentence | None]:
    """The format of a new file: the one the user names, else the one it is recognised as.

    A file that seems to be of a format that has changed gets UNREAD, and the sentence that says
    so. Raises DemasqueError for a file that is not to be kept, UsageError for a format, field or
    column that does not exist.
    """
    source = find_source(readers(), file, sample, format)
    if source.by_field and not mapping and format is None:
        near = looks_changed(readers(), sample)
        if near is not None:
            return UNREAD, Sentence(
                "{name} looks like format {near} with a field renamed or missing. Nothing of it "
                "was read; the file is kept as evidence. Add it again with --format table, or "
                "--map FIELD=COLUMN, to read it as any table; or read it with demasque remap once "
                "demasque knows the new columns.",
                name=file.name,
                near=near,
            )
    if refused_fields := source.cannot_map(mapping):
        raise DemasqueError(
            "{name}: format {id} reads its own fields; --map {fields} does not apply. Add "
            "--format table to read it as a table, or leave --map out.",
            name=file.name,
            id=source.id,
            fields=", ".join(refused_fields),
        )
    try:
        source.check_file(sample, mapping, file.name)
    except UsageError:
        raise
    except DemasqueError as error:
        # A check of the format's own is a refusal: what it refuses must not be kept.
        refused = source.check is not None and not source.by_field
        if refused or not seems_changed(readers(), sample, format):
            raise
        return UNREAD, Sentence(
            "{problem} Has the platform changed its export? Nothing of it was read; the file is "
            "kept as evidence. Add it again with --map FIELD=COLUMN, or read it with demasque "
            "remap once demasque knows the new columns.",
            problem=error.sentence,
        )
    return source, None


def source_of_evidence(
    id: str, file: InputFile, sample: Sample, mapping: Mapping[str, str]
) -> Source:
    """What reads a file of evidence that was read as format ``id``, with today's knowledge.

    A file that no format fitted, or only the one for any table, is looked at again, in case its
    format is known by now. Raises DemasqueError where ``id`` is known no more.
    """
    known = (source for source in (*readers(), UNREAD) if source.id == id)
    source = next(known, None)
    if source is None:
        raise DemasqueError(
            "{name} was read as {source}, a format not known here.", name=file.name, source=id
        )
    if source is UNREAD:
        return now_readable(readers(), file, sample, mapping)
    if source.by_field and not mapping:
        return find_source(readers(), file, sample, None)
    return source
