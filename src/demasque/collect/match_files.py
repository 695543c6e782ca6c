"""Files that say which posts are wanted. They name words, hashtags, sites, languages: no persons.

Plain text has one of these a line: ``#hashtag``, ``site: example.org`` (or an address of it),
``lang: fr``, or else a word or phrase; a line that begins with ``//`` or ``# `` is a remark. TOML
has the keys ``words``, ``hashtags``, ``sites`` and ``languages``, each a list of texts.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from demasque.errors import UsageError
from demasque.privacy import profiles_in
from demasque.text import LANGUAGES, SHORTENERS, canonical_url, match_key

_MOST_BYTES: Final = 1_000_000
_ACCOUNT: Final = re.compile(r"@\w|\bdid:[a-z0-9]+:|\bat://", re.IGNORECASE)
_HOSTS_OF_PEOPLE: Final = (".bsky.social",)
_PREFIX: Final = re.compile(r"(word|hashtag|site|lang|language)\s*:\s*(.*)", re.IGNORECASE)
_KEYS: Final = ("words", "hashtags", "sites", "languages")


@dataclass
class MatchFile:
    """What a file names, in normal form."""

    words: set[str] = field(default_factory=set)
    hashtags: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)


def read_match(path: Path) -> MatchFile:
    """Read what a file names; raise UsageError where it cannot be read or names an account."""
    written = _written(path)
    named = MatchFile()
    lines = _of_toml(path, written) if path.suffix.lower() == ".toml" else _of_lines(written)
    for key, value in lines:
        if _ACCOUNT.search(value) or profiles_in(value):
            raise UsageError(
                "{path} names an account: {value}. Posts are collected by words, hashtags, sites "
                "and languages, never by who wrote them.",
                path=path,
                value=value,
            )
        getattr(named, key).add(_READ[key](path, value))
    if not (named.words or named.hashtags or named.sites or named.languages):
        raise UsageError("{path} names no word, hashtag, site or language.", path=path)
    return named


def host_of(address: str) -> str:
    """The canonical host of an address, without its port; "" where it is none."""
    canonical = canonical_url(address) or ""
    return canonical.partition("/")[0].partition("?")[0].partition(":")[0]


def _written(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError("{path} is too long for a list of words.", path=path)
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("{path} cannot be read: {reason}", path=path, reason=error) from error


def _of_lines(written: str) -> Iterator[tuple[str, str]]:
    for line in map(str.strip, written.splitlines()):
        if not line or line == "#" or line.startswith(("//", "# ")):
            continue
        if line.startswith(("#", "＃")):
            yield "hashtags", line
        elif line.lower().startswith(("http://", "https://")):
            yield "sites", line
        elif prefixed := _PREFIX.fullmatch(line):
            key = prefixed[1].lower()
            yield ("languages" if key.startswith("lang") else f"{key}s"), prefixed[2]
        else:
            yield "words", line


def _of_toml(path: Path, written: str) -> Iterator[tuple[str, str]]:
    try:
        document: Mapping[str, Any] = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise UsageError("{path} is no TOML: {reason}", path=path, reason=error) from error
    for key, values in document.items():
        if key not in _KEYS:
            raise UsageError(
                "{path}: there is no {key}. It has: {keys}.", path=path, key=key, keys=_KEYS
            )
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            raise UsageError("{path}: {key} is a list of texts.", path=path, key=key)
        yield from ((key, each) for each in values)


def _word(path: Path, value: str) -> str:
    key = match_key(value)
    if not key:
        raise UsageError(
            "{path}: {value} leaves no word once signs are left out.", path=path, value=repr(value)
        )
    return key


def _site(path: Path, value: str) -> str:
    host = host_of(value)
    if not host:
        raise UsageError(
            "{path}: {value} is no site. Name its host: example.org", path=path, value=repr(value)
        )
    if host in SHORTENERS:
        raise UsageError(
            "{path}: {value} shortens addresses of any site, and says nothing of the site meant.",
            path=path,
            value=value,
        )
    if f".{host}".endswith(_HOSTS_OF_PEOPLE):
        raise UsageError(
            "{path} names an account: {value}. Posts are collected by words, hashtags, sites "
            "and languages, never by who wrote them.",
            path=path,
            value=value,
        )
    rest = re.sub(r"^[a-z]+://", "", value.strip(), flags=re.IGNORECASE).partition("/")[2]
    if rest:
        raise UsageError(
            "{path}: {value} is a page. A whole site is named by its host: {host}",
            path=path,
            value=value,
            host=host,
        )
    return host


def _language(path: Path, value: str) -> str:
    code = value.strip().lower()
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise UsageError(
            "{path}: {value} is no code of a language, such as {examples}.",
            path=path,
            value=repr(value),
            examples=LANGUAGES[:4],
        )
    return code


_READ: Final[Mapping[str, Callable[[Path, str], str]]] = {
    "words": _word,
    "hashtags": _word,
    "sites": _site,
    "languages": _language,
}
