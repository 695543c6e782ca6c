"""Lists of files that are tables: a few columns of a CSV or TSV, whatever its delimiter."""

from collections.abc import Iterator

from demasque.errors import DemasqueError
from demasque.sources.folders.folder_listing import FolderListing
from demasque.sources.mapping.cells import as_text
from demasque.sources.readers.csv_rows import read_csv_rows, read_header
from demasque.sources.readers.input_file import InputFile

TABLE_ENDINGS = (".csv", ".tsv", ".tab", ".csv.gz", ".tsv.gz")


def table_header(folder: FolderListing, file: str) -> tuple[str, ...]:
    """The columns of a table in a folder; none for a file that is no table."""
    try:
        return tuple(read_header(InputFile(folder.path(file), file)).columns)
    except DemasqueError:
        return ()


def read_table(folder: FolderListing, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that can be read: its line, and its cells by column; blank cells are left out."""
    names = frozenset(table_header(folder, file))
    for lines, columns, _ in read_csv_rows(InputFile(folder.path(file), file), names):
        cells = {name: column.to_pylist() for name, column in columns.items()}
        for at, line in enumerate(lines.tolist()):
            row = {name: as_text(values[at]) for name, values in cells.items()}
            yield line, {name: cell for name, cell in row.items() if cell is not None}
