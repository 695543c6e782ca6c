"""Exports whose records are trees: pages of posts, posts within posts, people beside posts.

A nested source says two things: which items a record of the file holds (:data:`Unwrap`), and what
one item means (``take``). Everything else is here. An item is reached into with :func:`at` and its
kin, which answer None (or nothing) for whatever is not there or is of another type: a field that a
platform renames leaves null, it raises nothing.
"""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from demasque.errors import DemasqueError, Sentence
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.typed_records import TypedRecords
from demasque.sources.source import Sample, Unwrap

SUPERSEDED = Sentence("an earlier version of a post that was edited; the latest version is kept")
NO_FIELDS = Sentence("not a record with fields")
UNEXPECTED = Sentence("a field holds something of another type than it should")

Version = Callable[[Mapping[str, Any]], tuple[str, Any] | None]
"""Of an item that was edited: the id of its post, and a value that grows with each edit."""


def at(value: Any, path: str) -> Any:
    """The value at a dotted path of keys; None where there is none."""
    # Plain dicts, since that is what JSON gives: asking for a Mapping is several times slower.
    if "." not in path:
        return value.get(path) if isinstance(value, dict) else None
    for key in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def first(value: Any, *paths: str) -> Any:
    """The first of several paths that holds something."""
    return next((found for path in paths if (found := at(value, path)) not in (None, "")), None)


def items(value: Any, path: str = "") -> list[Any]:
    """The list at a path; empty for anything else."""
    found = at(value, path) if path else value
    return found if isinstance(found, list) else []


def records(value: Any, path: str = "") -> list[dict[str, Any]]:
    """The records with fields in the list at a path."""
    return [item for item in items(value, path) if isinstance(item, dict)]


def each(value: Any, path: str, *keys: str) -> list[Any]:
    """Of each record in the list at a path, the first of ``keys`` that holds something."""
    found = (first(item, *keys) for item in records(value, path))
    return [item for item in found if item is not None]


def mapping(value: Any, path: str = "") -> dict[str, Any]:
    """The record at a path; an empty one for anything else."""
    found = at(value, path) if path else value
    return found if isinstance(found, dict) else {}


def as_is(record: dict[str, Any]) -> list[Any]:
    """The one item of a record that is itself a row."""
    return [record]


def text(value: Any, path: str) -> str | None:
    """The text at a path; None for anything that is no text."""
    found = at(value, path)
    return found if isinstance(found, str) else None


def unescaped(words: str | None) -> str | None:
    """Text that a platform gives with '&amp;' for '&' and the like, as it was written."""
    return html.unescape(words) if words and "&" in words else words


class Beside(dict[str, Any]):
    """An item that stands beside the rows (a person, a post that another quotes): no row itself.

    What it lacks is not rejected, since nobody asked for it.
    """


@dataclass(frozen=True, slots=True)
class Nested:
    """How a nested export is read.

    ``take`` is called with the builder, the line and each item that ``unwrap`` finds in a record.
    ``version`` is given where one post may stand in a file several times because it was edited;
    ``edited`` tells of an item that it shows such an edit (every item with a version, if None).
    ``typed`` may be given to read most records faster, with the same answer: it says how, from how
    a file begins.
    """

    platform: str
    unwrap: Unwrap
    take: Callable[[Builder, int, dict[str, Any]], None]
    version: Version | None = None
    edited: Callable[[Mapping[str, Any]], bool] | None = None
    time_precision: str = "second"
    typed: Callable[[Sample], TypedRecords | None] | None = None
    apart: str | None = None


def refuse(name: str, what: str, instead: str = "") -> None:
    """Raise the sentence for a file that holds something else than public posts."""
    raise DemasqueError("{name} holds {what}. {instead}", name=name, what=what, instead=instead)
