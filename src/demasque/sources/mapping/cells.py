"""One value of an export, as one of ours: text, whole number, yes or no, list, digest."""

import ast
import re
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from typing import Any

import msgspec

NOTHING = frozenset({"", "nan", "NaN", "null", "NULL", "None", "none", "NA", "N/A", "\\N", "[]"})
"""How exports write that there is no value."""

EXACT = 2.0**53
"""From here on a float stands for several whole numbers: an identifier has lost its last digits."""

ROUNDED = r"^\s*\d(?:[.,]\d+)?[eE]\+?\d+\s*$"
"""How spreadsheets and floats write an identifier that has lost its last digits."""

_SEPARATORS = re.compile(r"\s*[|;]\s*|\s*,\s+|\s+|,(?=https?://|#|@)")
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
    return re.match(ROUNDED, identifier) is not None


def as_reference(value: Any) -> str | None:
    """An identifier of another post or account; None where it has lost its last digits."""
    word = as_text(value)
    return None if word is None or is_rounded(word) else word


def as_int(value: Any) -> int | None:
    """Whole number of 64 bits, or None; '1,234' and '12.0' are read."""
    if type(value) is int:
        return value if -(2**63) <= value < 2**63 else None
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
        value = _parsed(word) if word[0] in "[{(" else [w for w in _SEPARATORS.split(word) if w]
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, (list, tuple)):
        value = [value]
    words = (as_text(_telling(item)) for item in value)
    return [word for word in words if word is not None]


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
    return None if word is None else blake2b(word.encode(), digest_size=16).hexdigest()


def handle_shape(handle: Any) -> tuple[int | None, int | None]:
    """Length of a handle, and how many digits end it: all that is kept of it."""
    word = (as_text(handle) or "").removeprefix("@")
    if not word:
        return None, None
    return len(word), len(word) - len(word.rstrip("0123456789"))


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
