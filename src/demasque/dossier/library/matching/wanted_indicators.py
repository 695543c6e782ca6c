"""Indicators by what they are compared with: each once, however many sources name it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from demasque.dossier.library.matching.common_sites import common_by_nature
from demasque.dossier.library.refanging import normal_domain
from demasque.text import FAMILY_RULES, long_enough_each, match_keys

Key = tuple[str, str]
"""Kind and normal value: what indicators of several sources may have in common."""


@dataclass
class Wanted:
    """Distinct indicators, numbered, and where each is looked up.

    ``keys``: by number, kind and value. ``numbers``: by row of the indicators' table, its number;
    None where the row cannot be compared. The rest: values by kind to numbers.
    """

    keys: list[Key] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    domains: dict[str, int] = field(default_factory=dict)
    urls: dict[str, int] = field(default_factory=dict)
    hashtags: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, int] = field(default_factory=dict)

    def common(self, number: int) -> bool:
        """Whether an indicator is a shortener or a site that anybody links to."""
        kind, value = self.keys[number]
        return kind == "domain" and common_by_nature(value)


def wanted(indicators: pa.Table) -> Wanted:
    """Number the distinct indicators of a table (INDICATORS)."""
    sought = Wanted()
    texts = _text_keys(indicators)
    known: dict[Key, int] = {}
    for place, row in enumerate(indicators.select(["kind", "value", "normal"]).to_pylist()):
        key = ("text", texts[place]) if place in texts else _key(row)
        if key is None:
            sought.numbers.append(None)
            continue
        number = known.setdefault(key, len(known))
        if number == len(sought.keys):
            sought.keys.append(key)
            _tables(sought)[key[0]][key[1]] = number
        sought.numbers.append(number)
    return sought


def _tables(sought: Wanted) -> Mapping[str, dict[str, int]]:
    return {
        "domain": sought.domains,
        "url": sought.urls,
        "hashtag": sought.hashtags,
        "text": sought.texts,
        "hash": sought.hashes,
    }


def _key(row: Mapping[str, Any]) -> Key | None:
    """What a row is compared by; None where that is nothing."""
    value = row["normal"] or ""
    match row["kind"]:
        case "domain":
            host = normal_domain(value)
            return None if host is None else ("domain", host)
        case "url":
            return ("url", value) if value else None
        case "hashtag":
            tag = folded_tag(value)
            return ("hashtag", tag) if tag else None
        case "hash":
            return ("hash", value) if value else None
        case _:
            return None


def _text_keys(indicators: pa.Table) -> Mapping[int, str]:
    """By row, the normal form of headlines that say enough to be known again."""
    kinds = indicators["kind"].to_pylist()
    places = [place for place, kind in enumerate(kinds) if kind == "text"]
    values = indicators["value"].take(pa.array(places, pa.int64())).to_pylist()
    keys = match_keys(values, FAMILY_RULES)
    enough = long_enough_each(keys).tolist()
    return {place: key for place, key, ok in zip(places, keys, enough, strict=True) if ok}


def folded_tag(tag: str) -> str:
    """A hashtag without its sign, capitals and styled letters."""
    return unicodedata.normalize("NFKC", tag).strip().lstrip("#").casefold()
