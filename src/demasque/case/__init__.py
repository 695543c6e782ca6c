"""Where does an investigation live? One folder on disk; the door of this room.

``CaseStore`` opens it; ``Evidence``, ``CustodyLog`` and ``RunRecord`` are its parts.
"""

from demasque.case.adding import Adding, by_platform, with_pseudonyms
from demasque.case.anonymising import anonymise
from demasque.case.custody import BrokenLine, CustodyLog, Head
from demasque.case.cutting import cut_store
from demasque.case.durations import before
from demasque.case.evidence import Evidence, StoredFile
from demasque.case.handles import raw_bytes, words_at
from demasque.case.pseudonyms import (
    MENTION,
    MENTION_PSEUDONYM,
    IdKind,
    Pseudonymiser,
    mentioned,
)
from demasque.case.rebuilding import Draft
from demasque.case.runs import RunRecord
from demasque.case.store import CaseStore
from demasque.case.tables import ALL_TABLES, TRACES_FOUND, id_columns
from demasque.case.tombstones import FORGOTTEN, TOMBSTONES, Tombstones
from demasque.case.verifying import files_by_the_log, verify

__all__ = [
    "ALL_TABLES",
    "FORGOTTEN",
    "MENTION",
    "MENTION_PSEUDONYM",
    "TOMBSTONES",
    "TRACES_FOUND",
    "Adding",
    "BrokenLine",
    "CaseStore",
    "CustodyLog",
    "Draft",
    "Evidence",
    "Head",
    "IdKind",
    "Pseudonymiser",
    "RunRecord",
    "StoredFile",
    "Tombstones",
    "anonymise",
    "before",
    "by_platform",
    "cut_store",
    "files_by_the_log",
    "id_columns",
    "mentioned",
    "raw_bytes",
    "verify",
    "with_pseudonyms",
    "words_at",
]
