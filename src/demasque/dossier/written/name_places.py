"""Where words may name an account: after an @, in the address of a page, or by a bare word."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from demasque import privacy

_PSEUDONYM: Final = re.compile(r"[ap]_[a-z2-7]{16}")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_IN_ADDRESS: Final = re.compile(r"(?<=[/?&=#])[^\s/?&=#<>\"]+")
_BARE: Final = re.compile(r"(?<![\w@＠])(?P<tag>[#＃]?)(?P<word>-?\w(?:[\w.:-]*\w)?)")
_PARTS: Final = re.compile(r"\w+")

_FEWEST_DIGITS: Final = 5
"""Digits of a number that may be an id by itself: years and counts have fewer."""

_SHORTEST: Final = 3
"""Characters of a bare word that may be an id."""


class NamePlace(NamedTuple):
    """Characters ``start`` to ``end`` may name an account; ``platform`` None: any of the case's.

    ``bare`` words name one only where an account's id reads so; the others may be handles.
    """

    start: int
    end: int
    name: str
    platform: str | None = None
    bare: bool = False

    @property
    def one_word(self) -> bool:
        """Whether the name has letters only, as words of the language have."""
        return self.name.isalpha()


def name_places(words: str, as_address: bool = False) -> list[NamePlace]:
    """Places that may name an account, those that say more first; they may lie in each other.

    ``as_address``: the words are an address, or a hashtag; a name of letters only is not looked for
    there by itself, as a page's path and a topic have many such words.
    """
    named = [NamePlace(each.start, each.end, each.name, each.platform)
             for each in privacy.profiles_in(words)]  # fmt: skip
    named += [NamePlace(*each.span(1), each[1]) for each in privacy.MENTION.finditer(words)]
    bare = sorted(_bare(words, as_address), key=lambda each: each.start - each.end)
    return [each for each in (*named, *bare) if not _PSEUDONYM.fullmatch(each.name)]


def _bare(words: str, as_address: bool) -> Iterator[NamePlace]:
    addresses = [(0, len(words))] if as_address else [m.span() for m in _ADDRESS.finditer(words)]
    for start, end in addresses:
        for part in _IN_ADDRESS.finditer(words, start, end):
            yield from _signed(part.start(), part[0])
    if as_address and "/" not in words:
        yield from _signed(0, words)
    for found in _BARE.finditer(words):
        at, word = found.start("word"), found["word"]
        if any(start <= at < end for start, end in addresses):
            continue
        if found["tag"]:
            yield from _signed(at, word)
            continue
        for begins, each in _readings(at, word):
            if _may_be_id(each):
                yield NamePlace(begins, begins + len(each), each, bare=True)


def _readings(at: int, word: str) -> Iterator[tuple[int, str]]:
    """The word as it stands, without a dash before it, and its parts."""
    yield at, word
    if word.startswith("-"):
        yield at + 1, word[1:]
    if "-" in word or ":" in word:
        for part in _PARTS.finditer(word):
            yield at + part.start(), part[0]


def _signed(at: int, word: str) -> Iterator[NamePlace]:
    plain = word.lstrip("#＃")
    at += len(word) - len(plain)
    if not plain.isalpha() and _may_be_id(plain):
        yield NamePlace(at, at + len(plain), plain, bare=True)


def _may_be_id(word: str) -> bool:
    digits = word.removeprefix("-")
    return len(digits) >= (_FEWEST_DIGITS if digits.isdigit() else _SHORTEST)
