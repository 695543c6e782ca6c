"""Phone numbers in the words of posts: found by Google's phone number library, judged by context.

The library knows every country's numbering; what it cannot know is whether ten digits in a row are
a number to call or a count of views. So a number without a country code must be written as one is
in that country, or stand behind a word such as 'call'.
"""

import re
from collections.abc import Iterator
from typing import Final

from phonenumbers import Leniency, PhoneNumberMatch, PhoneNumberMatcher

_DIGIT: Final = "[0-9０-９]"
_BETWEEN: Final = "[0-9０-９ ().\\-/\u00a0\u2009\u2011\u2013\u202f]"
PHONE_HINT: Final = f"{_DIGIT}{_BETWEEN}{{5,}}{_DIGIT}"
"""Expression (RE2 and Python) that every text with a phone number matches."""

_LIKE: Final = re.compile(PHONE_HINT)
_DATE: Final = re.compile(
    r"\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d\b|(?:19|20)\d\d[.-]\d{1,2}[.-]\d{1,2}"
)
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_REGIONS: Final = {"fr": ("FR",), "en": ("US", "GB"), "zh": ("CN", "TW", "HK")}
_CUE: Final = re.compile(
    r"(?:\btel|phone|mobile|\bcall|\btext\b|\bsms\b|whats ?app|\bcell\b|\bring\b|signal|\bfax\b"
    r"|t[ée]l[ée]?phon|portable|appel|num[ée]ro|joindre"
    r"|电话|電話|手机|手機|致电|致電|联系|聯繫|微信|拨打|撥打|号码|號碼|热线|熱線)[^\d]{0,24}$",
    re.IGNORECASE,
)
_MONEY: Final = "$€£¥￥%#№"


def phones_in(text: str, lang: str | None) -> Iterator[tuple[int, int]]:
    """Where phone numbers stand in a text, as (start, end), in order."""
    if not any(sum(map(str.isdigit, found)) >= 7 for found in _LIKE.findall(text)):
        return
    taken: list[tuple[int, int]] = []
    for region in _regions(text, lang):
        for found in PhoneNumberMatcher(text, region, Leniency.VALID, max_tries=40):
            clear = all(found.end <= start or end <= found.start for start, end in taken)
            if clear and _is_one(text, found, region):
                taken.append((found.start, found.end))
    yield from sorted(taken)


def _regions(text: str, lang: str | None) -> tuple[str | None, ...]:
    if _HAN.search(text):
        return _REGIONS["zh"]
    known = (lang or "").split("-")[0]
    # No language given: numbers of France and of English-speaking countries are looked for.
    return _REGIONS.get(known, (None,)) if known else ("FR", "US", "GB")


def _is_one(text: str, found: PhoneNumberMatch, region: str | None) -> bool:
    raw = found.raw_string
    before, after = text[: found.start], text[found.end :].lstrip()
    if before.rstrip()[-1:] in tuple(_MONEY) or after[:1] in tuple("$€£¥￥%元"):
        return False
    if _DATE.match(raw):
        return False
    if raw.startswith(("+", "＋", "00")):
        return True
    if _CUE.search(before[-40:]):
        return True
    digits = re.sub(r"\D", "", raw)
    if digits == raw:
        return _bare(digits, region)
    strict = PhoneNumberMatcher(raw, region, Leniency.STRICT_GROUPING)
    return strict.has_next() and _set_apart(raw)


def _bare(digits: str, region: str | None) -> bool:
    """Digits alone, no word before them: only where hardly anything else is written like that."""
    if region == "CN":
        return bool(re.fullmatch(r"1[3-9]\d{9}", digits))
    if region == "FR":
        return bool(re.fullmatch(r"0[1-79]\d{8}", digits))
    return region == "GB" and bool(re.fullmatch(r"07\d{9}", digits))


def _set_apart(raw: str) -> bool:
    """Whether the groups are a number's: not one decimal point, not a slash as in dates."""
    return (
        "/" not in raw and len(re.findall(r"\d+", raw)) >= 2 and not re.fullmatch(r"\d+\.\d+", raw)
    )
