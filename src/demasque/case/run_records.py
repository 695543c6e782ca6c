"""The record of each run: enough to repeat it, and to see what it took."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from demasque.atomic import write_file
from demasque.errors import Sentence
from demasque.stopwatch import stopwatch


class RunRecord:
    """``runs/<time>-<command>/run.json``: written when the run begins and again when it ends."""

    def __init__(
        self, folder: Path, command: str, arguments: Mapping[str, Any], seed: int | None = None
    ) -> None:
        began = datetime.now(UTC)
        self.folder = _fresh(folder, f"{began:%Y%m%dT%H%M%SZ}-{command}")
        self._clock = time.perf_counter()
        self.failed: str | None = None  # what to keep of an error, where not the whole of it
        self._record: dict[str, Any] = {
            "command": command,
            "arguments": dict(arguments),
            "version": version("demasque"),
            "seed": seed,
            "began": began.isoformat(timespec="seconds"),
            "ended": None,
            "outcome": "running",
            "seconds": None,
            "inputs": {},
            "notes": {},
            "warnings": [],
            "worded": [],
        }

    @property
    def name(self) -> str:
        """The name of the run's folder."""
        return self.folder.name

    def note(self, key: str, value: Any) -> None:
        """Keep a fact about the run (a JSON value)."""
        self._record["notes"][key] = value

    def input(self, name: str, digest: str) -> None:
        """Name an input file and its SHA-256, which lists it: two files may have one name."""
        self._record["inputs"][digest] = name

    def warn(self, sentence: str) -> None:
        """Keep a sentence that the person at the screen is shown as well.

        Its form and what fills it are kept under ``worded``, to be said in another language.
        """
        self._record["warnings"].append(sentence)
        self._record["worded"].append(Sentence(sentence).record())

    @property
    def warnings(self) -> list[str]:
        """The sentences so far."""
        return list(self._record["warnings"])

    def _write(self) -> None:
        text = json.dumps(self._record, indent=2, ensure_ascii=False, default=str)
        write_file(self.folder / "run.json", text.encode() + b"\n")

    def __enter__(self) -> Self:
        self._write()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._record["outcome"] = _outcome(error, self.failed)
        self._record["ended"] = datetime.now(UTC).isoformat(timespec="seconds")
        self._record["seconds"] = round(time.perf_counter() - self._clock, 3)
        watch = stopwatch()
        if watch is not None:
            self._record["profile"] = watch.record()
        self._write()


def _fresh(folder: Path, name: str) -> Path:
    """A new folder of this name, or with a number behind it when two runs share a second."""
    number = 1
    while True:
        path = folder / (name if number == 1 else f"{name}-{number}")
        try:
            path.mkdir(parents=True)
            return path
        except FileExistsError:
            number += 1


def _outcome(error: BaseException | None, said: str | None) -> str:
    if error is None:
        return "done"
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return f"failed: {said or str(error) or type(error).__name__}"


def last_finished(folder: Path, command: str) -> str | None:
    """The name of a command's last run, None if there is none or it was cut short."""
    records = sorted(folder.glob(f"*-{command}*/run.json"))
    if not records or json.loads(records[-1].read_text("utf-8")).get("outcome") != "done":
        return None
    return records[-1].parent.name
