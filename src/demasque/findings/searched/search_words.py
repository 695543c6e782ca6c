"""Which words are the same to a search? Folded texts, and pieces of them that may be looked up.

The fold is the normal form of docs/text.md, which reads capitals, full-width and look-alike
letters, Traditional Chinese and Arabic vowel signs as what they stand for; accents go besides, and
the letters of Arabic that writers exchange. Links, mentions, hashtags and emoji stay. Scripts
written without blanks (Chinese, Japanese, Thai, ...) are cut into overlapping pairs of signs, the
usual way to search them without a dictionary (Nie, Gao, Zhang and Zhou 2000).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from demasque.text import ALL_RULES, match_keys

FOLD: Final = ALL_RULES.without("links", "leading_mentions", "emoji", "punctuation", "repeats")

LONGEST_QUERY: Final = 300
"""Characters of a query that are read."""

MOST_TERMS: Final = 16
"""Words or phrases of a query that are read."""

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_SIGNS: Final = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_MARKED: Final = range(0x300, 0x1F000)  # where combining marks of scripts in use stand
_RUN: Final = re.compile(f"[{_UNSPACED}]+")
_SIGN: Final = re.compile(f"([{_SIGNS}])")
_QUOTES: Final = str.maketrans("“”„«»＂", '""""""')
_TERM: Final = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_EXCHANGED: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىئ", "ي"),
        "ؤ": "و",
        "ة": "ه",
        **dict.fromkeys(map(chr, (*range(0x300, 0x370), *range(0x591, 0x5C8))), None),
        **dict.fromkeys("\u200d\ufe0e\ufe0f", None),
    }
)


@dataclass(frozen=True)
class SearchTerm:
    """One word, or a phrase of several: its folded text."""

    folded: str
    excluded: bool = False

    @property
    def match(self) -> str:
        """The term as FTS5 reads it: a phrase, whatever signs stand in it."""
        pairs = in_pairs(self.folded, asked=True)
        whole = '"' + pairs.replace('"', " ") + '"'
        # One sign of a script without blanks stands at the beginning of one of the pairs.
        alone = re.search(f"(?:^|[^{_UNSPACED}])[{_UNSPACED}]$", self.folded)
        return f"{whole} *" if alone else whole


@dataclass(frozen=True)
class SearchQuery:
    """What is looked for: all of ``wanted`` and none of ``unwanted``.

    ``cut``: more was asked for than is read.
    """

    wanted: tuple[SearchTerm, ...]
    unwanted: tuple[SearchTerm, ...]
    cut: bool = False

    @property
    def match(self) -> str:
        """The query as FTS5 reads it; "" where no word is wanted."""
        if not self.wanted:
            return ""
        asked = " AND ".join(each.match for each in self.wanted)
        return f"({asked})" + "".join(f" NOT {each.match}" for each in self.unwanted)


def read_query(written: str) -> SearchQuery:
    """Read a query: words, "phrases in quotes", -without. No query makes it raise."""
    text = written[:LONGEST_QUERY].translate(_QUOTES)
    found = []
    for minus, phrase, word in _TERM.findall(text):
        excluded = bool(minus) or (word.startswith("-") and len(word) > 1)
        found.append((phrase or word.removeprefix("-"), excluded))
    folded = fold_texts([term for term, _ in found])
    terms = [
        SearchTerm(" ".join(fold.split()), excluded)
        for fold, (_, excluded) in zip(folded, found, strict=True)
        if _sayable(fold)
    ]
    return SearchQuery(
        tuple(each for each in terms[:MOST_TERMS] if not each.excluded),
        tuple(each for each in terms[:MOST_TERMS] if each.excluded),
        cut=len(written) > LONGEST_QUERY or len(terms) > MOST_TERMS,
    )


def fold_texts(texts: Sequence[str | None]) -> list[str]:
    """Fold texts: two that a search takes for the same have one fold."""
    return [_plain(key) for key in match_keys(texts, FOLD)]


def in_pairs(folded: str, *, asked: bool = False) -> str:
    """Cut scripts without blanks into pairs of signs, with the last sign alone; ``asked`` without
    it, as a query is read. Emoji stand alone.
    """
    if folded.isascii():
        return folded
    cut = _RUN.sub(lambda run: _pairs(run[0], asked), folded)
    return _SIGN.sub(r" \1 ", cut)


def _pairs(run: str, asked: bool) -> str:
    pairs = [run[n : n + 2] for n in range(len(run) - 1)]
    if not asked or not pairs:
        pairs.append(run[-1])
    return f" {' '.join(pairs)} "


def _plain(key: str) -> str:
    if key.isascii():
        return key
    apart = unicodedata.normalize("NFD", key.translate(_EXCHANGED))
    return unicodedata.normalize("NFC", apart.translate(_EXCHANGED))


def _sayable(folded: str) -> bool:
    """Whether anything in it is kept by the index."""
    return any(unicodedata.category(sign)[0] in "LN" or _SIGN.match(sign) for sign in folded)


@dataclass(frozen=True)
class FoundPiece:
    """A stretch of a text, and whether it was looked for."""

    text: str
    found: bool


def marked_words(
    texts: Sequence[str], query: SearchQuery, longest: int
) -> list[tuple[FoundPiece, ...]]:
    """Mark what was looked for in each text; of a long one, ``longest`` characters round it."""
    spans = [list(_piece().finditer(text)) for text in texts]
    pieces = sorted({each[0] for some in spans for each in some})
    folds = dict(zip(pieces, fold_texts(pieces), strict=True))
    wanted = [[each[0] for each in _piece().finditer(term.folded)] for term in query.wanted]
    return [
        _marked(text, _found(some, [folds[each[0]] for each in some], wanted), longest)
        for text, some in zip(texts, spans, strict=True)
    ]


@cache
def _piece() -> re.Pattern[str]:
    """A word, one sign of a script without blanks, or an emoji."""
    marks = "".join(chr(code) for code in _MARKED if unicodedata.category(chr(code))[0] == "M")
    letter = rf"[^\W_{_UNSPACED}]"
    return re.compile(rf"[{_UNSPACED}]|{letter}(?:{letter}|[{re.escape(marks)}])*|[{_SIGNS}]")


def _found(
    spans: Sequence[re.Match[str]], folds: Sequence[str], wanted: Sequence[Sequence[str]]
) -> list[tuple[int, int]]:
    """From where to where something wanted stands, in order, without overlaps."""
    hits = [
        (spans[n].start(), spans[n + len(term) - 1].end())
        for term in wanted
        if term
        for n in range(len(folds) - len(term) + 1)
        if list(folds[n : n + len(term)]) == list(term)
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hits):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _marked(text: str, hits: Sequence[tuple[int, int]], longest: int) -> tuple[FoundPiece, ...]:
    first = max(min(hits[0][0] - longest // 3, len(text) - longest), 0) if hits else 0
    last = min(first + longest, len(text))
    pieces, at = [FoundPiece("…", False)] if first else [], first
    for start, end in hits:
        if start >= last:
            break
        pieces += [
            FoundPiece(text[at:start], False),
            FoundPiece(text[start : min(end, last)], True),
        ]
        at = min(end, last)
    pieces += [FoundPiece(text[at:last], False)]
    if last < len(text):
        pieces.append(FoundPiece("…", False))
    return tuple(each for each in pieces if each.text)
