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

from demasque.errors import Sentence

_START = "0" * 64
_KEYS = {"line", "at", "by", "action", "details", "previous", "hash"}
_BEFORE = "lines before it were removed, added or changed"
_NO_ENTRY = "the line is not an entry of this log"
_ANEW = "the log was written anew up to here"


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """The first line (1-based) of a log that is not as it was written, and what is wrong."""

    line: int
    reason: str

    @property
    def doubtful_from(self) -> int:
        """The first line that the chain no longer vouches for.

        Where lines before the break were exchanged, any of them may have been.
        """
        return 1 if self.reason in (_BEFORE, _ANEW) else self.line

    @property
    def warning(self) -> Sentence:
        """What whoever reads findings of the case must know of it."""
        return Sentence(
            "The custody log is not as it was written from line {line} on: see demasque verify. "
            "Until that is mended, accounts that were excluded stay out, and none is let back in.",
            line=str(self.doubtful_from),
        )


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
        self._answered: tuple[tuple[bytes, Head | None], BrokenLine | None] | None = None

    def write(self, action: str, **details: Any) -> None:
        """Add one line; it is on disk when this returns. ``details`` are JSON values."""
        end = self._end()
        entry: dict[str, Any] = {
            "line": end.lines + 1,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "by": _who(),
            "action": action,
            "details": details,
            "previous": end.hash,
        }
        entry["hash"] = _hash(entry)
        with self.path.open("ab") as stream:
            stream.write(self._begin() + _line(entry) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        # Last, so that a kill leaves a log that is longer than remembered, never shorter.
        self._remember(Head(entry["line"], entry["hash"]))

    def head(self) -> Head:
        """Where the log ends now; the hash is empty when its last line is no entry of it."""
        lines = self._lines()
        return Head(len(lines), _hash_of(lines[-1]) if lines else _START)

    def _end(self) -> Head:
        """What the next line follows: the end of the log, or what the store remembers of it.

        A line that follows what is not there, or not so any more, leaves the break to be found:
        writing on must not make good what somebody took away or changed.
        """
        head, remembered = self.head(), self._remembered()
        if remembered is None or not remembered.lines:
            return head
        lines = self._lines()
        there = remembered.lines <= len(lines)
        if there and head.hash and _hash_of(lines[remembered.lines - 1]) == remembered.hash:
            return head
        return remembered

    def _begin(self) -> bytes:
        """Makes way for a line: one without an end was cut short by a crash, or by somebody."""
        content = self._content()
        if not content or content.endswith(b"\n"):
            return b""
        remembered = self._remembered()
        if remembered and content.count(b"\n") < remembered.lines:
            return b"\n"  # it was complete once
        os.truncate(self.path, content.rfind(b"\n") + 1)
        return b""

    def _lines(self) -> list[bytes]:
        """The lines that were completed."""
        return self._content().split(b"\n")[:-1]

    def _content(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""

    def entries(self) -> list[dict[str, Any]]:
        """Every entry, oldest first; lines that are none are left out.

        ``line`` is where an entry stands, whatever it says of itself.
        """
        return [
            entry | {"line": number}
            for number, line in enumerate(self._lines(), 1)
            if (entry := _entry(line)) is not None
        ]

    def verify(self) -> BrokenLine | None:
        """None when every line is as written and none is missing, else the first that is not."""
        content, remembered = self._content(), self._remembered()
        asked = (sha256(content).digest(), remembered)
        # Several steps of one command ask; the chain is followed once for each content.
        if self._answered is None or self._answered[0] != asked:
            self._answered = asked, _first_broken(content, remembered)
        return self._answered[1]


def _first_broken(content: bytes, remembered: Head | None) -> BrokenLine | None:
    previous, number = _START, 0
    *complete, cut_short = content.split(b"\n")
    for number, line in enumerate(complete, 1):
        entry = _entry(line)
        if entry is None:
            return BrokenLine(number, _NO_ENTRY)
        as_written = _line(entry) == line  # other blanks leave the hash as it is
        own = entry.pop("hash")
        if own != _hash(entry) or not as_written:
            return BrokenLine(number, "the line was changed")
        if entry["previous"] != previous or entry["line"] != number:
            return BrokenLine(number, _BEFORE)
        previous = own
        if remembered and remembered.lines == number and remembered.hash != own:
            return BrokenLine(number, _ANEW)
    if cut_short:
        return BrokenLine(number + 1, _NO_ENTRY)
    if remembered and remembered.lines > number:
        return BrokenLine(
            number + 1, f"removed, with what followed: there were {remembered.lines} lines"
        )
    return None


def _entry(line: bytes) -> dict[str, Any] | None:
    """A line as an entry, None when it cannot be one."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    whole = isinstance(entry, dict) and entry.keys() == _KEYS and type(entry["details"]) is dict
    return entry if whole else None


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode()


def _hash_of(line: bytes) -> str:
    entry = _entry(line)
    return str(entry["hash"]) if entry else ""


def _hash(entry: dict[str, Any]) -> str:
    return sha256(json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
