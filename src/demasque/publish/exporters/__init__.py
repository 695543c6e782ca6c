"""The formats to export to; adding one is one file and one line here.

A package of its own names its exporter in the entry-point group ``demasque.exporters``.
"""

from typing import Final

from demasque.extensions import Registry, RegistryById
from demasque.publish.exporters import csv_tables, gexf, graphml, navigator, parquet_tables
from demasque.publish.exporters.case_rows import CaseRows, with_originals
from demasque.publish.exporters.csv_tables import write_csv
from demasque.publish.exporters.export_options import ExportOptions
from demasque.publish.exporters.exporter import Exporter
from demasque.publish.exporters.misp import misp_exporter
from demasque.publish.exporters.open_data import open_package
from demasque.publish.exporters.stix import stix_exporter

_BUILT_IN: Final = (
    csv_tables.EXPORTER,
    parquet_tables.EXPORTER,
    gexf.EXPORTER,
    graphml.EXPORTER,
    open_package.EXPORTER,
    stix_exporter.EXPORTER,
    misp_exporter.EXPORTER,
    navigator.EXPORTER,
)
EXPORTERS: Final = RegistryById(Registry("demasque.exporters", Exporter, _BUILT_IN))
"""Id -> exporter: ours, then those of extensions."""

__all__ = ["EXPORTERS", "CaseRows", "ExportOptions", "Exporter", "with_originals", "write_csv"]
