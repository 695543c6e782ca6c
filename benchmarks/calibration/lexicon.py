"""Words to write with: what an account could say that no other post says."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEWEST_WORDS: Final = 8
"""Of a text drawn at random: shorter ones could come twice."""

_HAN: Final = "\u3400-\u9fff"
# Addresses, mentions and hashtags are passed over. A Chinese word is mostly two signs.
_PARTS: Final = re.compile(rf"https?://\S+|[@#＃]\w+|(?P<word>[{_HAN}]{{1,2}}|[^\W{_HAN}]+)")


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text are: from, to. Addresses, mentions and hashtags are none."""
    return [part.span() for part in _PARTS.finditer(text) if part.lastgroup]


@dataclass(frozen=True)
class _Language:
    words: NDArray[np.object_]
    up_to: NDArray[np.float64]  # cumulated share of each word
    lengths: NDArray[np.int64]  # words of each text
    glue: str

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.object_]:
        """Words at random, each as often as in the corpus."""
        return self.words[np.searchsorted(self.up_to, rng.random(count), side="right")]


class Lexicon:
    """The words of a corpus by language, with their frequencies, and how long its texts are."""

    def __init__(self, texts: Sequence[str], languages: Sequence[str]) -> None:
        """Count the words of ``texts``; ``languages`` are the names an export gives them."""
        words: dict[str, Counter[str]] = {}
        lengths: dict[str, list[int]] = {}
        for text, name in zip(texts, languages, strict=True):
            spans = word_spans(text)
            words.setdefault(name, Counter()).update(text[a:b] for a, b in spans)
            lengths.setdefault(name, []).append(max(len(spans), FEWEST_WORDS))
        self._languages = {
            name: _language(count, lengths[name])
            for name, count in words.items()
            if len(count) > FEWEST_WORDS
        }

    def compose(self, rng: np.random.Generator, languages: Sequence[str]) -> Iterator[str]:
        """A new text for each of ``languages``: words by frequency, as many as a text there has."""
        names = np.array(languages, dtype=object)
        composed = np.empty(len(names), dtype=object)
        for name in dict.fromkeys(languages):
            language, rows = self._languages[name], np.flatnonzero(names == name)
            lengths = rng.choice(language.lengths, len(rows))
            words = language.draw(rng, int(lengths.sum()))
            ends = np.cumsum(lengths)
            for row, start, end in zip(rows, ends - lengths, ends, strict=True):
                composed[row] = language.glue.join(words[start:end])
        return iter(composed)

    def reworded(self, rng: np.random.Generator, text: str, language: str, share: float) -> str:
        """The text with ``share`` of its words, on average, exchanged for others."""
        spans = word_spans(text)
        count = int(share * len(spans) + rng.random())
        if not count or language not in self._languages:
            return text
        chosen = sorted(rng.choice(len(spans), count, replace=False).tolist())
        parts, done = [], 0
        for place in chosen:
            start, end = spans[place]
            parts += [text[done:start], self._another(rng, text[start:end], language)]
            done = end
        return "".join([*parts, text[done:]])

    def speaks(self, language: str) -> bool:
        """Whether there are words enough to write in it."""
        return language in self._languages

    def _another(self, rng: np.random.Generator, word: str, language: str) -> str:
        while True:
            other: str = self._languages[language].draw(rng, 1)[0]
            if other.casefold() != word.casefold():
                return other


def _language(count: Counter[str], lengths: Sequence[int]) -> _Language:
    words, uses = zip(*sorted(count.items()), strict=True)
    share = np.cumsum(uses) / sum(uses)
    share[-1] = 1.0
    han = sum(n for word, n in count.items() if re.match(f"[{_HAN}]", word))
    return _Language(
        np.array(words, dtype=object), share, np.array(lengths), "" if 2 * han > sum(uses) else " "
    )
