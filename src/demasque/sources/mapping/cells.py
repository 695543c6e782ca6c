"""One value of an export, as one of ours: text, whole number, yes or no, list, digest."""

import ast
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import groupby
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import msgspec

from demasque.sources.mapping.html_text import words_and_links

NOTHING = frozenset({"", "nan", "NaN", "null", "NULL", "None", "none", "NA", "N/A", "\\N", "[]"})
"""How exports write that there is no value."""

EXACT = 2.0**53
"""From here on a float stands for several whole numbers: an identifier has lost its last digits."""

ROUNDED = r"^\s*\d(?:[.,]\d+)?[eE]\+?\d+\s*$"
"""How spreadsheets and floats write an identifier that has lost its last digits."""

_ROUNDED_WORD = re.compile(ROUNDED)
_SEPARATORS = re.compile(r"\s*[|;]\s*|\s*,\s+|\s+|,(?=https?://|#|@)")
_SIGN_BETWEEN = re.compile(r"[|;,\s]")  # all that _SEPARATORS match has one
_SHORT = 18  # digits, of which no number is too large for 64 bits
_DETAIL_KEYS = ("expanded_url", "url", "link", "href", "tag", "text", "name", "id", "username")


def as_text(value: Any) -> str | None:
    """Text without surrounding space; numbers as written, whole floats without their '.0'.

    Floats too large to be exact are written as such ('1.2345678901234568e+18').
    None for what says that there is no value, and for lists and mappings.
    """
    if isinstance(value, str):
        word = value.strip()
        if not word.isprintable():
            word = word.encode("utf-8", "replace").decode().replace("\0", "")
        return None if word in NOTHING else word
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value != value:
            return None
        if abs(value) >= EXACT:
            return f"{value:.16e}"
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value) if isinstance(value, int) else None


def is_rounded(identifier: str) -> bool:
    """Whether an identifier has lost its last digits to a spreadsheet or a float."""
    return not identifier.isdigit() and _ROUNDED_WORD.match(identifier) is not None


def as_reference(value: Any) -> str | None:
    """An identifier of another post or account; None where it has lost its last digits."""
    word = as_text(value)
    return None if word is None or is_rounded(word) else word


def as_int(value: Any) -> int | None:
    """Whole number of 64 bits, or None; '1,234' and '12.0' are read."""
    if type(value) is int:
        return value if -(2**63) <= value < 2**63 else None
    if type(value) is str and len(value) <= _SHORT and value.isdigit() and value.isascii():
        return int(value)
    word = as_text(value)
    if word is None:
        return None
    try:
        number = int(float(word)) if "." in word or "e" in word.lower() else int(_plain(word))
    except (ValueError, OverflowError):
        return None
    return number if -(2**63) <= number < 2**63 else None


def _plain(word: str) -> str:
    """A number without what sets its thousands apart: '1,234' and '1 234', but not '1,5'."""
    return re.sub(r"(?<=\d)[, \u00a0\u202f](?=\d{3}(?!\d))", "", word)[:30]


def as_bool(value: Any) -> bool | None:
    """True, False, or None when the value says neither."""
    word = (as_text(value) or "").casefold()
    if word in {"true", "1", "yes", "t", "y"}:
        return True
    return False if word in {"false", "0", "no", "f", "n"} else None


def as_list(value: Any) -> list[str]:
    """The items of a list however the export wrote it.

    A real list, JSON, a Python list's text, or words set apart by spaces, commas, bars or
    semicolons. Items that are mappings give their most telling value (the expanded address of a
    link, the tag of a hashtag).
    """
    if isinstance(value, str):
        word = value.strip()
        if word in NOTHING:
            return []
        value = _parsed(word) if word[0] in "[{(" else _apart(word)
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, (list, tuple)):
        value = [value]
    words = (as_text(_telling(item)) for item in value)
    return [word for word in words if word is not None]


def _apart(word: str) -> list[str]:
    # Most cells hold one word, which is seen sooner than split.
    return [w for w in _SEPARATORS.split(word) if w] if _SIGN_BETWEEN.search(word) else [word]


