"""What a signature file says, looked at value by value: see docs/signatures.md."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa

from demasque.dossier.signatures import json_places
from demasque.dossier.signatures.account_features import SHARES
from demasque.dossier.signatures.json_places import (
    WrongError,
    inside,
    listed,
    members,
    whole,
    words,
)
from demasque.dossier.signatures.signature_layout import DAY, INSTANT, UNIT, Content
from demasque.dossier.signatures.signature_making import LEAST_K, MOST_DRAWS
from demasque.dossier.signatures.signature_values import DRAWS, FEATURES, Signature
from demasque.errors import Sentence

NAMED: Final = (
    "format", "version", "name", "note", "made_at", "made_with", "accounts", "posts", "first_day",
    "last_day", "k", "platforms", "languages", "outside", "features", "background",
)  # fmt: skip

_HASH: Final = r"[0-9a-f]{16}"
_FORMS: Final = {
    "words": _HASH,
    "media": rf"{_HASH}|pdq:[0-9a-f]{{64}}",
    "sites": _HASH,
    "hashtags": _HASH,
    "sources": _HASH,
    "names": rf"(?:shape|pattern) [LUd0-9_.-]{{1,200}}|digits [0-9]{{1,3}}|host {_HASH}",
    "hours": r"0[0-9][0-9]|1[0-5][0-9]|16[0-7]",
    "languages": r"[^\n]{1,40}",
    "platforms": r"[^\n]{1,100}",
    "venues": r"[a-z_]{1,40}",
}
FEATURE_FORMS: Final = {kind: re.compile(form) for kind, form in _FORMS.items()}
"""What features are called, class by class: nothing that could hold a person's words or name."""


def checked_signature(content: Content) -> Signature:
    """The signature that a file's content holds, whoever signed it.

    Raises:
        WrongError: something is missing, of another kind, or out of bounds.
    """
    members(content, "", NAMED, ("signature",))
    k = whole(content["k"], "k", least=LEAST_K)
    accounts = whole(content["accounts"], "accounts", least=k)
    background = members(content["background"], "background", ("draws", "classes"))
    draws = whole(background["draws"], "background.draws", most=MOST_DRAWS)
    outside = content["outside"]
    return Signature(
        name=words(content["name"], "name", 200),
        accounts=accounts,
        posts=whole(content["posts"], "posts", least=accounts),
        first_at=_instant(content["first_day"], "first_day", DAY),
        last_at=_instant(content["last_day"], "last_day", DAY),
        k=k,
        platforms=_shares(content["platforms"], "platforms"),
        languages=_shares(content["languages"], "languages"),
        features=_features(content["features"], k, accounts),
        outside=None if outside is None else whole(outside, "outside", least=k),
        draws=draws,
        background=_background(background["classes"], draws, k, accounts),
        made_at=_instant(content["made_at"], "made_at", INSTANT),
        made_with=words(content["made_with"], "made_with", 100),
        note=words(content["note"], "note", 2_000),
    )


def _instant(value: Any, place: str, form: str) -> datetime:
    text = words(value, place, 20)
    try:
        found = datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        found = None
    if found is None or found.strftime(form) != text:
        raise WrongError(place, Sentence("{value} cannot stand here.", value=repr(text)))
    return found


def _shares(value: Any, place: str) -> Mapping[str, float]:
    return {
        words(name, place, 100): whole(parts, inside(place, name), most=UNIT) / UNIT
        for name, parts in json_places.mapping(value, place).items()
    }


def _classes(value: Any, place: str) -> Mapping[str, Any]:
    found = members(value, place, (), tuple(FEATURE_FORMS))
    return {kind: found[kind] for kind in sorted(found)}


def _features(value: Any, k: int, accounts: int) -> pa.Table:
    rows = []
    for kind, features in _classes(value, "features").items():
        at = inside("features", kind)
        for name, entry in sorted(json_places.mapping(features, at).items()):
            place = inside(at, name)
            words(name, place, 300, FEATURE_FORMS[kind])
            having, others, *share = _of_length(entry, place, 3 if kind in SHARES else 2)
            rows.append(
                (
                    kind,
                    name,
                    whole(having, inside(place, 0), k, accounts),
                    None if others is None else whole(others, inside(place, 1), k),
                    whole(share[0], inside(place, 2), 0, UNIT) / UNIT if share else None,
                )
            )
    columns = list(zip(*rows, strict=True)) or [()] * len(FEATURES)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, FEATURES, strict=True)],
        schema=FEATURES,
    )


def _of_length(value: Any, place: str, length: int) -> list[Any]:
    found = list(listed(value, place))
    if len(found) != length:
        raise WrongError(
            place, Sentence("a list of {length} values should stand here.", length=length)
        )
    return found


def _background(value: Any, draws: int, k: int, accounts: int) -> pa.Table:
    tables = [DRAWS.empty_table()]
    for kind, of_class in _classes(value, "background.classes").items():
        at = inside("background.classes", kind)
        told = members(of_class, at, ("features", "groups"))
        names = [
            words(name, inside(inside(at, "features"), n), 300, FEATURE_FORMS[kind])
            for n, name in enumerate(listed(told["features"], inside(at, "features")))
        ]
        if names != sorted(set(names)):
            raise WrongError(
                inside(at, "features"), Sentence("each should stand there once, in order.")
            )
        groups = _of_length(told["groups"], inside(at, "groups"), draws)
        for draw, flat in enumerate(groups):
            place = inside(inside(at, "groups"), draw)
            tables.append(_random_group(kind, draw, names, listed(flat, place), k, accounts, place))
    return pa.concat_tables(tables).combine_chunks()


def _random_group(
    kind: str,
    draw: int,
    names: list[str],
    flat: Any,
    k: int,
    accounts: int,
    place: str,
) -> pa.Table:
    width = 3 if kind in SHARES else 2
    for n, number in enumerate(flat):
        least, most = ((0, len(names) - 1), (k, accounts), (0, UNIT))[n % width]
        whole(number, inside(place, n), least, most)
    places, having = flat[::width], flat[1::width]
    if len(flat) % width or places != sorted(set(places)):
        raise WrongError(place, Sentence("each should stand there once, in order."))
    shares = [parts / UNIT for parts in flat[2::3]] if width == 3 else [None] * len(places)
    return pa.table(
        [
            pa.array([kind] * len(places), pa.string()),
            pa.array([draw] * len(places), pa.int32()),
            pa.array([names[n] for n in places], pa.string()),
            pa.array(having, pa.int64()),
            pa.array(shares, pa.float64()),
        ],
        schema=DRAWS,
    )
