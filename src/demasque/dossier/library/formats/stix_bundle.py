"""Bundles of STIX 2.1: patterns of indicators, and addresses, domains and files as observed.

Every object of a bundle is a row. A row that is no indicator says so by its type; objects of
extensions are such rows, whatever is in them. Accounts and e-mail addresses of persons, and
machines, are not kept.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import msgspec

from demasque.dossier.library.formats.indicator_format import IndicatorFormat
from demasque.dossier.library.formats.stix_patterns import pattern_values, values_at
from demasque.dossier.library.known_values import KnownRow, KnownValue, Loss
from demasque.dossier.library.source_file import SourceFile, decoded
from demasque.sentences import Sentence

NO_INDICATOR: Final = Loss(Sentence("no indicator but an object of another type: {detail}"))
REVOKED: Final = Loss(Sentence("taken back by its source"))
BENIGN: Final = Loss(Sentence("no sign of an operation, its source says (benign)"))
OTHER_PATTERN: Final = Loss(Sentence("a pattern in another language than STIX: {detail}"))
NO_OBJECT: Final = Loss(Sentence("no object, or nested too deeply"))


_OBSERVED: Final = {
    **dict.fromkeys(("url", "domain-name", "hostname", "text"), ("value",)),
    **dict.fromkeys(("user-account", "email-addr", "ipv4-addr", "ipv6-addr"), ("value",)),
    "media-content": ("title", "content", "url"),
}
"""Types of observed objects, and where their values are."""


class StixObject(msgspec.Struct):
    """The parts of an object that are read; of whatever type, since files come from strangers."""

    type: Any = None
    pattern: Any = None
    pattern_type: Any = None
    indicator_types: Any = None
    revoked: Any = None
    name: Any = None
    description: Any = None
    created: Any = None
    valid_from: Any = None
    external_references: Any = None
    labels: Any = None
    value: Any = None
    title: Any = None
    content: Any = None
    url: Any = None
    hashes: Any = None


def _recognises(file: SourceFile) -> bool:
    if not file.is_json:
        return False
    top = file.json
    if not isinstance(top, list):
        return "objects" in top
    first = decoded(top[0]) if top else None
    return isinstance(first, dict) and ("spec_version" in first or "pattern" in first)


def _read(file: SourceFile) -> Iterator[KnownRow]:
    for number, raw in enumerate(file.json_items("objects"), 1):
        try:
            told = msgspec.json.decode(raw, type=StixObject)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            yield KnownRow(number, losses=(NO_OBJECT,))
            continue
        values, losses = _values(told)
        context = _context(told)
        yield KnownRow(number, tuple(replace(value, **context) for value in values), tuple(losses))


def _values(told: StixObject) -> tuple[list[KnownValue], list[Loss]]:
    kind = str(told.type)[:80]
    if told.revoked is True:
        return [], [REVOKED]
    if kind == "indicator":
        if isinstance(told.indicator_types, list) and "benign" in told.indicator_types:
            return [], [BENIGN]
        if told.pattern_type not in (None, "stix"):
            return [], [Loss(OTHER_PATTERN.reason, str(told.pattern_type)[:80])]
        return pattern_values(str(told.pattern or ""))
    if kind == "file" and isinstance(told.hashes, dict):
        found = [
            each
            for name, value in sorted(told.hashes.items())
            for each in values_at("file", f"hashes.{name}", str(value))
        ]
    elif kind in _OBSERVED:
        found = [
            each
            for name in _OBSERVED[kind]
            if isinstance(value := getattr(told, name), str)
            for each in values_at(kind, name, value)
        ]
    else:
        return [], [Loss(NO_INDICATOR.reason, kind)]
    values = [each for each in found if isinstance(each, KnownValue)]
    losses = [each for each in found if isinstance(each, Loss)]
    return values, losses or ([] if values else [Loss(NO_INDICATOR.reason, kind)])


def _context(told: StixObject) -> dict[str, Any]:
    words = [part for part in (told.name, told.description) if isinstance(part, str) and part]
    links = [
        each["url"]
        for each in (told.external_references if isinstance(told.external_references, list) else ())
        if isinstance(each, dict) and isinstance(each.get("url"), str)
    ]
    date = next((day for day in (told.created, told.valid_from) if isinstance(day, str)), None)
    return {
        "words": "; ".join(words) or None,
        "date": None if date is None else date[:10],
        "link": links[0] if links else None,
    }


STIX_BUNDLE: Final = IndicatorFormat("stix", Sentence("STIX 2.1"), _recognises, _read)
