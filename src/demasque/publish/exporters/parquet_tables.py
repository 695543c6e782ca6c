"""Parquet: one file per table, with types, for data frames and databases."""

from pathlib import Path
from typing import Final

from pyarrow import parquet

from demasque.findings import TABLES
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter
from demasque.sentences import Sentence


def write(rows: CaseRows, folder: Path) -> None:
    """Write each table to its file."""
    for name in TABLES:
        reader = rows.table(name)
        path = folder / f"{name}.parquet"
        with parquet.ParquetWriter(path, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)


EXPORTER: Final = Exporter(
    id="parquet",
    title=Sentence("Parquet tables"),
    suits=Sentence("data frames and databases (Polars, pandas, DuckDB, Spark)"),
    write=write,
    files=tuple(f"{name}.parquet" for name in TABLES),
)
