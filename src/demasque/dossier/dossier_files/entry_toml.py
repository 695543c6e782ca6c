"""Entries of the journal as TOML 1.0: readable, diffable, and the same bytes for the same entries.

TOML has no null: where an entry holds one, ``null`` lists the place (a JSON pointer, RFC 6901).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import tomli_w

from demasque.dossier.journal.journal import Entry

FORMAT: Final = "demasque dossier"
VERSION: Final = 1

_HEADER: Final = f"""\
# What people judged in this case, entry by entry. What was said stays as it was said. To change
# something, add an entry without id that supersedes the earlier one. See docs/dossier.md.
format = "{FORMAT}"
version = {VERSION}
"""


def entries_as_toml(entries: Iterable[Entry]) -> str:
    """A file of entries, in the order given."""
    return "\n".join([_HEADER, *(_entry_as_toml(entry) for entry in entries)])


def _entry_as_toml(entry: Entry) -> str:
    body, nulls = without_nulls(entry.body)
    said: dict[str, Any] = {
        "kind": entry.kind.value,
        "id": entry.id,
        "said_at": entry.at,
        "said_by": entry.by,
    }
    if entry.supersedes is not None:
        said["supersedes"] = entry.supersedes
    if nulls:
        said["null"] = nulls
    # A reader of TOML makes one newline of two signs: such strings stay on one line, escaped.
    lines = not any("\r" in text for text in _texts(entry.body))
    words = tomli_w.dumps({"entry": {"body": body}}, multiline_strings=lines)
    return f"[[entry]]\n{tomli_w.dumps(said)}\n{words}"


def without_nulls(body: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A body that TOML can hold, and the sorted places of what is null in it.

    A null in a table is left out; one in a list leaves an empty text in its place.
    """
    places: list[str] = []
    kept = _without(body, "", places)
    return kept, sorted(places)


def with_nulls(body: dict[str, Any], places: Iterable[str]) -> dict[str, Any]:
    """The body with its nulls again; the reverse of :func:`without_nulls`.

    Raises:
        ValueError: a place is not there; the message names it.
    """
    for place in places:
        *way, last = _steps(place)
        inside: Any = body
        try:
            for step in way:
                inside = inside[int(step)] if isinstance(inside, list) else inside[step]
            if isinstance(inside, list):
                inside[int(last)] = None
            else:
                _put_null(inside, last)
        except (KeyError, IndexError, TypeError, ValueError):
            raise ValueError(place) from None
    return body


def _put_null(table: dict[str, Any], key: str) -> None:
    if key in table:
        raise ValueError(key)
    table[key] = None


def _without(value: Any, place: str, places: list[str]) -> Any:
    match value:
        case Mapping():
            kept = {}
            for key, each in value.items():
                inner = f"{place}/{key.replace('~', '~0').replace('/', '~1')}"
                if each is None:
                    places.append(inner)
                else:
                    kept[key] = _without(each, inner, places)
            return kept
        case list() | tuple():
            return [_without(each, f"{place}/{n}", places) for n, each in enumerate(value)]
        case None:
            places.append(place)
            return ""
    return value


def _steps(place: str) -> list[str]:
    if not place.startswith("/"):
        raise ValueError(place)
    return [step.replace("~1", "/").replace("~0", "~") for step in place[1:].split("/")]


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for key, each in value.items():
                yield key
                yield from _texts(each)
        case list() | tuple():
            for each in value:
                yield from _texts(each)
