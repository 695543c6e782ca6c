"""The same steps as the commands, for Python; the door of this room."""

from demasque.api.comparing_campaigns import compare
from demasque.api.detection_findings import Findings
from demasque.api.dossier.knowing_steps import LibraryMatches
from demasque.api.opened_case import Case, create_case, open_case
from demasque.api.signing import signature
from demasque.publish import ExportOptions

__all__ = [
    "Case",
    "ExportOptions",
    "Findings",
    "LibraryMatches",
    "compare",
    "create_case",
    "open_case",
    "signature",
]
