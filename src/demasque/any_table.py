"""Any table a caller may have, as an Arrow table with named columns: one reader for every room.

Arrow tables, batches and streams, a dict of columns, and the path of a Parquet or CSV file are read
by Arrow itself; frames of Polars (eager or lazy), pandas, DuckDB and others by narwhals. Whole
numbers and times keep every bit.
"""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import narwhals as nw
import pyarrow as pa
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq
from narwhals.exceptions import NarwhalsError

from demasque.errors import Sentence, UsageError, readable

_CSV: Final = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_BUFFER: Final = 1 << 20
_UNREADABLE: Final = (pa.ArrowException, NarwhalsError, TypeError, ValueError, OSError)


class MixedColumnError(UsageError):
    """A column holds text among numbers, or numbers among text; ``row`` counts from 0."""

    def __init__(self, column: str, row: int, value: object) -> None:
        self.column, self.row, self.value = column, row, value
        super().__init__(
            Sentence(
                "Column {name}, row {row}: {value} is of another type than the values "
                "before it. Make the column all text or all whole numbers.",
                name=column,
                row=str(row),
                value=repr(value),
            )
        )


def arrow_table(
    given: Any,
    columns: Sequence[str] | None = None,
    *,
    text: Sequence[str] = (),
    mend_text: bool = False,
) -> pa.Table:
    """``given`` as an Arrow table of ``columns``, in that order; of all it has when None.

    The columns of ``text`` are read from a CSV file as they are written: "007" is no 7. With
    ``mend_text`` half a surrogate pair, which is no text, becomes "?".

    Raises:
        UsageError: this is no table or file, a column is missing or there twice.
        MixedColumnError: a column has values of several types.
    """
    if isinstance(given, str | os.PathLike):
        return _read_file(Path(given), columns, text)
    if isinstance(given, pa.RecordBatch):
        given = pa.Table.from_batches([given])
    check_columns(column_names(given), columns or ())
    try:
        table = _convert(given, columns)
    except UnicodeError as error:
        if not mend_text:
            raise _no_table(error) from None
        table = _mended(given, columns)
    except _UNREADABLE as error:
        _refuse_mixed(given, columns)
        raise _no_table(error) from None
    if any(pa.types.is_fixed_size_binary(column.type) for column in table.columns):
        _refuse_mixed(given, columns)  # Polars hands over Python objects as their addresses.
    return table


def arrow_batches(given: Any, columns: Sequence[str], rows: int) -> Iterator[pa.RecordBatch]:
    """The same in batches of up to ``rows`` rows; files and streams are never held whole."""
    if is_parquet(given):
        path = Path(given)
        parquet_metadata(path, columns)
        try:
            with pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as file:
                yield from file.iter_batches(rows, columns=list(columns))
        except (pa.ArrowException, OSError) as error:
            raise _cut_short(path, error) from None
    elif isinstance(given, pa.RecordBatchReader):
        check_columns(given.schema.names, columns)
        for batch in given:
            for start in range(0, batch.num_rows, rows):
                yield batch.select(list(columns)).slice(start, rows)
    else:
        yield from arrow_table(given, columns, text=columns, mend_text=True).to_batches(rows)


def is_parquet(given: Any) -> bool:
    """Whether this is the path of a file that is to be read as Parquet."""
    return isinstance(given, str | os.PathLike) and not _is_csv(Path(given))


def parquet_metadata(path: Path, columns: Sequence[str] = ()) -> pq.FileMetaData:
    """What a Parquet file says of itself. UsageError where there is none, or a column is missing.

    Nothing but its last bytes is read.
    """
    _need_file(path)
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowException, OSError):
        raise UsageError("{path} is not a Parquet file.", path=path) from None
    check_columns(metadata.schema.to_arrow_schema().names, columns)
    return metadata


def column_names(given: Any) -> list[str]:
    """The names of the columns of a table or file. UsageError for what is neither."""
    if isinstance(given, str | os.PathLike):
        path = Path(given)
        if _is_csv(path):
            return list(_open_csv(path).schema.names)
        return list(parquet_metadata(path).schema.to_arrow_schema().names)
    names = getattr(given, "column_names", None)  # Arrow
    if names is None and hasattr(given, "collect_schema"):  # a lazy frame
        names = given.collect_schema().names()
    if names is None and isinstance(given, pa.RecordBatchReader):
        names = given.schema.names
    if names is None:
        names = getattr(given, "columns", None)  # frames
    if names is None and isinstance(given, Mapping):
        names = list(given)
    if names is None and hasattr(given, "__arrow_c_schema__"):
        names = pa.schema(given).names
    if names is None:
        raise UsageError(
            "A table of type {name} cannot be read. Give an Arrow, Polars or pandas table, or the "
            "path of a Parquet or CSV file.",
            name=type(given).__name__,
        )
    return [str(name) for name in names]


