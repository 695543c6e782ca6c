"""Where does an investigation live? One folder on disk; the door of this room.

``CaseStore`` opens it; ``Evidence``, ``CustodyLog`` and ``RunRecord`` are its parts.
"""

from demasque.case.adding import Adding
from demasque.case.custody import BrokenLine, CustodyLog, Head
from demasque.case.evidence import Evidence, StoredFile
from demasque.case.pseudonyms import MENTION, MENTION_PSEUDONYM, IdKind, Pseudonymiser
from demasque.case.runs import RunRecord
from demasque.case.store import CaseStore
from demasque.case.tables import TRACES_FOUND
from demasque.case.verifying import verify

__all__ = [
    "MENTION",
    "MENTION_PSEUDONYM",
    "TRACES_FOUND",
    "Adding",
    "BrokenLine",
    "CaseStore",
    "CustodyLog",
    "Evidence",
    "Head",
    "IdKind",
    "Pseudonymiser",
    "RunRecord",
    "StoredFile",
    "verify",
]
