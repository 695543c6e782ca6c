"""Which listed headlines stand in a text, whole.

A text carries a headline if its normal form (:func:`demasque.text.match_key`) is the same, or,
where the headline is long enough not to be written twice by chance, holds it as a whole run of
words. Each headline is looked for by its longest word, or where its script has no spaces by its
first characters, so that the time does not grow with the number of headlines.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from demasque.text import FAMILY_RULES, match_keys

FEWEST_WORDS: Final = 6
"""Words of a headline that is looked for inside longer texts."""

FEWEST_CHARACTERS: Final = 12
"""The same for scripts without spaces, of which one character says as much as half a word
(:func:`demasque.text.long_enough` counts 12 letters as 5 Han characters)."""

_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_START: Final = 5  # characters by which a headline without spaces is looked for


class HeadlineLookup:
    """Looks headlines up in texts, many at once; ``headlines`` are normal forms to numbers."""

    def __init__(self, headlines: dict[str, int]) -> None:
        self._whole = headlines
        self._words: dict[str, list[tuple[str, int]]] = {}
        self._starts: dict[str, list[tuple[str, int]]] = {}
        for key, number in headlines.items():
            if _UNSPACED.search(key):
                if len(key) >= FEWEST_CHARACTERS:
                    self._starts.setdefault(key[:_START], []).append((key, number))
            elif len(key.split()) >= FEWEST_WORDS:
                rarest = max(key.split(), key=len)
                self._words.setdefault(rarest, []).append((key, number))

    def carried(self, texts: Sequence[str | None]) -> list[tuple[tuple[int, bool], ...]]:
        """Of each text, the numbers of its headlines, and whether each is only a part of it."""
        return [self._in_key(key) if key else () for key in match_keys(texts, FAMILY_RULES)]

    def _in_key(self, key: str) -> tuple[tuple[int, bool], ...]:
        whole = self._whole.get(key)
        words = set(key.split())
        nothing = self._words.keys().isdisjoint(words)
        if nothing and (not self._starts or not _UNSPACED.search(key)):
            return () if whole is None else ((whole, False),)
        found = {} if whole is None else {whole: False}
        for headline, number in self._possible(key, words):
            if number not in found and holds_run(key, headline):
                found[number] = True
        return tuple(found.items())

    def _possible(self, key: str, words: set[str]) -> Iterator[tuple[str, int]]:
        for word in self._words.keys() & words:
            yield from self._words[word]
        if self._starts:
            windows = {key[n : n + _START] for n in range(len(key) - _START + 1)}
            for start in self._starts.keys() & windows:
                yield from self._starts[start]


def holds_run(key: str, headline: str) -> bool:
    """Whether a normal form holds a headline's as a run of whole words."""
    at = key.find(headline)
    while at >= 0:
        end = at + len(headline)
        if _parted(key[max(0, at - 1) : at + 1]) and _parted(key[end - 1 : end + 1]):
            return True
        at = key.find(headline, at + 1)
    return False


def _parted(two: str) -> bool:
    """Whether two neighbouring characters belong to two words; at an edge there is but one."""
    return len(two) < 2 or " " in two or _UNSPACED.search(two) is not None
