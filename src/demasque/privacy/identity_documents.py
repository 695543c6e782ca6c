"""Numbers of identity documents: told from other numbers by their check digits or by a word."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

_CHINESE_ID: Final = re.compile(r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])")
_CHINESE_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FRENCH_NIR: Final = re.compile(
    r"(?<!\d)[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2])[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}[ .]?\d{2}"
    r"(?!\d)"
)
_US_SSN: Final = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
_UK_NINO: Final = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"
)
_CANADIAN_SIN: Final = re.compile(
    # Written with spaces it looks like a large number in French: a word must say what it is.
    r"(?<![\d-])\d{3}-\d{3}-\d{3}(?![\d-])"
    r"|(?i:\b(?:SIN|NAS|social insurance number|numéro d['’]assurance sociale)\b)\D{0,12}?"
    r"(?P<number>\d{3} ?\d{3} ?\d{3})(?!\d)"
)
# Passports and cards have no check digit outside their machine-readable line: a word must say so.
_NAMED: Final = re.compile(
    r"(?:passports?|passeports?|identity card|id card|national id"
    r"|carte (?:nationale )?d['’]identité|cni|护照|護照|身份证|身份證|居民證)\D{0,20}?"
    r"(?P<number>(?=[A-Z0-9]*\d{5})[A-Z0-9]{7,18})(?![A-Za-z0-9])",
    re.IGNORECASE,
)

DOCUMENT_HINT: Final = (
    r"[0-9]{17}[0-9Xx]|[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}"
    r"|[12][ .]?[0-9]{2}[ .]?[01][0-9][ .]?[0-9][0-9AB]|[0-9]{3}-[0-9]{2}-[0-9]{4}"
    r"|\b[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b"
    r"|(?i:passport|passeport|identity card|id card|national id|identité|\bcni\b)"
    r"|护照|護照|身份证|身份證|居民證"
)
"""RE2 expression that every text with such a number matches."""


def documents_in(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers of identity documents stand in a text, as (start, end), none inside another."""
    spans = [found.span("number") for found in _NAMED.finditer(text)]
    for pattern, holds in _CHECKED:
        spans += [_number(found) for found in pattern.finditer(text) if holds(found[0])]
    end = 0
    for start, stop in sorted(spans):
        if start >= end:
            yield start, stop
            end = stop


def _number(found: re.Match[str]) -> tuple[int, int]:
    """Where the number itself stands, without the word before it."""
    named = found.groupdict().get("number") is not None
    return found.span("number") if named else found.span()


def _chinese_id(number: str) -> bool:
    """GB 11643: a birth date in the middle, ISO 7064 mod 11-2 at the end."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(number, _CHINESE_WEIGHTS, strict=False)
    )
    return born.year >= 1900 and number[17].upper() == "10X98765432"[total % 11]


def _french_nir(number: str) -> bool:
    """INSEE: the last two digits are 97 less the rest of the others modulo 97."""
    plain = re.sub(r"[ .]", "", number)
    body = plain[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(plain[13:])


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1: every second digit from the right doubled, all digits add up to tens."""
    digits = [int(sign) for sign in reversed(number) if sign.isdigit()]
    return sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def _always(_: str) -> bool:
    return True


_CHECKED: Final[tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...]] = (
    (_CHINESE_ID, _chinese_id),
    (_FRENCH_NIR, _french_nir),
    (_US_SSN, _always),
    (_CANADIAN_SIN, _luhn),
    (_UK_NINO, _always),
)
