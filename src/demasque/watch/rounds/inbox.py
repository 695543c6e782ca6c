"""The folder into which files arrive: which are whole, and where they go once they were read."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demasque.atomic import sync_folder, write_file
from demasque.errors import DemasqueError, readable

TAKEN, REJECTED = "taken", "rejected"

_REASON: Final = ".reason.txt"

SETTLED_SECONDS: Final = 5.0
"""Between two looks at a file that must not differ; tried 1 to 30. A copy over a slow network
stalls for a second or two, and five are little in a round of minutes."""

_LONGEST_NAME: Final = 200
"""Bytes; most file systems take 255."""

_UNFINISHED: Final = (".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart", "~")
"""How names end that browsers and copying programs give to what is not whole yet."""

_COLLECTED: Final = re.compile(r"[a-z]+-\d{8}T\d{6}Z-\d{4,}\.ndjson(\.(gz|zst))?")
"""Names of files of our own collectors, which are renamed into place whole."""

State = tuple[int, int, int]
"""Of a file: how it is known to the system, bytes, time of writing. Of a folder: sums over it."""


@dataclass(frozen=True)
class InboxLook:
    """What was in the inbox at one look: name -> state."""

    states: dict[str, State]

    def settled(self, later: "InboxLook") -> list[str]:
        """Names that are as they were at a later look, and those that are whole by their name."""
        now = later.states
        return sorted(
            name for name in now if _COLLECTED.fullmatch(name) or self.states.get(name) == now[name]
        )


class Inbox:
    """A folder of files to be taken; ``taken/`` and ``rejected/`` in it are where they go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> None:
        """Make the folder. DemasqueError where something else is in its place, or it cannot be."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DemasqueError(
                "The inbox {folder} cannot be made: {reason}.",
                folder=self.folder,
                reason=error.strerror or str(error),
            ) from error

    def look(self) -> InboxLook:
        """What is there now, but for what is hidden, unfinished by its name, or no file."""
        try:
            names = sorted(entry.name for entry in self.folder.iterdir())
        except FileNotFoundError:
            return InboxLook({})
        except OSError as error:
            raise DemasqueError(
                "The inbox {folder} cannot be read: {reason}.",
                folder=self.folder,
                reason=error.strerror or str(error),
            ) from error
        states = {name: _state(self.folder / name) for name in names if _may_be_taken(name)}
        return InboxLook({name: state for name, state in states.items() if state is not None})

    def must_settle(self, looked: InboxLook) -> bool:
        """Whether anything is there that is whole only if it does not change any more."""
        return any(not _COLLECTED.fullmatch(name) for name in looked.states)

    def with_readable_names(self, names: Iterable[str]) -> list[str]:
        """The names, in order; a file whose name is no UTF-8 gets one that can be written down."""
        return sorted(name if readable(name) == name else self._renamed(name) for name in names)

    def path(self, name: str) -> Path:
        """Where a file that waits is."""
        return self.folder / name

    def state(self, name: str) -> State | None:
        """The state of a file that waits; None where it is gone."""
        return _state(self.folder / name)

    def take(self, name: str) -> None:
        """Move a file to ``taken/``: the case has what is in it."""
        (self.folder / name).rename(self._free_place(name, TAKEN))
        sync_folder(self.folder)

    def discard(self, name: str) -> None:
        """Delete a file of which the case keeps a copy."""
        (self.folder / name).unlink()
        sync_folder(self.folder)

    def reject(self, name: str, reason: str) -> None:
        """Move a file to ``rejected/``, with the reason in a file beside it that is there first."""
        place = self._free_place(name, REJECTED)
        write_file(place.with_name(f"{place.name}{_REASON}"), f"{reason}\n".encode())
        (self.folder / name).rename(place)
        sync_folder(self.folder)

    def waiting(self) -> int:
        """How many files are there to be taken."""
        return len(self.look().states)

    def rejected(self) -> int:
        """How many files could not be read and are still there."""
        reasons = (self.folder / REJECTED).glob(f"*{_REASON}")
        return sum(path.with_name(path.name.removesuffix(_REASON)).exists() for path in reasons)

    def _free_place(self, name: str, where: str) -> Path:
        """A name in one of the two folders that nothing has: its own, or with a number before it.

        A reason that a killed round left without its file is in nobody's way.
        """
        folder = self.folder / where
        folder.mkdir(exist_ok=True)
        plain = _with_room(name)
        number, place = 1, folder / plain
        while place.exists():
            number += 1
            place = folder / f"{number}-{plain}"
        return place

    def _renamed(self, name: str) -> str:
        plain = readable(name)
        number, place = 1, self.folder / plain
        while place.exists():
            number += 1
            place = self.folder / f"{number}-{plain}"
        (self.folder / name).rename(place)
        return place.name


def _may_be_taken(name: str) -> bool:
    unfinished = name.lower().endswith(_UNFINISHED)
    return not (name.startswith(".") or unfinished or name in (TAKEN, REJECTED))


def _with_room(name: str) -> str:
    """A name to which a number, a reason and a draft's ending can be added: by its last bytes."""
    written = os.fsencode(name)
    if len(written) <= _LONGEST_NAME:
        return name
    return written[-_LONGEST_NAME:].decode("utf-8", "ignore")


def _state(path: Path) -> State | None:
    """What changes while somebody writes; None for what is neither file nor folder, or is gone."""
    try:
        if path.is_dir():
            return _state_of_folder(path)
        if not path.is_file():
            return None
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _state_of_folder(path: Path) -> State:
    files, size, latest = 0, 0, 0
    for folder, _, names in os.walk(path):
        for name in names:
            found = os.lstat(os.path.join(folder, name))  # noqa: PTH118
            files, size = files + 1, size + found.st_size
            latest = max(latest, found.st_mtime_ns)
    return files, size, latest
