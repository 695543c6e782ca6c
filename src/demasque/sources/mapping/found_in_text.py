"""Links, hashtags and mentions that stand in a post's own words."""

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from demasque.privacy import MENTION, raw_bytes, words_at
from demasque.sources.mapping.text_scan import plain_hashtags, plain_links

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


def find_links(texts: pa.Array) -> tuple[Rows, pa.Array]:
    """Every address in a column of texts, in order: (row numbers, addresses)."""
    rows, words = _all_matches(LINK, texts, plain_links)
    ends = np.array([ord(sign) for sign in _TRAILING if sign.isascii()], np.uint8)
    data, starts = raw_bytes(words)
    last = data[starts[1:] - 1] if len(words) else np.empty(0, np.uint8)
    ended = pa.array(np.isin(last, ends) | (last >= 128))
    trimmed = [_trim(word) for word in words.filter(ended).to_pylist()]
    return rows, pc.replace_with_mask(words, ended, pa.array(trimmed, pa.string()))


def find_hashtags(texts: pa.Array) -> tuple[Rows, pa.Array]:
    """Every hashtag in a column of texts, in order: (row numbers, words without the sign)."""
    return _all_matches(HASHTAG, texts, plain_hashtags)


def _all_matches(
    pattern: re.Pattern[str],
    texts: pa.Array,
    plain: Callable[[pa.Array], tuple[Rows, NDArray[np.int32], NDArray[np.bool_]]],
) -> tuple[Rows, pa.Array]:
    """What the scan finds, and in texts that it leaves what the expression finds."""
    filled = pc.fill_null(texts, "")
    rows, spans, odd = plain(filled)
    words = words_at(filled, spans)
    if not odd.any():
        return rows, words
    found = [pattern.findall(text) for text in filled.filter(pa.array(odd)).to_pylist()]
    rows = np.concatenate([rows, np.repeat(np.flatnonzero(odd), [len(some) for some in found])])
    others = pa.array([word for some in found for word in some], pa.string())
    order = np.argsort(rows, kind="stable")
    return rows[order], pa.concat_arrays([words, others]).take(pa.array(order))


def positions(rows: Rows) -> NDArray[np.int32]:
    """Position of each match within its row: 0, 1, ... for sorted row numbers."""
    first = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    counts = np.diff(np.r_[first, len(rows)])
    return (np.arange(len(rows)) - np.repeat(first, counts)).astype(np.int32)
