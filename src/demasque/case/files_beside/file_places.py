"""Where the files beside posts lie, when they were not copied into the evidence.

Names of files and folders may name people, so they stand in no table: ``media-places.jsonl``, in
the case's folder and readable by its owner only, says them, one JSON line a place. Anonymising
removes it; what is forgotten or purged leaves it. A file in a zip is known by the zip and the
member.
"""

import json
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demasque.atomic import sync_folder, write_file
from demasque.errors import DemasqueError

UNPACKED_FOLDERS: Final = ".unpacked-"
"""How folders begin into which zips are unpacked for as long as a command runs."""


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file on the user's disk; with ``member``, one inside the zip there."""

    path: str
    member: str | None = None


class FilePlaces:
    """The list of places of one case."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, list[FilePlace]]:
        """SHA-256 -> places, the first noted first. DemasqueError for a damaged list."""
        found: dict[str, list[FilePlace]] = {}
        for number, line in enumerate(self._lines(), 1):
            try:
                row = json.loads(line)
                place = FilePlace(str(row["path"]), row["member"])
                found.setdefault(str(row["media"]), []).append(place)
            except (ValueError, KeyError, TypeError) as error:
                raise DemasqueError(
                    "{file}, line {number}: this does not say where a file lies. Remove the line, "
                    "and add the folder again.",
                    file=self.path,
                    number=number,
                ) from error
        return found

    def note(self, places: Iterable[tuple[str, FilePlace]]) -> None:
        """Note places, once each."""
        known = self.read()
        before = sum(len(some) for some in known.values())
        for media, place in places:
            some = known.setdefault(media, [])
            if place not in some:
                some.append(place)
        if sum(len(some) for some in known.values()) > before:
            self._write(known)

    def keep_only(self, media: Collection[str]) -> None:
        """Forget the places of all other files."""
        if self.path.exists():
            known, wanted = self.read(), frozenset(media)
            left = {name: places for name, places in known.items() if name in wanted}
            if len(left) < len(known):
                self._write(left)

    def clear(self) -> None:
        """Forget every place."""
        if self.path.exists():
            self.path.unlink()
            sync_folder(self.path.parent)

    def _lines(self) -> list[bytes]:
        return self.path.read_bytes().splitlines() if self.path.exists() else []

    def _write(self, places: Mapping[str, list[FilePlace]]) -> None:
        lines = (
            json.dumps({"media": media, "path": place.path, "member": place.member}) + "\n"
            for media in sorted(places)
            for place in places[media]
        )
        write_file(self.path, "".join(lines).encode(), mode=0o600)


def clear_unpacked(case: Path) -> None:
    """Remove what a killed command had unpacked."""
    for folder in case.glob(f"{UNPACKED_FOLDERS}*"):
        shutil.rmtree(folder, ignore_errors=True)
