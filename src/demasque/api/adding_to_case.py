"""Adding to a case, for Python: the part of :class:`demasque.api.Case` about exports and media."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from demasque import ingest, media
from demasque.api.frames import is_path, write_frame
from demasque.api.upkeep import how_read, note_added, note_media, personal_dropped
from demasque.errors import UsageError, readable
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.ingest import AddedFile
    from demasque.media import AddedMedia, ExportRequest

    Added = AddedFile | AddedMedia


class AddingToCase:
    """Adds export files, tables in memory, and folders of files beside posts."""

    _store: CaseStore

    def _run(
        self, command: str, arguments: Any, seed: int | None = None
    ) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def add(
        self,
        *files: Any,
        format: str | None = None,
        mapping: Mapping[str, str] | None = None,
        date_order: str | None = None,
        name: str | None = None,
        keep_profile_text: bool = False,
        keep_media: bool = False,
        progress: Progress = quiet,
    ) -> list[Added]:
        """Add export files, and folders or zips of files beside posts; what became of each.

        Args:
            files: export files, or tables in memory (Arrow, Polars, pandas, ...), which are kept
                as Parquet in the evidence; folders and zips with pictures and clips
                (docs/formats.md), which stay where they are. Adding one twice adds nothing.
            format: id of a format (docs/formats.md); found out from each file when None.
            mapping: field -> column, or field -> ``=constant``.
            date_order: what stands first in dates such as 3/4/2024, "day" or "month", where the
                file does not show it.
            name: what a table in memory is called in the case; by default after its content.
            keep_profile_text: store display names and bios as written, not only as hashes.
            keep_media: copy pictures and clips into the evidence.
            progress: called as ``progress(step, done, total)``, here in bytes.

        Returns:
            In the order given, one :class:`AddedFile` per file, with rows read, kept and rejected,
            and one :class:`AddedMedia` per folder or zip. One that cannot be read has its
            ``problem`` in words and stops no other.

        Raises:
            UsageError: a file is not there, what is given is no table, or a format, field or
                column does not exist.
        """
        if not files:
            raise UsageError("Name at least one file to add.")
        if name is not None and (len(files) != 1 or is_path(files[0])):
            raise UsageError("A name is for one table in memory; files have their own.")
        fields = dict(mapping or {})
        if date_order is not None:
            fields.setdefault("date_order", f"={date_order}")
        with TemporaryDirectory(prefix="demasque-") as folder:
            paths = [
                Path(file) if is_path(file) else write_frame(file, Path(folder), name)
                for file in files
            ]
            request = media.ExportRequest(format, fields, keep_profile_text)
            return self._add(paths, request, keep_media, Path(folder), progress)

    def added_by(
        self, add: Callable[[CaseStore, RunRecord], None], arguments: Mapping[str, Any]
    ) -> None:
        """Let other means fill the case's tables from exports, with a record of the run.

        ``add`` takes the case's store and the run's record; ``arguments`` are what the record says
        that was asked for.
        """
        with self._run("add", arguments) as record:
            add(self._store, record)

    def _add(
        self,
        paths: list[Path],
        request: ExportRequest,
        keep_media: bool,
        passing: Path,
        progress: Progress,
    ) -> list[Added]:
        """Add files; of those in the folder ``passing`` the record keeps only the names."""
        arguments = {
            "files": [readable(path.name if path.parent == passing else path) for path in paths],
            "format": request.format,
            "mapping": request.mapping,
            "keep_profile_text": request.keep_profile_text,
        }
        if keep_media:
            arguments["keep_media"] = True
        for path in paths:
            if not path.exists():
                raise UsageError("{path}: there is no such file.", path=path)
        added: list[Added] = []
        with self._run("add", arguments) as record:
            for path in paths:
                added += self._add_one(path, request, keep_media, progress)
            exports = [each for each in added if isinstance(each, ingest.AddedFile)]
            folders = [each for each in added if isinstance(each, media.AddedMedia)]
            exports += [file for each in folders for file in each.exports]
            for file in exports:
                note_added(record, file)
            note_media(record, folders)
            record.note("files", how_read(exports))
            record.note("personal_dropped", personal_dropped(exports))
        return added

    def _add_one(
        self, path: Path, request: ExportRequest, keep_media: bool, progress: Progress
    ) -> list[Added]:
        if media.is_folder_of_files(path):
            return [media.add_media(self._store, path, keep_media, progress, request=request)]
        return [
            *ingest.add_files(
                self._store,
                [path],
                request.format,
                request.mapping,
                progress,
                request.keep_profile_text,
            )
        ]
