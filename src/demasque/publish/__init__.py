"""Who needs to be told, in what form? The report and the exports; the door of this room.

write_report(store, path, lang="en")     one self-contained HTML file
export(store, format, path)              tables or a network, see EXPORTERS
"""

from demasque.publish.exporters import EXPORTERS, Exporter
from demasque.publish.exporting import Revealer, export
from demasque.publish.report import write_report
from demasque.publish.telling import Meaning, calibrated

__all__ = [
    "EXPORTERS",
    "Exporter",
    "Meaning",
    "Revealer",
    "calibrated",
    "export",
    "write_report",
]