def check_columns(names: Sequence[str], wanted: Sequence[str]) -> None:
    """Raise UsageError unless each of ``wanted`` is once among the ``names`` of a table."""
    missing = [name for name in wanted if name not in names]
    if missing:
        raise UsageError(
            "The table has no column {missing}. Columns needed: {wanted}. Columns found: {names}.",
            missing=", ".join(missing),
            wanted=", ".join(wanted),
            names=", ".join(names) or "–",
        )
    twice = [name for name in wanted if list(names).count(name) > 1]
    if twice:
        raise UsageError("The table has more than one column {twice}.", twice=", ".join(twice))


def _convert(given: Any, columns: Sequence[str] | None) -> pa.Table:
    wanted = None if columns is None else list(columns)
    if isinstance(given, pa.Table):
        return given if wanted is None else given.select(wanted)
    if isinstance(given, Mapping):
        return pa.table({name: given[name] for name in wanted or given})
    frame = nw.from_native(given, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.select(wanted or nw.all()).collect("pyarrow")
    if isinstance(frame, nw.DataFrame):
        names = wanted or frame.columns
        return frame.select(names).to_arrow().select(names)  # without the index of pandas
    table = pa.table(given)  # whatever speaks Arrow's C stream
    return table if wanted is None else table.select(wanted)


def _mended(given: Any, columns: Sequence[str] | None) -> pa.Table:
    read = {}
    for name in columns or column_names(given):
        values = list(given[name])
        read[name] = [readable(value) if isinstance(value, str) else value for value in values]
    return _convert(read, columns)


def _refuse_mixed(given: Any, columns: Sequence[str] | None) -> None:
    """Raise MixedColumnError for the first text among numbers, or number among text."""
    if not hasattr(given, "__getitem__"):
        return
    for name in columns or column_names(given):
        text = None
        for row, value in enumerate(given[name]):
            if value is None or (isinstance(value, float) and math.isnan(value)):
                continue
            if text is None:
                text = isinstance(value, str)
            elif isinstance(value, str) != text:
                raise MixedColumnError(name, row, value)


def _no_table(error: Exception) -> UsageError:
    return UsageError(
        "This cannot be read as a table: {reason}. Give columns of the same length, each with "
        "values of one type.",
        reason=error,
    )


def _read_file(path: Path, columns: Sequence[str] | None, text: Sequence[str]) -> pa.Table:
    wanted = None if columns is None else list(columns)
    if _is_csv(path):
        with _open_csv(path) as header:
            check_columns(header.schema.names, wanted or ())
        try:
            with _open_csv(path, wanted, text) as reader:
                return reader.read_all()
        except (pa.ArrowException, OSError) as error:
            raise _cut_short(path, error) from None
    parquet_metadata(path, wanted or ())
    try:
        return pq.read_table(path, columns=wanted)
    except (pa.ArrowException, OSError) as error:
        raise _cut_short(path, error) from None


def _open_csv(
    path: Path, columns: Sequence[str] | None = None, text: Sequence[str] = ()
) -> pc_csv.CSVStreamingReader:
    """A file with a header; an empty cell is a missing value."""
    _need_file(path)
    tabs = path.name.lower().split(".")[-2:]
    try:
        return pc_csv.open_csv(
            path,
            read_options=pc_csv.ReadOptions(block_size=1 << 24),
            parse_options=pc_csv.ParseOptions(
                delimiter="\t" if "tsv" in tabs else ",", newlines_in_values=True
            ),
            convert_options=pc_csv.ConvertOptions(
                include_columns=None if columns is None else list(columns),
                column_types={name: pa.string() for name in text},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except (pa.ArrowException, OSError) as error:
        raise _cut_short(path, error) from None


def _cut_short(path: Path, error: Exception) -> UsageError:
    return UsageError("{path} cannot be read to its end: {reason}", path=path, reason=error)


def _is_csv(path: Path) -> bool:
    return path.name.lower().endswith(_CSV)


def _need_file(path: Path) -> None:
    if not path.exists():
        raise UsageError("There is no file {path}.", path=path)
