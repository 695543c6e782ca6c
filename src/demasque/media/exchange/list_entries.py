"""From one entry of a list, as names and values, to the hashes in it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from demasque.errors import Sentence
from demasque.media.exchange.listed_hash import DIGITS, HashKind, ListedHash

_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_LENGTHS: Final = {kind: length for length, kind in DIGITS.items()} | {"pdq": 64, "sha256": 64}

KIND_NAMES: Final[Mapping[str, HashKind]] = {
    "pdq": "pdq",
    "hashpdq": "pdq",
    "pdqhash": "pdq",
    "pdqhex": "pdq",
    "vpdq": "pdq",
    "hashvideovpdq": "pdq",
    "videovpdq": "pdq",
    "sha256": "sha256",
    "hashsha256": "sha256",
    "filesha256": "sha256",
    "sha1": "sha1",
    "hashsha1": "sha1",
    "md5": "md5",
    "hashmd5": "md5",
    "hashvideomd5": "md5",
    "videomd5": "md5",
    "photomd5": "md5",
    "filemd5": "md5",
}
"""Kinds of hash by what lists call them (ThreatExchange's HASH_PDQ, python-threatexchange's pdq,
...), without capitals and signs."""

HASH_NAMES: Final = frozenset(
    (
        "hash",
        "indicator",
        "signal",
        "signalstr",
        "signalvalue",
        "value",
        "hashvalue",
        "hex",
        "hashhex",
    )
)
_TYPE_NAMES: Final = frozenset(
    ("type", "signaltype", "indicatortype", "hashtype", "threattype", "algorithm")
)
_QUALITY_NAMES: Final = frozenset(("quality", "pdqquality"))
_TIME_NAMES: Final = frozenset(("timestamp", "at", "time", "second", "seconds"))
NAMES: Final = HASH_NAMES | frozenset(KIND_NAMES) | _TYPE_NAMES | _QUALITY_NAMES
"""What a heading of a list of hashes may be called: one of them makes a line a heading."""

_MOST_LABEL: Final = 300
_TOO_LARGE: Final = 1e9  # for a quality or for seconds of a clip: a date, then, or an id


class UnusableEntryError(Exception):
    """An entry that no hash can be read from; the sentence says why."""

    def __init__(self, reason: Sentence) -> None:
        self.reason = reason
        super().__init__(reason)


class OtherKindError(Exception):
    """A hash of a kind that nothing here is compared with; its name as the list has it."""


@cache
def plain(name: str) -> str:
    """A name without capitals and signs."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def is_hash(cell: str) -> bool:
    """Whether a cell looks like a hash of a known length."""
    return len(cell) in DIGITS and _HEX.fullmatch(cell) is not None


def named_entry(line: int, entry: Mapping[str, Any]) -> list[ListedHash]:
    """The hashes of an entry whose values have names.

    Raises:
        UnusableEntryError: there is none, or what stands for it is no hash.
        OtherKindError: it is of a kind that nothing is compared with.
    """
    names = {plain(name): value for name, value in entry.items()}
    said = next((str(names[name]) for name in sorted(_TYPE_NAMES) if names.get(name)), "")
    quality = _number(next((names[name] for name in _QUALITY_NAMES if name in names), None))
    at = _number(next((names[name] for name in sorted(_TIME_NAMES) if name in names), None))
    used = {name for name in names if name in HASH_NAMES or name in KIND_NAMES}
    used |= _TYPE_NAMES | _QUALITY_NAMES | (_TIME_NAMES if at is not None else frozenset())
    label = _label({name: value for name, value in entry.items() if plain(name) not in used})
    found = []
    for name in sorted(used & names.keys() - _TYPE_NAMES - _QUALITY_NAMES - _TIME_NAMES):
        value = str(names[name] or "").strip()
        if not value:
            continue
        kind = said if name in HASH_NAMES else name
        if value[0] in "[{" and KIND_NAMES.get(plain(kind)) == "pdq":
            found += _frames(line, value, label)
        else:
            found.append(_checked(line, value, kind, quality, at, label))
    if not found:
        raise UnusableEntryError(Sentence("There is no hash in it."))
    return found


def unnamed_entry(line: int, cells: Sequence[str], usual_kind: str = "") -> list[ListedHash]:
    """The hash of a line without a heading: vPDQ's two kinds of line, or a hash and whatever.

    Raises:
        UnusableEntryError, OtherKindError: as :func:`named_entry`.
    """
    place = next((n for n, cell in enumerate(cells) if is_hash(cell)), None)
    kind = next((cell for cell in cells if _names_a_kind(cell)), usual_kind)
    if place is None:
        if kind and plain(kind) not in KIND_NAMES:
            raise OtherKindError(kind)
        raise UnusableEntryError(
            Sentence("No hash of 64, 40 or 32 hexadecimal digits stands in it.")
        )
    numbers = [_number(cell) for cell in cells]
    quality = at = None
    rest = [cell for n, cell in enumerate(cells) if n != place and cell != kind]
    match place, len(cells):
        case 2, 3 | 4 if numbers[0] is not None and numbers[1] is not None:  # frame, quality, hash
            quality, rest = numbers[1], []
            at = numbers[3] if len(cells) == 4 else None
        case 0, 3 if numbers[1] is not None and numbers[2] is not None:  # hash, quality, seconds
            quality, at, rest = numbers[1], numbers[2], []
        case 0, 2 if numbers[1] is not None and numbers[1] <= 100:
            quality, rest = numbers[1], []
    return [_checked(line, cells[place], kind, quality, at, "; ".join(filter(None, rest)))]


def _names_a_kind(cell: str) -> bool:
    return plain(cell) in KIND_NAMES or cell.upper().startswith("HASH_")


def _checked(
    line: int, value: str, said: str, quality: float | None, at: float | None, label: str
) -> ListedHash:
    kind = KIND_NAMES.get(plain(said))
    if said and kind is None:
        raise OtherKindError(said)
    if kind is None and is_hash(value):
        kind = DIGITS[len(value)]
    if kind is None or not is_hash(value) or len(value) != _LENGTHS[kind]:
        raise UnusableEntryError(
            Sentence("{value} is no hash of 64, 40 or 32 hexadecimal digits.", value=value[:80])
            if kind is None
            else Sentence(
                "{value} is no {kind}: that has {n} hexadecimal digits.",
                value=value[:80],
                kind=said,
                n=_LENGTHS[kind],
            )
        )
    return ListedHash(line, kind, value.lower(), quality, at, label[:_MOST_LABEL])


def _frames(line: int, value: str, label: str) -> list[ListedHash]:
    """A clip's vPDQ in one value: JSON of frames as "hash,quality,seconds" or as objects."""
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        raise UnusableEntryError(Sentence("Its frames are no JSON.")) from None
    found = []
    for frame in told.values() if isinstance(told, dict) else told:
        if isinstance(frame, dict):
            found += named_entry(line, {"type": "pdq", **frame})
        else:
            found += unnamed_entry(line, [part.strip() for part in str(frame).split(",")], "pdq")
    return [
        ListedHash(line, each.kind, each.digits, each.quality, each.at, label) for each in found
    ]


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if abs(number) < _TOO_LARGE else None


def _label(entry: Mapping[str, Any]) -> str:
    """All that an entry says besides, in its own order: words of values, and of values in them."""
    return "; ".join(filter(None, (str(word).strip() for word in _words(entry))))


def _words(value: Any) -> Iterator[object]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif value is not None and not isinstance(value, bool):
        yield value
