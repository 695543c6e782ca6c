"""The formats to export to; adding one is one file and one line here."""

from typing import Final

from demasque.publish.exporters import csv_tables, gexf, graphml, parquet_tables
from demasque.publish.exporters.case_rows import TABLES, CaseRows
from demasque.publish.exporters.exporter import Exporter

EXPORTERS: Final = {
    exporter.id: exporter
    for exporter in (
        csv_tables.EXPORTER,
        parquet_tables.EXPORTER,
        gexf.EXPORTER,
        graphml.EXPORTER,
    )
}

__all__ = ["EXPORTERS", "TABLES", "CaseRows", "Exporter"]
