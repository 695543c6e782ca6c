"""What each code point is to the match key: its class, its script, and what it folds to.

Arrays over all code points, built once from the Unicode database in Python, the script ranges and
TR39 confusables of `confusable_homoglyphs`, and OpenCC's Traditional to Simplified table.
"""

import json
import unicodedata
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

CODE_POINTS: Final = 0x110000

# Classes, in an order the kernel relies on: those up to THAI are written, the rest are not.
LETTER, DIGIT, MARK, HAN, KANA, HANGUL, THAI = 0, 1, 2, 3, 4, 5, 6
STRAY_MARK, PUNCTUATION, SPACE, INVISIBLE, EMOJI, APOSTROPHE, TATWEEL = 7, 8, 9, 10, 11, 12, 13
LAST_WRITTEN: Final = THAI

LATIN, CYRILLIC, GREEK = 1, 2, 3
OTHER_LOOKALIKE: Final = 4  # Armenian, Cherokee, Lisu ...: letters that pass for Latin ones

_UNSPACED = {"THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "JAVANESE", "BALINESE", "TAI_LE", "YI"}
_LOOKALIKE_SCRIPTS = {"ARMENIAN", "CHEROKEE", "LISU", "COPTIC", "DESERET", "OSAGE", "GEORGIAN"}
_SCRIPTS = {
    "LATIN": LATIN,
    "CYRILLIC": CYRILLIC,
    "GREEK": GREEK,
    **dict.fromkeys(_LOOKALIKE_SCRIPTS, OTHER_LOOKALIKE),
}
_BY_LETTER = {"L": LETTER, "N": DIGIT, "M": MARK}
_APOSTROPHES = "'\u2018\u2019\u02bc\u02b9\uff07"
# Everything outside these is Han, Hangul syllables, private use or unassigned: set by the range.
_LISTED = ((0, 0x3400), (0xA000, 0xAC00), (0xD7A4, 0xD800), (0xF900, 0x17000), (0x1B000, 0x1FB00))
_HAN = ((0x3005, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32400))
_EMOJI = ((0x2190, 0x2C00), (0x3030, 0x3031), (0x303D, 0x303E), (0x1F000, 0x1FB00))


class Alphabet(NamedTuple):
    """Arrays of `CODE_POINTS` entries; see the module's words."""

    kind: NDArray[np.uint8]  # class
    script: NDArray[np.uint8]  # 0, or LATIN, CYRILLIC, GREEK, OTHER_LOOKALIKE
    compatible: NDArray[np.uint32]  # NFKC where that is one character
    folded: NDArray[np.uint32]  # case folding where that is one character
    simplified: NDArray[np.uint32]
    lookalike: NDArray[np.uint32]  # (3, CODE_POINTS): the letter it passes for in each script
    involved: NDArray[np.bool_]  # needs the whole text's NFKC or a folding of several characters


@cache
def alphabet() -> Alphabet:
    """Build the arrays (about half a second), once per process."""
    identity = np.arange(CODE_POINTS, dtype=np.uint32)
    # Bytes of Python's own: one by one they are written several times faster than an array's.
    kind, script = bytearray([INVISIBLE]) * CODE_POINTS, bytearray(CODE_POINTS)
    compatible, folded = identity.copy(), identity.copy()
    several = bytearray(CODE_POINTS)
    for first, last in _HAN:
        kind[first:last] = bytes([HAN]) * (last - first)
    kind[0xAC00:0xD7A4] = bytes([HANGUL]) * (0xD7A4 - 0xAC00)
    scripts = _scripts()
    for code in _listed_code_points():
        character = chr(code)
        if kind[code] != HAN:
            kind[code] = _kind(code, character, scripts.get(code, ""))
        script[code] = _script(scripts.get(code, ""))
        composed = unicodedata.normalize("NFKC", character)
        lower = composed.casefold()
        if len(composed) == 1:
            if composed != character:
                compatible[code] = ord(composed)
            if len(lower) == 1 and lower != character:
                folded[code] = ord(lower)
        multiple = (len(composed) > 1 or len(lower) > 1) and kind[code] not in (PUNCTUATION, SPACE)
        several[code] = multiple or unicodedata.combining(character) != 0
    involved = np.frombuffer(several, np.bool_)
    involved[0x1100:0x1200] = True  # Hangul written letter by letter
    kinds, scripted = (np.frombuffer(each, np.uint8) for each in (kind, script))
    lookalike = _lookalikes(scripted, folded)
    return Alphabet(kinds, scripted, compatible, folded, _simplified(), lookalike, involved)


def _listed_code_points() -> list[int]:
    ranges = (*_LISTED, (0x2F800, 0x2FA20), (0xE0000, 0xE01F0))
    return [code for first, last in ranges for code in range(first, last)]


def _kind(code: int, character: str, script: str) -> int:
    category = unicodedata.category(character)
    if character in _APOSTROPHES:
        return APOSTROPHE
    if code == 0x0640:
        return TATWEEL
    if code in (0x200D, 0x20E3) or 0xFE00 <= code < 0xFE10:
        return INVISIBLE
    if category[0] == "Z" or character in "\t\n\v\f\r\x85":
        return SPACE
    if category in ("Mn", "Me") and _is_stray(code):
        return STRAY_MARK
    return _kind_by_category(code, category, script)


def _kind_by_category(code: int, category: str, script: str) -> int:
    if script in _UNSPACED and category[0] in "LM":
        return THAI
    if script in ("HIRAGANA", "KATAKANA", "BOPOMOFO") or code == 0x30FC:
        return KANA
    if script == "HANGUL":
        return HANGUL
    if category[0] in _BY_LETTER:
        return _BY_LETTER[category[0]]
    if any(first <= code < last for first, last in _EMOJI):
        return EMOJI
    return INVISIBLE if category in ("Cc", "Cf", "Cs", "Co") else PUNCTUATION


def _is_stray(code: int) -> bool:
    """Accents that compose where a letter takes them; vowel signs that writers may leave out."""
    ranges = ((0x0300, 0x0370), (0x0591, 0x05C8), (0x0610, 0x061B), (0x064B, 0x0660))
    later = (
        (0x0670, 0x0671),
        (0x06D6, 0x06EE),
        (0x1AB0, 0x1B00),
        (0x1DC0, 0x1E00),
        (0x20D0, 0x2100),
    )
    return any(first <= code < last for first, last in ranges + later)


def _script(name: str) -> int:
    return _SCRIPTS.get(name, 0)


def _scripts() -> dict[int, str]:
    data = _package_data("categories.json")
    names = data["iso_15924_aliases"]
    return {
        code: names[script]
        for first, last, script, _ in data["code_points_ranges"]
        if last - first < 5000
        for code in range(first, last + 1)
    }


def _package_data(name: str) -> Any:
    text = resources.files("confusable_homoglyphs").joinpath(name).read_text(encoding="utf-8")
    return json.loads(text)


def _lookalikes(script: NDArray[np.uint8], folded: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """For each target script, the letter of it that a letter of another script passes for."""
    confusables = _package_data("confusables.json")
    table = np.zeros((3, CODE_POINTS), np.uint32)
    letters = [code for code in np.flatnonzero(script) if chr(code) in confusables]
    for target in (LATIN, CYRILLIC, GREEK):
        for code in letters:
            if script[code] != target:
                table[target - 1, code] = _best_lookalike(chr(code), target, confusables, script)
        # A small letter whose capital passes for another's: "в" for "b", by way of "В" and "B".
        for code in letters:
            small = int(folded[code])
            if small != code and table[target - 1, code] and not table[target - 1, small]:
                table[target - 1, small] = folded[table[target - 1, code]]
    return table


def _best_lookalike(
    character: str, target: int, confusables: dict[str, Any], script: NDArray[np.uint8]
) -> int:
    """Prefer the target script's plainest letter of the same case; 0 where there is none."""
    basic = {LATIN: (0x41, 0x7B), CYRILLIC: (0x400, 0x460), GREEK: (0x386, 0x3CF)}[target]
    found = [item["c"] for item in confusables[character]]
    for between in list(found):
        found += [item["c"] for item in confusables.get(between, ())]
    fitting = sorted(
        other
        for other in set(found)
        if len(other) == 1
        and basic[0] <= ord(other) < basic[1]
        and script[ord(other)] == target
        and other.isupper() == character.isupper()
    )
    return ord(fitting[0]) if fitting else 0


def _simplified() -> NDArray[np.uint32]:
    """One character at a time: a key must not depend on the phrase around it."""
    import opencc  # here, since its tables take a moment and a source reader needs none of them

    table = np.arange(CODE_POINTS, dtype=np.uint32)
    characters = [chr(code) for first, last in _HAN for code in range(first, last)]
    for config in ("tw2s", "t2s"):
        converted = opencc.OpenCC(config).convert("\n".join(characters)).split("\n")
        for before, after in zip(characters, converted, strict=True):
            if len(after) == 1 and after != before:
                table[ord(before)] = ord(after)
    return table
