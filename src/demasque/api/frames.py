"""A table in memory becomes a file of evidence, and is then read like any other file."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from demasque.errors import UsageError


def is_path(given: Any) -> bool:
    """Whether this names a file, and is no table."""
    return isinstance(given, str | os.PathLike)


def write_frame(frame: Any, folder: Path, name: str | None = None) -> Path:
    """Write a table as Parquet into ``folder``; equal tables give equal files and names.

    The file is called ``name``, or ``frame-`` and the beginning of its hash.

    Raises:
        UsageError: this is no table, or ``name`` is no name of a file.
    """
    if name is not None and (not name or Path(name).name != name):
        raise UsageError("{name} is not a file name: leave out the folders.", name=repr(name))
    import pyarrow.parquet as pq

    from demasque.any_table import arrow_table

    table = arrow_table(frame, mend_text=True).combine_chunks()
    plain = pa.table(dict(zip(table.column_names, map(_plain, table.columns), strict=True)))
    draft = folder / "frame.parquet"
    pq.write_table(plain, draft, compression="zstd", row_group_size=100_000)
    digest = sha256(draft.read_bytes()).hexdigest()
    called = f"frame-{digest[:16]}" if name is None else name.removesuffix(".parquet")
    return draft.rename(folder / f"{called}.parquet")


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values, whatever library they came from: no dictionaries, one kind of text."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        try:
            return column.cast(pa.string())
        except pa.ArrowInvalid:  # more text than a chunk of this type can hold
            return column
    return column
