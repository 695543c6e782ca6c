"""A folder of files, or an unpacked zip, as it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from demasque.case import UNPACKED_FOLDERS, CaseStore, FilePlace
from demasque.errors import Sentence, readable
from demasque.progress import Progress, quiet
from demasque.sources import FolderListing, is_zip_of_files, unpack


@dataclass(frozen=True, slots=True)
class OpenedFolder:
    """A folder that can be read; ``zip`` is the file that it was unpacked from, if it was.

    ``left_out`` are the members of that zip that were not unpacked, with the reason.
    """

    listing: FolderListing
    zip: Path | None = None
    members: dict[str, str] | None = None
    left_out: tuple[tuple[str, Sentence], ...] = ()

    @property
    def path(self) -> Path:
        """Where the folder, or the zip, lies that the user named."""
        return self.zip or self.listing.root

    def place(self, file: str) -> FilePlace:
        """Where a file of the folder is found again later."""
        if self.zip is not None and self.members is not None:
            return FilePlace(str(self.zip.resolve()), self.members[file])
        return FilePlace(str(self.listing.path(file).resolve()))


def is_folder_of_files(path: Path) -> bool:
    """Whether what a user names is a folder, or a zip of files, and no single export."""
    return path.is_dir() or is_zip_of_files(path)


@contextmanager
def opened_folder(
    store: CaseStore, path: Path, progress: Progress = quiet
) -> Iterator[OpenedFolder]:
    """Open a folder; a zip is unpacked inside the case, for as long as it is open."""
    if path.is_dir():
        # A case may lie among what is added to it.
        yield OpenedFolder(FolderListing(path, without=store.path))
        return
    with TemporaryDirectory(prefix=UNPACKED_FOLDERS, dir=store.path) as scratch:
        found = unpack(path, Path(scratch), progress)
        listing = FolderListing(Path(scratch), readable(path.name))
        yield OpenedFolder(listing, path, found.members, found.left_out)


def digests(folder: OpenedFolder, files: list[str], progress: Progress = quiet) -> dict[str, str]:
    """The SHA-256 of each file that can be read."""
    found: dict[str, str] = {}
    for number, file in enumerate(files):
        progress("hashing files", number, len(files))
        try:
            with folder.listing.path(file).open("rb") as stream:
                found[file] = file_digest(stream, "sha256").hexdigest()
        except OSError:
            continue
    return found
