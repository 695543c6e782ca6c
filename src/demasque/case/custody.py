"""The custody log: who did what to the case and when, in lines that cannot be changed unnoticed.

Each line is JSON and carries the hash of the line before it and its own; changing, removing or
inserting one breaks the chain at a line that :meth:`CustodyLog.verify` names. A chain says nothing
about lines taken off its end, so the case's store remembers how long the log was and the hash it
ended on: the :class:`Head`. Who can write the log can write the store as well; only a head that was
noted elsewhere (``demasque verify`` prints it) holds against that.
"""

import getpass
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

_START = "0" * 64


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """The first line (1-based) of a log that is not as it was written, and what is wrong."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Head:
    """How many lines a log has, and the hash of the last."""

    lines: int
    hash: str


def _forget(_: Head) -> None:
    return None


def _know_nothing() -> Head | None:
    return None


class CustodyLog:
    """Append-only log in one file.

    ``remember`` is told the new head after each line; ``remembered`` gives the last that it was
    told, or None.
    """

    def __init__(
        self,
        path: Path,
        remember: Callable[[Head], None] = _forget,
        remembered: Callable[[], Head | None] = _know_nothing,
    ) -> None:
        self.path = path
        self._remember = remember
        self._remembered = remembered

    def write(self, action: str, **details: Any) -> None:
        """Add one line; it is on disk when this returns. ``details`` are JSON values."""
        self._drop_torn_line()
        lines = self._lines()
        entry: dict[str, Any] = {
            "line": len(lines) + 1,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "by": _who(),
            "action": action,
            "details": details,
            "previous": json.loads(lines[-1])["hash"] if lines else _START,
        }
        entry["hash"] = _hash(entry)
        with self.path.open("ab") as stream:
            stream.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        # Last, so that a kill leaves a log that is longer than remembered, never shorter.
        self._remember(Head(entry["line"], entry["hash"]))

    def head(self) -> Head:
        """Where the log ends now."""
        lines = self._lines()
        return Head(len(lines), json.loads(lines[-1])["hash"] if lines else _START)

    def _drop_torn_line(self) -> None:
        """A last line without its end was never completed: a crash cut its writing short."""
        if self.path.exists():
            content = self.path.read_bytes()
            if content and not content.endswith(b"\n"):
                os.truncate(self.path, content.rfind(b"\n") + 1)

    def _lines(self) -> list[bytes]:
        return self.path.read_bytes().splitlines() if self.path.exists() else []

    def entries(self) -> list[dict[str, Any]]:
        """Every entry, oldest first."""
        return [json.loads(line) for line in self._lines()]

    def verify(self) -> BrokenLine | None:
        """None when every line is as written and none is missing, else the first that is not."""
        previous, remembered, number = _START, self._remembered(), 0
        for number, line in enumerate(self._lines(), 1):
            try:
                entry = json.loads(line)
                own = entry.pop("hash")
                if own != _hash(entry):
                    return BrokenLine(number, "the line was changed")
                if entry["previous"] != previous or entry["line"] != number:
                    return BrokenLine(number, "lines before it were removed, added or changed")
            except (ValueError, KeyError, TypeError, AttributeError):
                return BrokenLine(number, "the line is not an entry of this log")
            previous = own
            if remembered and remembered.lines == number and remembered.hash != own:
                return BrokenLine(number, "the log was written anew up to here")
        if remembered and remembered.lines > number:
            return BrokenLine(
                number + 1, f"removed, with what followed: there were {remembered.lines} lines"
            )
        return None


def _hash(entry: dict[str, Any]) -> str:
    return sha256(json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
