"""The same steps as the commands, for Python; the door of this room."""

from demasque.api.detection_findings import Findings
from demasque.api.opened_case import Case, create_case, open_case
from demasque.api.signing import signature

__all__ = ["Case", "Findings", "create_case", "open_case", "signature"]
