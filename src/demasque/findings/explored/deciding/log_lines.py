"""The custody log and the runs, as a person reads them: who did what, when, and does it hold?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from demasque.case import BrokenLine, CaseStore
from demasque.findings.explored.deciding.log_words import line_kind, line_words
from demasque.findings.run_history import all_runs
from demasque.schema import TIME
from demasque.sentences import Sentence

LOG_LINES: Final = pa.schema(
    [
        pa.field("line", pa.int64(), nullable=False),
        pa.field("at", TIME),
        pa.field("by", pa.string()),
        pa.field("action", pa.string()),
        pa.field("details", pa.string(), nullable=False),
        pa.field("hash", pa.string()),
    ]
)
"""Lines of the log: ``by`` is who was at the keyboard, ``details`` JSON as it stands there."""

RUNS: Final = pa.schema(
    [
        pa.field("run", pa.string(), nullable=False),
        pa.field("command", pa.string(), nullable=False),
        pa.field("began", pa.string()),
        pa.field("seconds", pa.float64()),
        pa.field("outcome", pa.string()),
        pa.field("version", pa.string()),
        pa.field("seed", pa.int64()),
        pa.field("arguments", pa.string(), nullable=False),
        pa.field("warnings", pa.string(), nullable=False),
    ]
)
"""Runs, the newest first; ``arguments`` and ``warnings`` are JSON."""


@dataclass(frozen=True)
class LogLine:
    """One line of the log, whether or not it is as it was written."""

    line: int
    at: datetime | None
    by: str | None
    action: str
    kind: str  # the action, and of an entry of the journal its kind: see log_words
    said_by: str | None  # the named person who judges, decides, ...: by is who was at the keyboard
    details: tuple[tuple[str, str], ...]
    hash: str | None

    @property
    def done(self) -> Sentence:
        """What was done, in words."""
        return line_words(self.kind)


@dataclass(frozen=True)
class SeenLog:
    """The whole log, the newest line first; ``broken`` is None where it is as it was written."""

    lines: tuple[LogLine, ...]
    broken: BrokenLine | None
    head: str

    @property
    def actions(self) -> tuple[str, ...]:
        """What was done, each action and kind once, by name."""
        return tuple(sorted({name for each in self.lines for name in (each.action, each.kind)}))

    def of(self, action: str | None) -> tuple[LogLine, ...]:
        """Lines of one action or kind; all where none is named."""
        return tuple(each for each in self.lines if action in (None, each.action, each.kind))


@dataclass(frozen=True)
class SeenRun:
    """One run of a command. ``outcome`` is None while it is at work, or where it was cut short."""

    run: str
    command: str
    began: str | None  # ISO 8601, UTC
    seconds: float | None
    outcome: str | None
    version: str | None
    seed: int | None
    arguments: tuple[tuple[str, str], ...]
    warnings: tuple[Sentence, ...]


def seen_log(store: CaseStore) -> SeenLog:
    """Read the custody log, and whether its chain holds."""
    lines = tuple(_line(entry) for entry in reversed(store.custody.entries()))
    return SeenLog(lines, store.custody.verify(), store.custody.head().hash)


def seen_runs(store: CaseStore) -> tuple[SeenRun, ...]:
    """Read every run of the case, the newest first, those that failed too."""
    return tuple(
        SeenRun(
            run=record["run"],
            command=record["command"],
            began=record.get("began"),
            seconds=record.get("seconds"),
            outcome=record.get("outcome"),
            version=record.get("version"),
            seed=record.get("seed"),
            arguments=_told(record["arguments"]),
            warnings=tuple(record["warnings"]),
        )
        for record in reversed(all_runs(store))
    )


def log_table(lines: tuple[LogLine, ...]) -> pa.Table:
    """Lines of the log as a table."""
    rows = [
        {
            "line": each.line,
            "at": each.at,
            "by": each.by,
            "action": each.action,
            "details": json.dumps(dict(each.details), ensure_ascii=False),
            "hash": each.hash,
        }
        for each in lines
    ]
    return pa.Table.from_pylist(rows, LOG_LINES)


def runs_table(runs: tuple[SeenRun, ...]) -> pa.Table:
    """Runs as a table."""
    rows = [
        {name: getattr(each, name) for name in RUNS.names if name not in ("arguments", "warnings")}
        | {
            "arguments": json.dumps(dict(each.arguments), ensure_ascii=False),
            "warnings": json.dumps([str(one) for one in each.warnings], ensure_ascii=False),
        }
        for each in runs
    ]
    return pa.Table.from_pylist(rows, RUNS)


def _line(entry: Mapping[str, Any]) -> LogLine:
    details = entry.get("details")
    told: Mapping[str, Any] = details if isinstance(details, dict) else {}
    said_by = told.get("said_by")
    return LogLine(
        line=entry["line"],
        at=_moment(entry.get("at")),
        by=_word(entry.get("by")),
        action=str(entry.get("action")),
        kind=line_kind(str(entry.get("action")), told),
        said_by=None if said_by is None else str(said_by),
        details=_told(told),
        hash=_word(entry.get("hash")),
    )


def _word(value: object) -> str | None:
    return None if value is None else str(value)


def _moment(written: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        return None


def _told(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Names and values as text; what is left out, or said nothing of, is not told."""
    return tuple(
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in values.items()
        if value is not None and value != [] and value != {}
    )
