"""Where in a post the addresses, mentions and edge hashtags stand: scans over its code points.

A plan holds one action for each code point; the scans here rewrite it, and
:mod:`.folding` carries it out.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.forms.alphabet import (
    EMOJI,
    HAN,
    INVISIBLE,
    LAST_WRITTEN,
    PUNCTUATION,
    SPACE,
    THAI,
)

Codes = NDArray[np.uint32]
Bytes = NDArray[np.uint8]

DROP, GAP, WRITE, MENTION = 0, 1, 2, 3

_LONGEST_HOST = 254  # characters of a host name and the stroke after it; also bounds the scan
_AT, _HASH, _COLON, _SLASH, _DOT, _DASH = 0x40, 0x23, 0x3A, 0x2F, 0x2E, 0x2D
_HTTP = np.array([ord(c) for c in "http"], np.uint32)
_WWW = np.array([ord(c) for c in "www."], np.uint32)
_RT = np.array([ord(c) for c in "rt"], np.uint32)


@numba.njit(cache=True)
def _is_ascii_word(c: int) -> bool:
    return (0x30 <= c <= 0x39) or (0x41 <= c <= 0x5A) or (0x61 <= c <= 0x7A) or c == 0x5F


@numba.njit(cache=True)
def signs_of(codes: Codes) -> tuple[bool, bool, bool, bool]:
    """Whether a post may hold an address, a mention, a hashtag, letters that are not ASCII's."""
    slash = at = hashtag = foreign = False
    for i in range(codes.size):
        c = codes[i]
        slash |= c == _SLASH or (c == _DOT and i > 0 and codes[i - 1] in (0x57, 0x77))
        at |= c == _AT
        hashtag |= c == _HASH
        foreign |= c >= 0x80
    return slash, at, hashtag, foreign


@numba.njit(cache=True)
def _stands_at(codes: Codes, at: int, lower: Codes) -> bool:
    """Whether the ASCII word `lower` stands at `at`, in either case."""
    if at + lower.size > codes.size:
        return False
    for k in range(lower.size):
        c = codes[at + k]
        if c != lower[k] and not (0x41 <= c <= 0x5A and c + 32 == lower[k]):
            return False
    return True


@numba.njit(cache=True)
def _opens_bare_link(codes: Codes, at: int) -> bool:
    """Whether host.tld/path, without a scheme, stands at `at`."""
    i, dot = at, -1
    end = min(codes.size, at + _LONGEST_HOST)
    while i < end and (_is_ascii_word(codes[i]) or codes[i] == _DOT or codes[i] == _DASH):
        if codes[i] == _DOT:
            dot = i
        i += 1
    if dot <= at or i - dot < 3 or i + 1 >= codes.size or codes[i] != _SLASH:
        return False
    for k in range(dot + 1, i):
        if not (0x41 <= codes[k] <= 0x5A or 0x61 <= codes[k] <= 0x7A):
            return False
    return _is_ascii_word(codes[i + 1])


@numba.njit(cache=True)
def _opens_link(codes: Codes, at: int, word_start: bool) -> bool:
    """http:// and https:// anywhere; www. and host.tld/path at the start of a word."""
    if _stands_at(codes, at, _HTTP):
        i = at + 4
        if i < codes.size and (codes[i] == 0x73 or codes[i] == 0x53):
            i += 1
        if i + 2 < codes.size and codes[i] == _COLON and codes[i + 1] == _SLASH:
            return bool(codes[i + 2] == _SLASH)
    return word_start and (_stands_at(codes, at, _WWW) or _opens_bare_link(codes, at))


@numba.njit(cache=True)
def _link_end(codes: Codes, at: int, kind: Bytes) -> int:
    """An address ends at a space, a quote, an emoji or a character of an unspaced script."""
    i = at
    while i < codes.size:
        c = codes[i]
        k = kind[c]
        if k in (SPACE, EMOJI) or HAN <= k <= THAI:
            break
        if c in (0x22, 0x3C, 0x3E) or (c >= 0x80 and k == PUNCTUATION):
            break
        i += 1
    return i


@numba.njit(cache=True)
def cut_links(codes: Codes, plan: Bytes, kind: Bytes) -> None:
    """Put a gap in the place of each address."""
    i, in_word = 0, False
    while i < codes.size:
        c = codes[i]
        if _is_ascii_word(c):
            if _opens_link(codes, i, not in_word):
                end = _link_end(codes, i, kind)
                plan[i:end] = GAP
                i = end
                continue
            in_word = True
        else:
            in_word = c == _AT
        i += 1


@numba.njit(cache=True)
def _mention_end(codes: Codes, at: int, kind: Bytes) -> int:
    """End of the handle after the @ at `at`; `at` itself when no handle follows."""
    i = at + 1
    if i >= codes.size or not _is_ascii_word(codes[i]):
        while i < codes.size and kind[codes[i]] <= LAST_WRITTEN:
            i += 1
        return i if i > at + 1 else at
    host = False
    while i < codes.size:
        c = codes[i]
        follows = i + 1 < codes.size and _is_ascii_word(codes[i + 1])
        if c == _AT and follows:
            host = True
        elif not (_is_ascii_word(c) or (follows and (c == _DASH or (host and c == _DOT)))):
            break
        i += 1
    return i


@numba.njit(cache=True)
def cut_mentions(codes: Codes, plan: Bytes, kind: Bytes, leading: bool, everywhere: bool) -> None:
    """Gaps for the mentions in front ('@a @b', '.@a', 'RT @a:') or for all; the rest are marked."""
    i, front = 0, True
    while i < codes.size:
        if codes[i] == _AT and (i == 0 or not _is_ascii_word(codes[i - 1])):
            end = _mention_end(codes, i, kind)
            if end > i:
                plan[i:end] = GAP if everywhere or (leading and front) else MENTION
                i = end
                continue
        if front and plan[i] == WRITE:
            j = i + 2
            if _stands_at(codes, i, _RT) and j < codes.size and kind[codes[j]] == SPACE:
                while j < codes.size and kind[codes[j]] in (SPACE, INVISIBLE):
                    j += 1
                if j < codes.size and codes[j] == _AT and leading:
                    plan[i : i + 2] = GAP
                    i = j
                    continue
            front = False
        i += 1


@numba.njit(cache=True)
def cut_edge_hashtags(codes: Codes, plan: Bytes, kind: Bytes) -> None:
    """Put a gap in place of the hashtags before the first and after the last plain word."""
    first, last = codes.size, -1
    i = 0
    while i < codes.size:
        if codes[i] == _HASH:
            i = _hashtag_end(codes, i, kind)
            continue
        if plan[i] == WRITE and kind[codes[i]] <= LAST_WRITTEN:
            first = min(first, i)
            last = i
        i += 1
    i = 0
    while i < codes.size:
        if codes[i] == _HASH:
            end = _hashtag_end(codes, i, kind)
            if i < first or i > last:
                plan[i:end] = GAP
            i = end
        else:
            i += 1


@numba.njit(cache=True)
def _hashtag_end(codes: Codes, at: int, kind: Bytes) -> int:
    """End of '#word', or of Weibo's '#some words#'."""
    i = at + 1
    while i < codes.size and (kind[codes[i]] <= LAST_WRITTEN or codes[i] == 0x5F):
        i += 1
    if i < codes.size and i > at + 1 and codes[i] == _HASH:
        after = i + 1
        if after >= codes.size or kind[codes[after]] > LAST_WRITTEN or kind[codes[at + 1]] >= HAN:
            return after
    return i