def _parsed(word: str) -> Any:
    try:
        return msgspec.json.decode(word)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    if len(word) < 100_000:
        try:
            return ast.literal_eval(word)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            pass
    # What X's archives write: [word, word] without quotation marks.
    return [w for w in _SEPARATORS.split(word.strip("[](){}").replace(",", ", ")) if w]


def _telling(item: Any) -> Any:
    if isinstance(item, Mapping):
        return next((item[key] for key in _DETAIL_KEYS if item.get(key)), None)
    return item


def digest(value: Any) -> str | None:
    """BLAKE2b-128 of a text in hexadecimal: to see that two are equal, without keeping either."""
    word = as_text(value)
    return None if word is None else digest_of(word)


def digest_of(word: str) -> str:
    """The same of a text that is clean."""
    return blake2b(word.encode(), digest_size=16).hexdigest()


class HandleShape(NamedTuple):
    """All that is kept of a handle; None throughout where there is none.

    ``length`` in characters, ``digits`` at its end, and ``runs``: what stands in it, in order, with
    how many of each.
    """

    length: int | None = None
    digits: int | None = None
    runs: str | None = None


def handle_shape(handle: Any) -> HandleShape:
    """The shape of a handle, which tells how it was made and not what it says.

    Runs of Latin letters are L, of ASCII digits d, with their lengths; ``_``, ``.`` and ``-`` stay
    as they are; all else (letters of other scripts, signs) is U: 'amber_otter1234' is 'L5_L5d4'.
    """
    return shape_of((as_text(handle) or "").removeprefix("@"))


def shape_of(word: str) -> HandleShape:
    """The shape of a handle that is clean, without its '@'."""
    if not word:
        return HandleShape()
    return _shape(word.translate(_SORTS) if word.isascii() else "".join(map(_sort, word)))


@lru_cache(maxsize=65_536)
def _shape(sorts: str) -> HandleShape:
    """The shape from the sort of each character: many handles have the same."""
    runs = ((sort, len(list(run))) for sort, run in groupby(sorts))
    shape = "".join(sort * n if sort in "_.-" else f"{sort}{n}" for sort, n in runs)
    return HandleShape(len(sorts), len(sorts) - len(sorts.rstrip("d")), shape)


def _sort(character: str) -> str:
    if character in "_.-":
        return character
    if character.isascii():
        return "L" if character.isalpha() else "d" if character.isdigit() else "U"
    return "L" if unicodedata.name(character, "").startswith("LATIN ") else "U"


_SORTS: Final = {code: _sort(chr(code)) for code in range(128)}

_CLIENT_LENGTH: Final = (
    60  # characters; names of programs are shorter, texts in their place are not
)


def as_client(value: Any) -> str | None:
    """The name of the program that a post came from: without markup, and short."""
    word = as_text(value)
    if word is not None and "<" in word:
        word = words_and_links(word)[0]
    name = " ".join((word or "").split())[:_CLIENT_LENGTH].rstrip()
    return name or None


_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}\.)+(?![0-9]){_LABEL}")  # RFC 1123; no number at its end
_HOST_LENGTH: Final = 253  # characters, by the same standard
_ADDRESS_LENGTH: Final = 2_000  # characters: longer is no address of a server


def as_host(value: Any) -> str | None:
    """The name of the server in an address, or of a server, in lower case; None for anything else.

    An address by numbers, a port or a path is no name.
    """
    word = as_text(value)
    if word is None or len(word) > _ADDRESS_LENGTH:
        return None
    try:
        host = urlsplit(word if "://" in word else f"//{word}").hostname or ""
    except ValueError:
        return None
    host = host.removesuffix(".")
    return host if len(host) <= _HOST_LENGTH and _HOST.fullmatch(host) else None


@cache
def _languages() -> dict[str, str]:
    from babel import Locale

    return {name.casefold(): code for code, name in Locale("en").languages.items()}


@cache
def as_language(word: str) -> str | None:
    """Language code as exports give it ('en', 'zh-TW') or from an English name ('Russian')."""
    plain = word.strip().casefold()
    if plain in {"und", "unknown", "undefined", "zxx", "qme", "qst", "art", "qht"}:
        return None
    if re.fullmatch(r"[a-z]{2,3}([-_][a-z0-9]+)*", plain):
        return re.split("[-_]", plain)[0]
    return _languages().get(plain)
