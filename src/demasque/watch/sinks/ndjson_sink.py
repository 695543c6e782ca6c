"""Alerts as lines of JSON at the end of a file: whole lines, each once, whenever it was killed."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from demasque.errors import UsageError
from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.sinks.alert_records import ALERT_FORMAT, alert_record, as_json
from demasque.watch.sinks.sink import DeliveryError
from demasque.wording import Wording

_OPENING: Final = b'{"format": "' + ALERT_FORMAT.encode() + b'"'

_TAIL: Final = 2 << 20
"""Bytes at the end that are looked through for alerts that are there already: some two hundred
records of up to 10 kB, which is what one delivery writes at most."""


class NdjsonSink:
    """Appends each alert to a file, by the schema in ``alert.schema.json``."""

    def __init__(self, path: Path, case: str = "") -> None:
        self.id = f"ndjson:{path.name}:{place_mark(path)}"
        self.title = Sentence("The file {name}", name=path.name)
        self.keeps_each = True
        self._path = path
        self._case = case
        _check(path)

    def deliver(self, alerts: Sequence[Alert], words: Wording) -> None:
        """Append what is not there yet. A line that a kill cut short is taken away first."""
        try:
            with self._path.open("a+b") as file:
                self._append(file, alerts)
        except OSError as error:
            raise DeliveryError(
                Sentence(
                    "{name} cannot be written: {why}.",
                    name=self._path.name,
                    why=error.strerror or type(error).__name__,
                )
            ) from error

    def _append(self, file: IO[bytes], alerts: Sequence[Alert]) -> None:
        there = _ids_at_the_end(file)
        records = [alert_record(alert, self._case) for alert in alerts]
        new = [each for each in records if (each["case"], each["id"]) not in there]
        size = file.seek(0, os.SEEK_END)
        try:
            file.write(b"".join(as_json(each) + b"\n" for each in new))
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):  # a full disk must not keep half a line
                file.truncate(size)
            raise


def place_mark(path: Path) -> str:
    """Return eight hexadecimal digits for where a file is: its place is nobody else's business."""
    return sha256(os.fsencode(path.absolute())).hexdigest()[:8]


def check_folder(path: Path) -> None:
    """Refuse a file that cannot be written for want of its folder.

    Raises:
        UsageError: there is no such folder, or the file is no file: a folder, a pipe.
    """
    if not path.parent.is_dir() or (path.exists() and not path.is_file()):
        raise UsageError("{path}: alerts go to a file in a folder that exists.", path=path)


def _check(path: Path) -> None:
    check_folder(path)
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            head = file.read(len(_OPENING))
    except OSError as error:
        raise UsageError(
            "{path} cannot be read: {why}.", path=path, why=error.strerror or str(error)
        ) from error
    if not _OPENING.startswith(head):
        raise UsageError(
            "{path} holds something other than alerts: name another file for them.", path=path
        )


def _ids_at_the_end(file: IO[bytes]) -> set[tuple[str, str]]:
    """Return case and id of the last alerts, and leave the file with whole lines only."""
    size = file.seek(0, os.SEEK_END)
    begin = max(size - _TAIL, 0)
    file.seek(begin)
    lines = file.read().split(b"\n")
    torn = lines.pop()
    if torn:
        if _alert_id(torn) is None:
            file.truncate(size - len(torn))
        else:
            file.write(b"\n")
            lines.append(torn)
    ids = (_alert_id(line) for line in lines)
    return {each for each in ids if each is not None}


def _alert_id(line: bytes) -> tuple[str, str] | None:
    try:
        record = json.loads(line)
        return str(record["case"]), str(record["id"])
    except (ValueError, KeyError, TypeError):
        return None
