"""Is a wording a copy of its exemplar, or a variant: are the message's own words left as they are?

Both texts are read in the normal form of families, so that case, punctuation, addresses, mentions,
edge hashtags, emoji, spaces, repeated letters and disguises do not count. A copy has the
exemplar's words, whole or cut short; other words may stand before or after them, but only where a
punctuation mark sets them off ("Breaking: ...", "... Please share!"). Any word replaced, added,
dropped or moved within makes a variant, and so does a misspelt one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from demasque.text.forms.form_rules import ALL_RULES, FAMILY_RULES
from demasque.text.forms.normal_form import match_keys

Edit = Literal["copy", "variant"]

_CHARACTERS_READ: Final = 4_000
_LEAST_SHARED: Final = 0.5  # of the exemplar; what is cut shorter is another text
# What the rules take out goes first, so that no address or mention is read as punctuation.
_WITH_MARKS: Final = FAMILY_RULES.without("punctuation")
# A mark that ends a stretch of words; within a number or an abbreviation it ends none.
_MARK: Final = re.compile(r"(?<=[!?:;|…。」】\]»])(?!\d)|(?<=\.)(?=\s)|(?<=\s[-–—])(?=\s)")
_CUT: Final = re.compile(r"(?:…|\.\.)\W*$")
_REPEATED: Final = re.compile(r"(\w)\1+")


@dataclass(frozen=True, slots=True)
class _Row:
    """The letters of a text without spaces, and where in them stretches and words begin."""

    letters: str
    stretches: frozenset[int]
    words: tuple[int, ...]
    cut: bool  # it ends in an ellipsis


def edit_kind(exemplar: str, text: str) -> Edit:
    """'copy' where `text` leaves the exemplar's words as they are, else 'variant'.

    The first 4,000 characters of each are compared.
    """
    return edit_kinds([(exemplar, text)])[0]


def edit_kinds(pairs: Iterable[tuple[str, str]]) -> list[Edit]:
    """The :func:`edit_kind` of each pair of exemplar and text, in order."""
    listed = list(pairs)
    rows = _rows({text for pair in listed for text in pair})
    return [
        "copy" if _leaves_the_words(rows[exemplar], rows[text]) else "variant"
        for exemplar, text in listed
    ]


def _rows(texts: Iterable[str]) -> dict[str, _Row]:
    ordered = sorted(texts)
    marked = match_keys([text[:_CHARACTERS_READ] for text in ordered], _WITH_MARKS)
    stretches = [_MARK.split(key) for key in marked]
    keys = iter(match_keys([each for many in stretches for each in many], ALL_RULES))
    return {
        text: _row([next(keys) for _ in many], bool(_CUT.search(key)))
        for text, key, many in zip(ordered, marked, stretches, strict=True)
    }


def _row(stretches: Iterable[str], cut: bool) -> _Row:
    letters, begins, words = "", {0}, [0]
    for stretch in stretches:
        for n, word in enumerate(stretch.split()):
            rest = _REPEATED.sub(r"\1", word).removeprefix(letters[-1:])
            if n == 0 and letters.endswith(word[0]):
                begins.add(len(letters) - 1)  # one letter ends a stretch and begins the next
            letters += rest
            words.append(len(letters))
        begins.add(len(letters))
    return _Row(letters, frozenset(begins), tuple(words), cut)


def _leaves_the_words(exemplar: _Row, text: _Row) -> bool:
    """Whether the two share one stretch, from a beginning of either, with nothing else replaced."""
    places = [(begin, 0) for begin in exemplar.stretches]
    places += [(0, begin) for begin in text.stretches]
    return exemplar.letters == text.letters or any(
        _ends_well(exemplar, text, i, j) for i, j in places
    )


def _ends_well(exemplar: _Row, text: _Row, i: int, j: int) -> bool:
    """Whether the letters from place `i` and place `j` are the same until one text is over."""
    shared = min(len(exemplar.letters) - i, len(text.letters) - j)
    if (
        shared <= len(exemplar.letters) * _LEAST_SHARED
        or exemplar.letters[i : i + shared] != text.letters[j : j + shared]
    ):
        return False
    i, j = i + shared, j + shared
    if i < len(exemplar.letters):  # the copy is cut: between words, or it says so, or by several
        return i in exemplar.words or text.cut or i < exemplar.words[-2]
    return j == len(text.letters) or j in text.stretches or exemplar.cut
