"""What a STIX pattern says is an indicator, where it says it of single values.

Patterns of equal values joined by OR, or of the hashes of one file, are read here, since nearly all
published patterns are such; the rest by ``stix2`` (extra ``stix``; STIX 2.1, part 9). Values that
only together mean something (AND, FOLLOWEDBY), or that are denied (NOT, !=), are no indicators
alone: the address of an original may stand beside that of its imitation.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from demasque.dossier.library.known_values import KnownValue, Loss
from demasque.dossier.library.reading_values import (
    ACCOUNT,
    EMAIL,
    MACHINE,
    known_domain,
    known_hash,
    known_link,
    known_text,
)
from demasque.sentences import Sentence

JOINED: Final = Loss(Sentence("a pattern whose values mean something only together, or deny it"))
NO_PATTERN: Final = Loss(Sentence("a pattern that cannot be read"))
NEEDS_EXTRA: Final = Loss(
    Sentence("a pattern that only the extra stix reads: pip install 'demasque[stix]'")
)
OTHER_PATH: Final = Loss(Sentence("of a kind that is not kept: {detail}"))

_PATH: Final = r"(?P<object>[a-z0-9-]{1,250}):(?P<path>[A-Za-z0-9_.'\-]{1,250})"
_ONE: Final = rf"{_PATH}\s*=\s*'(?P<value>(?:[^'\\]|\\.)*)'"
_COMPARISON: Final = re.compile(rf"\s*{_ONE}\s*")
_OR: Final = re.compile(r"OR\b")
_WORD: Final = re.compile(r"(?:OR|AND)\b")
_ALGORITHMS: Final = ("md5", "sha1", "sha256", "pdq")
_Leaf = tuple[str, str, str]
"""Object, path and value of a comparison of equal values."""

_LONGEST: Final = 100_000
"""Characters of a pattern: the reader of the extra takes minutes for more."""

_READERS: Final = (
    ((("url", "value"), ("media-content", "url")), known_link),
    ((("domain-name", "value"), ("hostname", "value")), known_domain),
    ((("text", "value"), ("media-content", "title"), ("media-content", "content")), known_text),
)
"""Paths by what is read there; hostname, text and media-content are OpenCTI's."""

_ACCOUNTS: Final = ("user-account", "identity", "x-user-account")
_MAIL: Final = ("email-addr", "email-message")
_MACHINES: Final = ("ipv4-addr", "ipv6-addr", "mac-addr", "network-traffic")


def pattern_values(pattern: str) -> tuple[list[KnownValue], list[Loss]]:
    """The indicators of a pattern, and why it, or a part of it, is none."""
    simple = _simple(pattern)
    told = _by_extra(pattern) if simple is None else simple
    if isinstance(told, Loss):
        return [], [told]
    found = [each for leaf in told for each in values_at(*leaf)]
    values = [each for each in found if isinstance(each, KnownValue)]
    return values, [each for each in found if isinstance(each, Loss)]


def values_at(kind: str, path: str, value: str) -> list[KnownValue | Loss]:
    """What the value at a path of a STIX object is."""
    for places, read in _READERS:
        if (kind, path) in places:
            return [read(value)]
    if kind in ("file", "artifact") and path.startswith("hashes."):
        named = re.sub(r"[^a-z0-9]", "", path.removeprefix("hashes.").lower())
        if named in _ALGORITHMS:
            return [known_hash(value, named)]
    for kinds, loss in ((_ACCOUNTS, ACCOUNT), (_MAIL, EMAIL), (_MACHINES, MACHINE)):
        if kind in kinds:
            return [loss]
    return [Loss(OTHER_PATH.reason, f"{kind}:{path}"[:80])]


def _simple(pattern: str) -> list[_Leaf] | Loss | None:
    """The comparisons of equal values in a pattern without parentheses; None for any other."""
    found: list[_Leaf] = []
    text = pattern.strip()
    at = 0
    while text[at : at + 1] == "[":
        within = _within(text, at + 1)
        if within is None:
            return None
        leaves, joined, at = within
        if joined:
            leaves = _hashes_of_one_file(leaves)
        if not leaves:
            return JOINED
        found += leaves
        at = _blank(text, at)
        if at == len(text):
            return found
        word = _OR.match(text, at)
        if word is None:
            return None
        at = _blank(text, word.end())
    return None


def _within(text: str, at: int) -> tuple[list[_Leaf], bool, int] | None:
    """Comparisons up to a closing bracket, whether AND joins them, and where they end."""
    leaves: list[_Leaf] = []
    joined = False
    while match := _COMPARISON.match(text, at):
        path = match["path"].replace("'", "")
        leaves.append((match["object"], path, _unescaped(match["value"])))
        at = match.end()
        if text[at : at + 1] == "]":
            return leaves, joined, at + 1
        word = _WORD.match(text, at)
        if word is None:
            return None
        joined = joined or word[0] == "AND"
        at = word.end()
    return None


def _hashes_of_one_file(leaves: list[_Leaf]) -> list[_Leaf]:
    """The hashes among what is said together of a file: each of them means that file alone."""
    if any(kind != "file" for kind, _, _ in leaves):
        return []
    return [leaf for leaf in leaves if leaf[1].startswith("hashes.")]


def _blank(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value)


def _by_extra(pattern: str) -> list[_Leaf] | Loss:
    if len(pattern) > _LONGEST:
        return NO_PATTERN
    try:
        from stix2.pattern_visitor import create_pattern_object
    except ImportError:
        return NEEDS_EXTRA
    try:
        return list(_leaves(create_pattern_object(pattern, version="2.1")))
    except _TogetherError:
        return JOINED
    except Exception:  # the grammar's own, of many classes
        return NO_PATTERN


class _TogetherError(Exception):
    """The values of a pattern are no indicators each."""


def _leaves(node: Any) -> Iterator[_Leaf]:
    """Object, path and value of each comparison in a tree of OR alone."""
    from stix2 import patterns as grammar

    if isinstance(node, grammar.ObservationExpression):
        yield from _leaves(node.operand)
    elif isinstance(node, grammar.ParentheticalExpression):
        yield from _leaves(node.expression)
    elif isinstance(node, grammar.OrObservationExpression | grammar.OrBooleanExpression):
        for each in node.operands:
            yield from _leaves(each)
    elif isinstance(node, grammar.EqualityComparisonExpression | grammar.InComparisonExpression):
        if node.negated:
            raise _TogetherError
        kind = node.lhs.object_type_name
        path = ".".join(str(step).strip("'") for step in node.lhs.property_path)
        many = isinstance(node, grammar.InComparisonExpression)
        for constant in node.rhs.value if many else [node.rhs]:
            yield kind, path, str(constant.value)
    else:
        raise _TogetherError
