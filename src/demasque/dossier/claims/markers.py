"""By what a claim is recognised in posts: messages, words, links, hashtags."""

import re
import unicodedata
from typing import Final

import pyarrow as pa

from demasque.campaigns import families_of
from demasque.case import CaseStore
from demasque.dossier.claims.cited_words import cited_words
from demasque.dossier.claims.claim_values import CarriedBy
from demasque.errors import UsageError
from demasque.text import canonical_url, match_key

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han."""


def checked_markers(store: CaseStore, given: CarriedBy) -> CarriedBy:
    """Markers as a claim keeps them, from those that an analyst wrote.

    Narratives are given as codes of the case ("N3f2a", or "W1" for all of a wave) and kept as their
    messages' whole numbers, which outlast a code that grows by a digit. Words need a normal form
    (:func:`demasque.text.match_key`) that is not empty.

    Raises:
        UsageError: no message of this code, words of which nothing is left, no address, no hashtag.
    """
    families = {each for code in given.narratives for each in families_of(store, code.strip())}
    return CarriedBy(
        narratives=tuple(sorted(narrative_name(each) for each in families)),
        words=tuple(sorted({_words(each) for each in given.words})),
        urls=tuple(sorted({_url(store, each) for each in given.urls})),
        hashtags=tuple(sorted({_hashtag(each) for each in given.hashtags})),
    )


def narrative_name(family: int) -> str:
    """A message's whole number, as N and 16 hexadecimal digits."""
    return f"N{family & (2**64 - 1):016x}"


def narrative_number(name: str) -> int:
    """The trace that :func:`narrative_name` wrote: a signed number of 64 bits."""
    number = int(name[1:], 16)
    return number - 2**64 if number >= 2**63 else number


def folded_hashtag(tag: str) -> str:
    """A hashtag as hashtags are compared: compatibility forms and case folded (NFKC)."""
    return unicodedata.normalize("NFKC", tag).casefold().lstrip("#")


def holds_words(key: str, words: str) -> bool:
    """Whether a text holds words, both in normal form: as whole words where the script has any.

    A neighbour is no part of the word unless both are letters or digits of scripts that put spaces
    between words: "hoax" is in "a hoax 骗局" and in "骗局hoax", and not in "hoaxes".
    """
    at = key.find(words)
    while words and at >= 0:
        end = at + len(words)
        before = at > 0 and _one_word(key[at - 1], words[0])
        after = end < len(key) and _one_word(words[-1], key[end])
        if not before and not after:
            return True
        at = key.find(words, at + 1)
    return False


def _one_word(left: str, right: str) -> bool:
    return (
        left.isalnum()
        and right.isalnum()
        and not _UNSPACED.match(left)
        and not _UNSPACED.match(right)
    )


def _words(words: str) -> str:
    plain = cited_words(words, "--words")
    if not match_key(plain):
        raise UsageError("Nothing is left of {words} once signs are taken off.", words=plain)
    return plain


def _url(store: CaseStore, url: str) -> str:
    # Links of posts stand in the case with pseudonyms for accounts' names.
    canonical = canonical_url(url)
    if canonical is None:
        raise UsageError("{address} is no address of a page (https://...).", address=url or "''")
    named = str(store.names.profiles(pa.array([f"https://{canonical}"]))[0].as_py())
    return named.removeprefix("https://")


def _hashtag(tag: str) -> str:
    folded = folded_hashtag(tag.strip())
    if not folded or re.search(r"[\s#]", folded):
        raise UsageError("{tag} is no hashtag.", tag=tag or "''")
    return folded
