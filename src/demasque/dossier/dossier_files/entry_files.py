"""Files of entries, read back: every entry with the place it stands at, or a sentence about it."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, NoReturn

from demasque.dossier.dossier_files.entry_toml import FORMAT, VERSION, with_nulls
from demasque.dossier.journal.journal import Entry, EntryKind, said_elsewhere
from demasque.errors import Sentence, UsageError

_FIELDS: Final = frozenset({"id", "kind", "said_at", "said_by", "supersedes", "null", "body"})
_BEGIN: Final = re.compile(r"^[ \t]*\[\[[ \t]*entry[ \t]*\]\]", re.MULTILINE)


@dataclass(frozen=True)
class WrittenEntry:
    """An entry of a file. ``named`` is whether the file gives its id: one without is new."""

    entry: Entry
    named: bool
    file: Path
    line: int

    def refuse(self, problem: Sentence) -> NoReturn:
        """Raise UsageError with what is wrong with this entry, its file and line."""
        _refuse(self.file, self.line, problem)


def read_entries(path: Path) -> list[WrittenEntry]:
    """The entries of one file, or of all ``*.toml`` of a folder, in the order in which they stand.

    Raises:
        UsageError: no such file; broken TOML, no dossier, one of a later version, an unknown field
            or kind, or words that do not fit their id. The sentence names the file and the line.
    """
    if path.is_dir():
        files = sorted(path.glob("*.toml"))
        if not files:
            raise UsageError("{path} holds no .toml file.", path=path)
        return [entry for file in files for entry in _entries_of(file)]
    return list(_entries_of(path))


def _entries_of(path: Path) -> Iterator[WrittenEntry]:
    text = _text(path)
    document = _document(path, text)
    tables = document.get("entry", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        _refuse(path, 1, Sentence("entries begin with [[entry]]."))
    starts = _starts(text)
    for number, table in enumerate(tables):
        yield _written(table, path, starts[number] if number < len(starts) else 1)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("{path} is not text in UTF-8.", path=path) from error
    except FileNotFoundError as error:
        raise UsageError("There is no file {path}.", path=path) from error
    except OSError as error:
        raise UsageError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error


def _document(path: Path, text: str) -> dict[str, Any]:
    """A file's content, once it is certain that this program wrote the like."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        _refuse(path, line, Sentence("this is no TOML ({reason}).", reason=str(error)))
    version = document.get("version")
    if document.get("format") != FORMAT or type(version) is not int or version < 1:
        raise UsageError(
            '{path} is no dossier: it begins with format = "{format}" and version = {version}.',
            path=path,
            format=FORMAT,
            version=VERSION,
        )
    if version > VERSION:
        raise UsageError(
            "{path} was written by a later version of demasque (format {version}, this one reads "
            "{own}). Upgrade demasque to read it.",
            path=path,
            version=version,
            own=VERSION,
        )
    for field in document.keys() - {"format", "version", "entry"}:
        place = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(field)}", text, re.MULTILINE)
        line = text.count("\n", 0, place.start()) + 1 if place else 1
        _refuse(path, line, _no_field(field, ["format", "version", "entry"]))
    return document


def _starts(text: str) -> list[int]:
    """The line that each entry begins on: not where words look like a beginning.

    A beginning inside somebody's words leaves what stands before it broken.
    """
    starts: list[int] = []
    whole = 0  # up to here entries end where the next begins
    for found in _BEGIN.finditer(text):
        try:
            tomllib.loads(text[whole : found.start()])
        except ValueError:
            continue
        whole = found.start()
        starts.append(text.count("\n", 0, whole) + 1)
    return starts


def _written(table: Mapping[str, Any], path: Path, line: int) -> WrittenEntry:
    def refuse(problem: Sentence) -> NoReturn:
        _refuse(path, line, problem)

    for field in sorted(table.keys() - _FIELDS):
        refuse(_no_field(field, sorted(_FIELDS)))
    kinds = [kind.value for kind in EntryKind]
    if table.get("kind") not in kinds:
        refuse(
            Sentence(
                "there is no kind of entry called {kind}. Kinds: {known}.",
                kind=repr(table.get("kind")),
                known=kinds,
            )
        )
    person = table.get("said_by")
    if not isinstance(person, str) or not person.strip():
        refuse(Sentence("said_by is missing: a name, and the office."))
    supersedes, name = table.get("supersedes"), table.get("id")
    if any(each is not None and not isinstance(each, str) for each in (supersedes, name)):
        refuse(Sentence("id and supersedes are ids of entries, in quotes."))
    entry = said_elsewhere(
        EntryKind(table["kind"]),
        _moment(table.get("said_at"), refuse),
        person if name is not None else " ".join(person.split()),
        _body(table, refuse),
        supersedes,
    )
    if name is not None and name != entry.id:
        refuse(
            Sentence(
                "the words of {entry} were changed, or its id was. What was said stays as it was "
                "said: undo the change, and add an entry without id that supersedes it.",
                entry=name,
            )
        )
    return WrittenEntry(entry, name is not None, path, line)


def _moment(value: Any, refuse: Callable[[Sentence], NoReturn]) -> datetime:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(tzinfo=UTC))
    if not isinstance(value, datetime) or value.tzinfo is None:
        refuse(
            Sentence("said_at is missing, or has no zone: a moment such as 2026-03-02T09:00:00Z.")
        )
    if value > datetime.now(UTC) + timedelta(days=1):
        refuse(Sentence("said_at lies in the future."))
    return value


def _body(table: Mapping[str, Any], refuse: Callable[[Sentence], NoReturn]) -> dict[str, Any]:
    body, nulls = table.get("body", {}), table.get("null", [])
    if not isinstance(body, dict):
        refuse(Sentence("what was said stands in [entry.body]."))
    if not isinstance(nulls, list) or not all(isinstance(place, str) for place in nulls):
        refuse(Sentence("null is a list of places in the body."))
    if (field := _with_date(body)) is not None:
        refuse(Sentence("put the date in {field} in quotes.", field=field))
    try:
        return with_nulls(body, nulls)
    except ValueError as error:
        refuse(Sentence("null names {place}, where nothing can be missing.", place=str(error)))


def _with_date(value: Any, field: str = "body") -> str | None:
    """The field that holds a date of TOML's own, which the log cannot keep; None where none is."""
    match value:
        case date() | time():
            return field
        case dict():
            inside = ((each, key) for key, each in value.items())
        case list():
            inside = ((each, field) for each in value)
        case _:
            return None
    return next((found for each, key in inside if (found := _with_date(each, key))), None)


def _no_field(field: str, known: list[str]) -> Sentence:
    return Sentence("there is no field {field}. Fields: {known}.", field=repr(field), known=known)


def _refuse(path: Path, line: int, problem: Sentence) -> NoReturn:
    raise UsageError("{path}, line {line}: {problem}", path=path, line=line, problem=problem)
