"""What a task does: reads the files that are dealt to it, each to the rows of all its tables."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa

from demasque.errors import DemasqueError, Sentence, UsageError
from demasque.ingest import ExportReader, ReadFile
from demasque.privacy import Pseudonymiser
from demasque.spark.exports.key_file import sent_key
from demasque.spark.exports.placed_files import PlacedFile, files_at, opened
from demasque.spark.exports.table_rows_together import READ_FILES, Packer


@dataclass(frozen=True, slots=True)
class ReadingWay:
    """How files are to be read; `key` is the name of the key's file, never the key."""

    key: str
    format: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    keep_profile_text: bool = False

    def reader(self) -> ExportReader:
        """What reads so, on an executor, which has the key."""
        names = Pseudonymiser(sent_key(self.key))
        return ExportReader(names, self.format, self.mapping, self.keep_profile_text)


LISTED = "path string, size bigint, changed bigint, problem string"


def list_files(paths: list[str], _: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The files that paths name, as an executor sees them; a problem in words where there is one.

    Takes no rows; its rows are of the columns LISTED.
    """
    found: list[PlacedFile] = []
    problem = None
    try:
        found = files_at(paths)
    except UsageError as error:
        problem = str(error)
    except Exception as error:
        problem = f"{', '.join(paths)}: {type(error).__name__}"
    rows = [(*file, None) for file in found] if problem is None else [("", 0, 0, problem)]
    path, size, changed, problems = zip(*rows, strict=True) if rows else ((), (), (), ())
    kinds = (pa.string(), pa.int64(), pa.int64(), pa.string())
    columns = (path, size, changed, problems)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    yield pa.RecordBatch.from_arrays(arrays, ["path", "size", "changed", "problem"])


def read_files(
    way: ReadingWay, files: list[PlacedFile], tasks: int, batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """The rows of the files of some tasks; file n is of task n % tasks. Raises nothing of a file.

    `batches` have one column: numbers of tasks.
    """
    for batch in batches:
        for task in batch.column(0).to_pylist():
            for number in range(task, len(files), tasks):
                yield from read_file(way, number, files[number])


def read_file(way: ReadingWay, number: int, file: PlacedFile) -> Iterator[pa.RecordBatch]:
    """The rows of one file, and one that says what became of it."""
    packer, reader = Packer(number), way.reader()
    try:
        with opened(file.path) as path:
            yield from _packed(packer, reader, path, file.name)
    except Exception as error:
        reason = type(error).__name__
        problem = Sentence("{name} could not be read: {reason}", name=file.name, reason=reason)
        if isinstance(error, DemasqueError):
            problem = error.sentence
        yield from _told(packer, ReadFile(file.name, problem=problem))


def _packed(
    packer: Packer, reader: ExportReader, path: Path, name: str
) -> Iterator[pa.RecordBatch]:
    for made in reader.read(path, name):
        if isinstance(made, ReadFile):
            yield from _told(packer, made)
        else:
            for table, rows in made.items():
                yield from packer.pack(table, rows)


def _told(packer: Packer, file: ReadFile) -> list[pa.RecordBatch]:
    return packer.pack("files", pa.Table.from_pylist([asdict(file)], READ_FILES))
