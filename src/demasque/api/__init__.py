"""The same steps as the commands, for Python; the door of this room."""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.api.detection_findings import Findings
    from demasque.api.dossier.comparing_campaigns import compare
    from demasque.api.dossier.knowing_steps import LibraryMatches
    from demasque.api.opened_case import Case
    from demasque.api.opening_cases import create_case, open_case
    from demasque.api.options import DetectOptions
    from demasque.api.signing import signature
    from demasque.publish import EvidencePack, ExportOptions, PackCheck, PackedFile, verify_pack
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "Case",
    "DetectOptions",
    "EvidencePack",
    "ExportOptions",
    "Findings",
    "LibraryMatches",
    "PackCheck",
    "PackedFile",
    "compare",
    "create_case",
    "open_case",
    "signature",
    "verify_pack",
]
