"""Which posts are wanted: by words, hashtags, sites and languages, never by who wrote them.

A post is taken when it holds one of the words, hashtags or sites. Where languages are named, they
narrow this: it must be in one of them, by what it says of itself or, where it says nothing, by its
words. Languages alone take every post in them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from demasque.collect.match_files import host_of, read_match
from demasque.text import languages_of, match_key

_NO_SPACES: Final = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff"
    r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0002ffff"
)
"""Scripts whose words stand beside each other without a space, or take endings (Korean): Thai, Lao,
Burmese, Hangul, Khmer, kana, Han."""
_LETTER: Final = rf"[^\W_{_NO_SPACES}]"
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_TAG: Final = re.compile(r"[#＃](\w+)")


@dataclass(frozen=True)
class Match:
    """What posts must hold to be kept.

    ``words`` are words or phrases and ``hashtags`` tags in the house's normal form, ``sites`` are
    canonical hosts (their subdomains count too), ``languages`` codes of ISO 639-1.
    """

    words: tuple[str, ...] = ()
    hashtags: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a file of TOML (by its ending) or plain text.

        Raise UsageError where it cannot be read, names nothing, or names an account.
        """
        named = read_match(path)
        return cls(
            words=tuple(sorted(named.words)),
            hashtags=frozenset(named.hashtags),
            sites=frozenset(named.sites),
            languages=frozenset(named.languages),
        )

    def takes(
        self, text: str, hashtags: Sequence[str], links: Sequence[str], languages: Sequence[str]
    ) -> bool:
        """Whether a post is wanted; addresses and tags that its text writes out count too."""
        return self._holds(text, hashtags, links) and self._in_language(text, languages)

    def _holds(self, text: str, hashtags: Sequence[str], links: Sequence[str]) -> bool:
        if not (self.words or self.hashtags or self.sites):
            return True
        if self.sites and any(map(self._on_site, [*links, *_ADDRESS.findall(text)])):
            return True
        if self.hashtags:
            tags = [*hashtags, *_TAG.findall(text)]
            if any(match_key(tag) in self.hashtags for tag in tags):
                return True
        return self._wanted_words is not None and bool(self._wanted_words.search(match_key(text)))

    def _on_site(self, link: str) -> bool:
        host = host_of(link)
        while host:
            if host in self.sites:
                return True
            host = host.partition(".")[2]
        return False

    def _in_language(self, text: str, languages: Sequence[str]) -> bool:
        if not self.languages:
            return True
        said = [each.lower().replace("_", "-").partition("-")[0] for each in languages if each]
        return not self.languages.isdisjoint(said or languages_of([text]))

    @cached_property
    def _wanted_words(self) -> re.Pattern[str] | None:
        if not self.words:
            return None
        return re.compile("|".join(_whole(word) for word in self.words))


def _whole(word: str) -> str:
    """The pattern of a word that is not part of a longer one, in scripts that part words."""
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, word[0]) else ""
    after = rf"(?!{_LETTER})" if re.match(_LETTER, word[-1]) else ""
    return before + re.escape(word) + after
