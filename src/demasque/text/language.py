"""In which language is a text? Script first, then py3langid among the languages of that script.

'unknown' is an answer: for too few letters, for a script outside the list, and where no language is
clearly likeliest. Addresses, mentions and emoji are not looked at.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from functools import cache
from typing import Any, Final

from demasque.errors import UsageError
from demasque.text.forms.form_rules import FAMILY_RULES
from demasque.text.forms.normal_form import match_keys

UNKNOWN: Final = "unknown"

_SPAN_LANGUAGES: Final = {
    # Scripts of one language (of the list), by code points.
    "ja": "3040-30ff",
    "ko": "1100-11ff ac00-d7a3",
    "zh": "3400-9fff 20000-323af",
    "th": "0e00-0e7f",
    "el": "0370-03ff",
    "he": "0590-05ff",
    "hy": "0530-058f",
    "ka": "10a0-10ff",
    "ta": "0b80-0bff",
}
_SHARED_SCRIPTS: Final = {
    "latin": ("0041-024f 1e00-1eff", "de en es fr id it nl pl pt ro sv tr vi"),
    "cyrillic": ("0400-052f", "be bg kk ru sr uk"),
    "arabic": ("0600-06ff 0750-077f", "ar fa ps ur"),
    "devanagari": ("0900-097f", "hi mr ne"),
}
_TELLING_LETTERS: Final = {
    # Letters that only some languages of a shared script write.
    "ыэё": "be kk ru",
    "щ": "bg kk ru uk",
    "ъ": "bg kk ru",
    "і": "be kk uk",
    "їєґ": "uk",
    "ў": "be",
    "јљњћђџ": "sr",
    "әғқңөұүһ": "kk",
    "پچگژ": "fa ps ur",
    "ٹڈڑے": "ur",
    "ښډړټ": "ps",
}
LANGUAGES: Final = tuple(
    sorted(
        [
            *_SPAN_LANGUAGES,
            *(code for _, codes in _SHARED_SCRIPTS.values() for code in codes.split()),
        ]
    )
)
"""The languages that may be answered (ISO 639-1)."""

_LETTERS_NEEDED: Final = {"zh": 3, "ja": 3, "ko": 4, "latin": 12}
_LETTERS_NEEDED_ELSEWHERE: Final = 8
_SURE: Final = 0.5  # probability among the languages of the script
_KANA_SHARE: Final = 0.1  # Han with at least this share of kana is Japanese
_READ: Final = 1_000  # characters of a text that are looked at


def languages_of(texts: Sequence[str | None], among: Iterable[str] = LANGUAGES) -> list[str]:
    """The language of each text, of those named by `among`, or 'unknown'; about 10,000 a second.

    Raise UsageError for a language outside :data:`LANGUAGES`.
    """
    allowed = frozenset(among)
    if strange := sorted(allowed.difference(LANGUAGES)):
        raise UsageError(
            f"Languages that cannot be told: {', '.join(strange)}. Known: {', '.join(LANGUAGES)}."
        )
    keys = match_keys([(text or "")[: 4 * _READ] for text in texts], FAMILY_RULES)
    return [_language(key[:_READ], allowed) for key in keys]


def count_languages(texts: Sequence[str | None]) -> dict[str, int]:
    """How many texts are in each language, most first ('unknown' among them)."""
    counts = Counter(languages_of(texts))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _language(key: str, allowed: frozenset[str]) -> str:
    spans = _spans()
    letters = Counter(spans.get(ord(character)) for character in key if character.isalpha())
    if letters["ja"] and letters["ja"] >= _KANA_SHARE * (letters["ja"] + letters["zh"]):
        letters["ja"] += letters.pop("zh", 0)
    if not letters:
        return UNKNOWN
    script, count = max(letters.items(), key=lambda item: (item[1], item[0] or ""))
    if script is None or count < _LETTERS_NEEDED.get(script, _LETTERS_NEEDED_ELSEWHERE):
        return UNKNOWN
    if script not in _SHARED_SCRIPTS:
        return script if script in allowed else UNKNOWN
    candidates = allowed.intersection(_SHARED_SCRIPTS[script][1].split())
    for letters_told, codes in _TELLING_LETTERS.items():
        if not candidates.isdisjoint(codes.split()) and any(c in key for c in letters_told):
            candidates = candidates.intersection(codes.split())
    if not candidates:
        return UNKNOWN
    language, probability = _identifier(candidates).classify(key)
    return language if probability >= _SURE else UNKNOWN


@cache
def _spans() -> dict[int, str]:
    """The language, or shared script, of each code point."""
    named = {**_SPAN_LANGUAGES, **{name: spans for name, (spans, _) in _SHARED_SCRIPTS.items()}}
    table: dict[int, str] = {}
    for name, spans in named.items():
        for span in spans.split():
            first, last = (int(bound, 16) for bound in span.split("-"))
            table.update(dict.fromkeys(range(first, last + 1), name))
    return table


@cache
def _model() -> Any:
    from py3langid import langid  # here, since the model takes a moment to unpack

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


@cache
def _identifier(candidates: frozenset[str]) -> Any:
    identifier = copy(_model())
    identifier.set_languages(sorted(candidates))
    return identifier
