"""Where does an investigation live? One folder on disk; the door of this room.

``CaseStore`` opens it; ``Evidence``, ``CustodyLog`` and ``RunRecord`` are its parts.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.case.adding import Adding
    from demasque.case.anonymising import anonymise
    from demasque.case.case_folder import WORK, check_marker
    from demasque.case.case_lock import CaseTakenError
    from demasque.case.custody import BrokenLine, CustodyLog, Head
    from demasque.case.evidence import Evidence, StoredFile
    from demasque.case.files_beside.file_places import UNPACKED_FOLDERS, FilePlace, FilePlaces
    from demasque.case.files_beside.media_rejects import MediaRejects, RejectedFile
    from demasque.case.files_beside.snapshot_folders import SnapshotFolder
    from demasque.case.in_memory.tables_in_memory import CaseTables, TablesInMemory
    from demasque.case.rebuilding import RebuiltStore
    from demasque.case.removal import cut_store, media_that_goes
    from demasque.case.run_records import RunRecord
    from demasque.case.snapshots import (
        CaseStamp,
        SnapshotStore,
        at_work,
        case_stamp,
        snapshot_folder,
    )
    from demasque.case.store import CaseStore
    from demasque.case.taking_out.deletions import DATED_AHEAD
    from demasque.case.taking_out.tombstones import Tombstones
    from demasque.case.verification import files_by_the_log, verify
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "DATED_AHEAD",
    "UNPACKED_FOLDERS",
    "WORK",
    "Adding",
    "BrokenLine",
    "CaseStamp",
    "CaseStore",
    "CaseTables",
    "CaseTakenError",
    "CustodyLog",
    "Evidence",
    "FilePlace",
    "FilePlaces",
    "Head",
    "MediaRejects",
    "RebuiltStore",
    "RejectedFile",
    "RunRecord",
    "SnapshotFolder",
    "SnapshotStore",
    "StoredFile",
    "TablesInMemory",
    "Tombstones",
    "anonymise",
    "at_work",
    "case_stamp",
    "check_marker",
    "cut_store",
    "files_by_the_log",
    "media_that_goes",
    "snapshot_folder",
    "verify",
]
