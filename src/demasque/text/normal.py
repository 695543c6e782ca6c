"""The normal form of a post's words: a key under which the same message in other clothes is one.

The key is for matching only. It is never shown as what somebody wrote: the original text is the
evidence. Rules are named and switchable, see :class:`~demasque.text.rules.Rules`.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.text.alphabet import CODE_POINTS, EMOJI, SEPARATOR, Alphabet, alphabet
from demasque.text.kernel import SWITCHES, fold, involved_posts, weigh
from demasque.text.rules import ALL_RULES, Rules

LETTERS_NEEDED: Final = 12
HAN_NEEDED: Final = 5

_BATCH_CHARACTERS: Final = 2_000_000
_SEPARATOR: Final = chr(SEPARATOR)
_MARKS_IN_A_ROW: Final = 30  # UAX #15's Stream-Safe Text Format; more make NFKC quadratic


def match_key(text: str | None, rules: Rules = ALL_RULES) -> str:
    """The normal form of one post's text; "" for no text or none left. Many: :func:`match_keys`."""
    return match_keys([text], rules)[0]


def match_keys(texts: Sequence[str | None], rules: Rules = ALL_RULES) -> list[str]:
    """The normal form of each text, in order; null gives "". Never raises on any text."""
    keys: list[str] = []
    for batch in _batches(texts):
        keys += _keys_of_batch(batch, rules)
    return keys


def long_enough(key: str) -> bool:
    """Whether a key says enough that two people would not write it by chance."""
    return bool(long_enough_each([key])[0])


def long_enough_each(keys: Sequence[str]) -> NDArray[np.bool_]:
    """Which keys hold at least 12 letters or 5 Han characters, or as much of both together."""
    counts = [
        weigh(_codes(_SEPARATOR.join(batch)), alphabet().kind, len(batch))
        for batch in _batches(keys)
    ]
    if not counts:
        return np.zeros(0, np.bool_)
    letters, han = np.concatenate(counts).T
    return letters * HAN_NEEDED + han * LETTERS_NEEDED >= LETTERS_NEEDED * HAN_NEEDED


def emoji_of(text: str) -> str:
    """The emoji of a text, in order, which its key leaves out."""
    kind = alphabet().kind
    return "".join(character for character in text if kind[ord(character)] == EMOJI)


def _batches(texts: Sequence[str | None]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text or "")
        size += len(batch[-1])
        if size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _keys_of_batch(texts: list[str], rules: Rules) -> list[str]:
    letters = alphabet()
    joined = _SEPARATOR.join(texts)
    if joined.count(_SEPARATOR) != len(texts) - 1:
        texts = [text.replace(_SEPARATOR, "") for text in texts]
        joined = _SEPARATOR.join(texts)
    if rules.entities and "&" in joined:
        texts = [_read_entities(text) if "&" in text else text for text in texts]
        joined = _SEPARATOR.join(texts)
    codes = _codes(joined)
    if rules.compatibility:
        found = np.flatnonzero(involved_posts(codes, letters.involved, len(texts)))
        if found.size:
            for post in found.tolist():
                texts[post] = _compatible(texts[post], rules)
            codes = _codes(_SEPARATOR.join(texts))
    compatible = letters.compatible if rules.compatibility else _identity()
    final = _final(rules.case, rules.traditional)
    out, size = fold(
        codes, letters.kind, letters.script, compatible, final, letters.lookalike, _switches(rules)
    )
    return out[:size].tobytes().decode("utf-32-le", "surrogatepass").split(_SEPARATOR)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(bytearray(text.encode("utf-32-le", "surrogatepass")), np.uint32)


def _read_entities(text: str) -> str:
    return html.unescape(text).replace(_SEPARATOR, "")


def _compatible(text: str, rules: Rules) -> str:
    text = unicodedata.normalize("NFKC", _too_many_marks().sub(r"\1", text))
    if rules.case:
        text = _folds_to_several().sub(lambda match: match[0].casefold(), text)
    return text


@cache
def _too_many_marks() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{_MARKS_IN_A_ROW}}})[{marks}]+")


@cache
def _folds_to_several() -> re.Pattern[str]:
    several = [chr(code) for code in range(0x80, 0xFB18) if len(chr(code).casefold()) > 1]
    return re.compile(f"[{''.join(several)}]")


@cache
def _identity() -> NDArray[np.uint32]:
    return np.arange(CODE_POINTS, dtype=np.uint32)


@cache
def _final(case: bool, traditional: bool) -> NDArray[np.uint32]:
    letters: Alphabet = alphabet()
    final = letters.folded if case else _identity()
    return letters.simplified[final] if traditional else final


@cache
def _switches(rules: Rules) -> NDArray[np.bool_]:
    return np.array([getattr(rules, name) for name in SWITCHES], np.bool_)
