"""Dates whose month is a word, or whose year stands first: '1er mai 2024 14:05', '2024/05/01'.

The names of months are Unicode's (CLDR), in the languages of Europe and as written in exports; a
name that means two different months in two of these languages is not read.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Final

LANGUAGES: Final = (
    "en", "fr", "de", "es", "it", "pt", "ca", "nl", "da", "sv", "nb", "fi", "is", "et", "lv", "lt",
    "pl", "cs", "sk", "sl", "sr", "bs", "hu", "ro", "el", "bg", "mk", "uk", "ru", "be", "sq",
    "tr", "ga", "mt",
)  # fmt: skip
"""Whose names of months are known. Not Croatian: its 'listopad' is October, Polish's November."""

_TIME: Final = (
    r"(?:,?\s+(?:at|à|às|a las|um|alle|om|kl\.?|o|в|о)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:.h]|heures?)\s*(?P<minute>\d\d)?(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?(?:\s*(?:UTC|GMT|Z|Uhr))?)?"
)
_YEAR_LAST: Final = r"(?:\s*,\s*|\.?\s+(?:de\s+|del\s+)?)(?P<year>\d{4})\.?(?:\s*г\.)?"
_MONTH: Final = r"(?P<month>[^\W\d_]+)"
_WEEKDAY: Final = r"(?:[^\W\d_]+\.?(?:-feira)?,?\s+)?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|[.ºª])?\s*(?:de\s+|d['’]\s*|of\s+)?"
        rf"{_MONTH}{_YEAR_LAST}{_TIME}",
        rf"{_WEEKDAY}{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR_LAST}{_TIME}",
        rf"(?P<year>\d{{4}})(?P<sign>[/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}}){_TIME}",
        rf"(?P<year>\d{{4}})\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]"
        rf"\s*(?P<day>\d{{1,2}})\s*[日일]{_TIME}",
    )
)
_HYPHENS: Final = re.compile(r"(?<=\d)-(?=[^\W\d_])|(?<=[^\W\d_]|\.)-(?=\d)")
ONLY_A_DATE: Final = (
    r"[^\d:]*\d{1,2}\D+\d{4}\D*|\d{4}[/.]\d{1,2}[/.]\d{1,2}"
    r"|\d{4}\s*[年년]\s*\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일]"
)
"""What has no time of day, for regular expressions of Arrow."""


def date_in_words(word: str) -> datetime:
    """The time that a text says, UTC where it names no zone. ValueError for what is none."""
    spaced = _HYPHENS.sub(" ", word)
    found = next((match for form in _FORMS if (match := form.fullmatch(spaced))), None)
    if found is None:
        raise ValueError(word)
    part = found.groupdict()
    written = part["month"].casefold()
    month = int(written) if written.isdigit() else month_names().get(written)
    if month is None:
        raise ValueError(word)
    hour = _hour(int(part["hour"] or 0), part["half"])
    minute, second = int(part["minute"] or 0), int(part["second"] or 0)
    return datetime(int(part["year"]), month, int(part["day"]), hour, minute, second, tzinfo=UTC)


def _hour(hour: int, half: str | None) -> int:
    """Of 24, from one of 12 and 'a' or 'p'."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in "Pp" else 0)


@cache
def month_names() -> dict[str, int]:
    """Name -> month, casefolded and without a full stop, for names that mean one month only."""
    months: dict[str, set[int]] = {}
    for name, month in _names():
        months.setdefault(name, set()).add(month)
    return {name: min(which) for name, which in months.items() if len(which) == 1}


def _names() -> Iterator[tuple[str, int]]:
    from babel import Locale

    for language in LANGUAGES:
        months = Locale(language).months
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in months[use][width].items():
                    yield name.casefold().rstrip("."), month
    yield "sept", 9
