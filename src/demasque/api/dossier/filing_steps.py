"""The part of :class:`demasque.api.Case` about the dossier as files."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demasque import dossier
from demasque.api.options import PathLike
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import Entry, ExportedDossier, ImportedDossier


class Filing:
    """The dossier as files."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def dossier(self) -> tuple[Entry, ...]:
        """Everything that people said of the case, of every kind, in the order of writing."""
        return dossier.journal_entries(self._store)

    def export_dossier(self, path: PathLike = "dossier.toml") -> ExportedDossier:
        """Write what people said to a file ``*.toml``, or to a folder with a file per kind.

        The same entries give the same bytes.

        Raises:
            UsageError: what is there already is no dossier, holds entries that the case does not
                have, or cannot be written over.
        """
        with self._run("dossier-export", {}):
            written = dossier.export_dossier(self._store, Path(path))
            self._store.custody.write("export", format="dossier", entries=written.entries)
        return written

    def import_dossier(self, path: PathLike, *, progress: Progress = quiet) -> ImportedDossier:
        """Append the entries of a file, or of a folder of them, that the case does not have.

        An entry without id is new; one whose words do not fit its id is refused. All or nothing.
        Figures follow the decisions among them.

        Raises:
            UsageError: something cannot be taken in; the sentence names the file and the line.
        """
        with self._run("dossier-import", {}):
            taken = dossier.import_dossier(self._store, Path(path))
            dossier.settle(self._store, progress)
        return taken
