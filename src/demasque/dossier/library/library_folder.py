"""The library: a folder of files that say what is known already of operations.

Each source is kept as it came under the SHA-256 of its bytes, with a table of its indicators
(``sources/<SHA-256>/``). Nothing else is stored, so that a library can be copied, joined with
another, or read without this program. One process at a time changes it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

import filelock
import pyarrow as pa
import pyarrow.parquet as pq
from platformdirs import user_data_path

from demasque.dossier.library.added_sources import Added, AddedFolder
from demasque.dossier.library.adding_sources import (
    ENTRY,
    LOST,
    LOST_TABLE,
    ORIGINAL,
    TABLE,
    KnownSource,
    digest_of,
    read_source,
)
from demasque.dossier.library.formats.own_signature import OWN_SIGNATURE
from demasque.dossier.library.known_values import INDICATORS
from demasque.dossier.library.library_export import export_indicators
from demasque.dossier.signatures.signature_file import read_signature
from demasque.dossier.signatures.signature_values import Signature
from demasque.errors import DemasqueError, Sentence, UsageError
from demasque.progress import Progress, quiet

FOLDER_VARIABLE: Final = "DEMASQUE_LIBRARY"
"""The environment variable that names the folder where the caller does not."""

_SOURCES: Final = "sources"
_SHORTEST_DIGEST: Final = 6
_PATIENCE: Final = 10.0
"""Seconds to wait for another process that changes the library."""


class Library:
    """A folder of what is known already; it takes nothing in that is not in its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, folder: str | os.PathLike[str] | None = None) -> Self:
        """Open a library; its folder need not be there yet.

        Args:
            folder: without it the folder in the environment variable ``DEMASQUE_LIBRARY``, or
                else ``library`` among the user's data.

        Raises:
            UsageError: the path is no folder.
        """
        named = folder if folder is not None else os.environ.get(FOLDER_VARIABLE)
        place = (
            Path(named).expanduser()
            if named
            else user_data_path("demasque", appauthor=False) / "library"
        )
        if place.exists() and not place.is_dir():
            raise UsageError("{path} is no folder, so no library can be there.", path=place)
        return cls(place)

    def add(self, path: str | os.PathLike[str], progress: Progress = quiet) -> Added:
        """Take a file in; one that is there already (by its bytes) changes nothing.

        Args:
            path: a file of one of the formats in ``docs/dossier.md``.
            progress: called as ``progress(step, done, total)`` in bytes.

        Raises:
            UsageError: there is no such file, or it is a folder (:meth:`add_all` takes those).
            DemasqueError: it cannot be read, or holds no indicator. Nothing is added then.
        """
        file = Path(path)
        if not file.exists():
            raise UsageError("{name}: there is no such file.", name=file)
        if file.is_dir():
            raise UsageError("{name} is a folder: name the files in it.", name=file)
        digest = digest_of(file)
        place = self.folder / _SOURCES / digest
        with self._changing():
            new = not (place / ENTRY).exists()
            source = read_source(file, place, digest, progress) if new else self._entry(place)
        return Added(source, self._table(source, LOST_TABLE, LOST), new)

    def add_all(self, *paths: str | os.PathLike[str], progress: Progress = quiet) -> AddedFolder:
        """Take in files, and the files of folders and of the folders in them.

        A file that cannot be read, or holds no indicator, is left out and named; the rest is added.

        Raises:
            UsageError: no path was given, or there is nothing under one of them.
        """
        if not paths:
            raise UsageError("Name at least one file to add.")
        added: list[Added] = []
        left_out: list[tuple[Path, Sentence]] = []
        for file in [each for path in paths for each in files_under(Path(path))]:
            try:
                added.append(self.add(file, progress))
            except DemasqueError as error:
                left_out.append((file, error.sentence))
        return AddedFolder(tuple(added), tuple(left_out))

    def export(
        self, path: str | os.PathLike[str], name: str | None = None, format: str | None = None
    ) -> int:
        """Write the indicators of one source, or of all, as ``csv`` or ``json``; how many.

        Without ``format`` the file's ending decides.

        Raises:
            UsageError: no such source or format, or the path cannot be written.
        """
        found = self.indicators(name)
        export_indicators(found, Path(path), format)
        return int(found.num_rows)

    def sources(self) -> list[KnownSource]:
        """The files of the library, by name."""
        places = self.folder / _SOURCES
        if not places.is_dir():
            return []
        found = []
        for each in places.iterdir():
            if each.name[0] == ".":
                continue
            try:
                found.append(self._entry(each))
            except DemasqueError:
                if each.exists():  # else somebody took it out just now
                    raise
        return sorted(found, key=lambda source: (source.name, source.digest))

    def source(self, name: str) -> KnownSource:
        """A file of the library by its name, or by the first six or more digits of its SHA-256.

        Raises:
            UsageError: there is none, or there are several.
        """
        every = self.sources()
        found = [each for each in every if each.name == name] or [
            each
            for each in every
            if len(name) >= _SHORTEST_DIGEST and each.digest.startswith(name.lower())
        ]
        if not found:
            raise UsageError(
                "The library has no source {name}. See: demasque library list", name=name
            )
        if len(found) > 1:
            raise UsageError(
                "The library has {n} sources {name}; name one by its digest: {digests}.",
                n=len(found),
                name=name,
                digests=[each.digest[:12] for each in found],
            )
        return found[0]

    def indicators(self, name: str | None = None) -> pa.Table:
        """Every indicator, or those of one source, as ``INDICATORS``; by source and line.

        Raises:
            UsageError: there is no such source.
            DemasqueError: a source's table is damaged.
        """
        chosen = self.sources() if name is None else [self.source(name)]
        tables = [self._table(source, TABLE, INDICATORS) for source in chosen]
        return pa.concat_tables([INDICATORS.empty_table(), *tables]).combine_chunks()

    def signatures(self) -> list[Signature]:
        """The signatures in the library, by the name of their file.

        Raises:
            DemasqueError: a file was changed since it was added.
        """
        return [
            replace(
                read_signature(self.folder / _SOURCES / source.digest / ORIGINAL),
                file=Path(source.name).stem,
            )
            for source in self.sources()
            if source.format == OWN_SIGNATURE.id
        ]

    def rejected(self, name: str) -> pa.Table:
        """What of a source is no indicator: see :class:`Added`.

        Raises:
            UsageError: there is no such source.
        """
        return self._table(self.source(name), LOST_TABLE, LOST)

    def remove(self, name: str) -> KnownSource:
        """Take a source out, the file as it came too.

        Raises:
            UsageError: there is no such source.
        """
        with self._changing():
            source = self.source(name)
            place = self.folder / _SOURCES / source.digest
            # Out of the list by one rename; what a kill leaves is swept away at the next change.
            gone = place.with_name(f".{place.name}.gone")
            place.replace(gone)
            shutil.rmtree(gone)
        return source

    def _entry(self, place: Path) -> KnownSource:
        try:
            return KnownSource.from_json((place / ENTRY).read_bytes())
        except (OSError, ValueError, TypeError):
            raise self._damaged(place) from None

    def _table(self, source: KnownSource, name: str, schema: pa.Schema) -> pa.Table:
        place = self.folder / _SOURCES / source.digest
        try:
            return pq.read_table(place / name, schema=schema)
        except (OSError, pa.ArrowInvalid, pa.ArrowTypeError):
            raise self._damaged(place) from None

    @staticmethod
    def _damaged(place: Path) -> DemasqueError:
        return DemasqueError(
            "{path} is no whole source of a library: delete that folder and add its file again.",
            path=place,
        )

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Keep others from changing the library, and sweep away what a killed process left."""
        places = self.folder / _SOURCES
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            places.mkdir(exist_ok=True)
        except OSError as error:
            raise DemasqueError(
                "{path} cannot be written: {reason}.",
                path=self.folder,
                reason=error.strerror or str(error),
            ) from None
        lock = filelock.FileLock(self.folder / ".lock")
        with _held(lock, self.folder):
            for left in places.glob(".*"):
                shutil.rmtree(left, ignore_errors=True)
            yield


def files_under(path: Path) -> list[Path]:
    """A file itself; of a folder the files in it, however deep, but those that are hidden.

    Raises:
        UsageError: there is no such file, or none in the folder.
    """
    if not path.exists():
        raise UsageError("{name}: there is no such file.", name=path)
    if not path.is_dir():
        return [path]
    found = [
        each
        for each in sorted(path.rglob("*"))
        if each.is_file() and not any(part.startswith(".") for part in each.relative_to(path).parts)
    ]
    if not found:
        raise UsageError("There is no file in {path}.", path=path)
    return found


@contextmanager
def _held(lock: filelock.BaseFileLock, folder: Path) -> Iterator[None]:
    acquire: Callable[..., object] = lock.acquire
    try:
        acquire(timeout=_PATIENCE)
    except filelock.Timeout:
        raise DemasqueError(
            "Another process changes the library {path}. Wait, then run this again.", path=folder
        ) from None
    try:
        yield
    finally:
        lock.release()
