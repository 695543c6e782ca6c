"""What an exporter is: a frozen description and one function that writes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from demasque.publish.exporters.case_rows import CaseRows


@dataclass(frozen=True)
class Exporter:
    """One format to export to.

    ``write`` gets the rows of the case and a path to fill: the name of a file that is not there
    yet, or, for a format with ``files``, a folder in which to make exactly those. ``heeds`` are the
    names of the options (fields of ``ExportOptions``) that mean something to it; ``reveals`` is
    false where original ids are never written, whatever is asked.
    """

    id: str
    title: str
    suits: str
    write: Callable[[CaseRows, Path], None]
    files: tuple[str, ...] = ()
    heeds: frozenset[str] = frozenset()
    reveals: bool = True

    @property
    def is_folder(self) -> bool:
        """Whether it writes a folder of files."""
        return bool(self.files)
