"""What becomes of a file? Add, remap, retention, redaction, reveal; the door of this room.

An *export file* lies on the user's disk. *Evidence* is the copy of it that a case keeps. An
:class:`AddedFile` says what became of it. One file goes ``add_files`` -> ``_add_file`` ->
``add_rows`` -> :meth:`Adding.append`: all its rows are in the case's tables then, or none.
"""

from demasque.ingest.added_file import AddedFile
from demasque.ingest.adding_files import add_files
from demasque.ingest.remapping import remap
from demasque.ingest.retention import Removal, forget, purge
from demasque.ingest.revealing import reveal

__all__ = [
    "AddedFile",
    "Removal",
    "add_files",
    "forget",
    "purge",
    "remap",
    "reveal",
]
