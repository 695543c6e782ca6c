"""Links, hashtags and mentions that stand in a post's own words."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from demasque.case import MENTION, mentioned

LINK = re.compile(r"""[hH][tT][tT][pP][sS]?://[^\s<>"'\u200b-\u200f\u2026，。！？、）】」』]+""")
HASHTAG = re.compile(r"[#＃](?<![\w&/].)(\w*[^\W\d_]\w*)")

Rows = NDArray[np.int64]

_TRAILING = ".,;:!?)]}'\"…"


def links_in(text: str | None) -> list[str]:
    """Addresses in a text, in order, without the punctuation that follows them."""
    return [_trim(found) for found in LINK.findall(text)] if text and "://" in text else []


def hashtags_in(text: str | None) -> list[str]:
    """Hashtags in a text, in order, without the sign; a number alone (#1) is none."""
    return HASHTAG.findall(text) if text and ("#" in text or "＃" in text) else []


def mentions_in(text: str | None) -> list[str]:
    """Handles mentioned in a text, in order, without the sign."""
    return [m[1] for m in MENTION.finditer(text)] if text and "@" in text else []


def _trim(link: str) -> str:
    trimmed = link.rstrip(_TRAILING)
    # A bracket that the address itself opened belongs to it: .../wiki/Mask_(disguise)
    return trimmed + ")" if link[len(trimmed) :].startswith(")") and "(" in trimmed else trimmed


def find_all(pattern: re.Pattern[str], signs: str, texts: pa.Array) -> tuple[Rows, pa.Array]:
    """Every match's first group (or the whole) in a column of texts: (row numbers, words).

    ``signs`` are characters without one of which a text cannot match: the others are not searched.
    """
    if pattern is MENTION:
        return mentioned(texts)
    concerned = pc.match_substring(texts, signs[0])
    for sign in signs[1:]:
        concerned = pc.or_(concerned, pc.match_substring(texts, sign))
    at = np.flatnonzero(np.asarray(pc.fill_null(concerned, False)))
    found = [pattern.findall(text) for text in texts.take(pa.array(at)).to_pylist()]
    words = [word for some in found for word in some]
    if pattern is LINK:
        words = [_trim(word) if word[-1] in _TRAILING else word for word in words]
    return np.repeat(at, [len(some) for some in found]), pa.array(words, pa.string())


def positions(rows: Rows) -> NDArray[np.int32]:
    """Position of each match within its row: 0, 1, ... for sorted row numbers."""
    first = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    counts = np.diff(np.r_[first, len(rows)])
    return (np.arange(len(rows)) - np.repeat(first, counts)).astype(np.int32)
