"""What features are called: hashes wherever words, addresses or names would stand.

A hash is the first 16 hexadecimal digits of SHA-256 over the class and the value, the same in
every case, with no key: who has the words, the tag or the site can look whether it is there, and
nobody can read it off. That is why nothing of fewer than ``k`` accounts ever leaves a case.

**Words** are the shingles of a message in normal form (Broder 1997): runs of :data:`SHINGLE` words,
or of :data:`SHINGLE_UNSPACED` characters in scripts without spaces. Of each message the
:data:`SKETCH` shingles of least hash are kept, a bottom-k sketch, so that two versions of one
message share about the part of the sketch that they share of their words; and the hash of the
message as a whole.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from demasque.text import FAMILY_RULES, long_enough_each, match_keys

SHINGLE: Final = 6
"""Words in a row (tried: 3 to 6, docs/measurements.md): with fewer, unrelated messages meet in
stock phrases, one in five with 3 and one in thirty-five with 6; and of edited copies 3 % have
nothing left of the original, in place of 1 %."""

SHINGLE_UNSPACED: Final = 12
"""Characters in a row, where words are not told apart: some six words of Chinese (6 to 12)."""

SKETCH: Final = 8
"""Shingles kept of a message (4 to 16): with 4, 7 % of edited copies keep none, with 16, 2 %,
and a file is twice as large."""

_PSEUDONYM: Final = re.compile(r"@?a_[a-z2-7]{16}")
_TOKENS: Final = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|\S"
    r"[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]*"
)


def feature_hash(kind: str, value: str) -> str:
    """The name of a feature of one class: 16 hexadecimal digits of SHA-256, without a key."""
    return sha256(f"{kind}:{value}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def hash_sql(kind: str, value: str) -> str:
    """SQL: :func:`feature_hash` of an SQL expression."""
    return f"left(sha256('{kind}:' || {value}), 16)"


def words_features(texts: Sequence[str | None]) -> list[list[str]]:
    """The features of each message, sorted: none of a message that anybody would write."""
    keys = message_keys(texts)
    cut = {key: sketch(key) for key in set(keys) if key is not None}
    return [cut[key] if key is not None else [] for key in keys]


def message_hashes(texts: Sequence[str | None]) -> list[str | None]:
    """The hash of each message as a whole; None of a message that anybody would write."""
    return [None if key is None else feature_hash("message", key) for key in message_keys(texts)]


def message_keys(texts: Sequence[str | None]) -> list[str | None]:
    """Normal forms without whom they are addressed to; None where it says too little."""
    bare = [_PSEUDONYM.sub(" ", key) for key in match_keys(texts, FAMILY_RULES)]
    keys = [" ".join(key.split()) for key in bare]
    enough = long_enough_each(keys).tolist()
    return [key if ok else None for key, ok in zip(keys, enough, strict=True)]


def sketch(
    key: str, run: int = SHINGLE, run_unspaced: int = SHINGLE_UNSPACED, kept: int = SKETCH
) -> list[str]:
    """The features of one message in normal form, sorted."""
    tokens = _TOKENS.findall(key)
    unspaced = len(tokens) > 2 * len(key.split())
    length, between = (run_unspaced, "") if unspaced else (run, " ")
    shingles = {
        feature_hash("words", between.join(tokens[at : at + length]))
        for at in range(len(tokens) - length + 1)
    }
    return sorted({feature_hash("message", key), *sorted(shingles)[:kept]})
