"""What becomes of a file? Add, remap, retention, redaction, reveal, venues; the door.

An *export file* lies on the user's disk. *Evidence* is the copy of it that a case keeps. An
:class:`AddedFile` says what became of it. One file goes ``add_files`` -> ``_add_file`` ->
``add_rows`` -> :meth:`Adding.append`: all its rows are in the case's tables then, or none.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.ingest.added_file import AddedFile
    from demasque.ingest.adding_files import add_files
    from demasque.ingest.analyst_lists import list_rows
    from demasque.ingest.durations import before, begin_of
    from demasque.ingest.machine_trouble import is_machines
    from demasque.ingest.reading_exports import ExportReader, ReadFile
    from demasque.ingest.remapping import remap
    from demasque.ingest.retention import Removal, forget, purge
    from demasque.ingest.revealing import reveal
    from demasque.ingest.venue_naming import VenueNaming, name_venues
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "AddedFile",
    "ExportReader",
    "ReadFile",
    "Removal",
    "VenueNaming",
    "add_files",
    "before",
    "begin_of",
    "forget",
    "is_machines",
    "list_rows",
    "name_venues",
    "purge",
    "remap",
    "reveal",
]
