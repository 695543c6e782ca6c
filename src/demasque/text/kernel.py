"""The normal form, one pass over code points. Which rule does what is said in :mod:`.rules`."""

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.alphabet import (
    APOSTROPHE,
    DIGIT,
    EMOJI,
    HAN,
    HANGUL,
    INVISIBLE,
    KANA,
    LAST_WRITTEN,
    LETTER,
    MARK,
    OTHER_LOOKALIKE,
    PUNCTUATION,
    SEPARATOR,
    SPACE,
    STRAY_MARK,
    TATWEEL,
    THAI,
)

# Switches, in the order of the array that the kernel is given.
(
    INVISIBLE_OUT,
    LINKS_OUT,
    LEADING_MENTIONS_OUT,
    EMOJI_OUT,
    PUNCTUATION_OUT,
    MARKS_OUT,
    LOOKALIKES,
    REPEATS,
    SPACING,
) = range(9)
SWITCHES = (
    "invisible",
    "links",
    "leading_mentions",
    "emoji",
    "punctuation",
    "marks",
    "lookalikes",
    "repeats",
    "spacing",
)

Codes = NDArray[np.uint32]
_AT, _HASH, _COLON, _SLASH, _DOT = 0x40, 0x23, 0x3A, 0x2F, 0x2E


@numba.njit(cache=True)
def _is_ascii_word(c: int) -> bool:
    return (0x30 <= c <= 0x39) or (0x41 <= c <= 0x5A) or (0x61 <= c <= 0x7A) or c == 0x5F


@numba.njit(cache=True)
def _matches(codes: Codes, at: int, end: int, lower: Codes) -> bool:
    """Whether the ASCII word `lower` stands at `at`, in either case."""
    if at + lower.size > end:
        return False
    for k in range(lower.size):
        c = codes[at + k]
        if c != lower[k] and not (0x41 <= c <= 0x5A and c + 32 == lower[k]):
            return False
    return True


_HTTP = np.array([ord(c) for c in "http"], np.uint32)
_WWW = np.array([ord(c) for c in "www."], np.uint32)
_RT = np.array([ord(c) for c in "rt"], np.uint32)


@numba.njit(cache=True)
def _opens_link(codes: Codes, at: int, end: int, word_start: bool) -> bool:
    """http:// and https:// anywhere; www. and host.tld/path at the start of a word."""
    c = codes[at]
    if (c == 0x68 or c == 0x48) and _matches(codes, at, end, _HTTP):
        i = at + 4
        if i < end and (codes[i] == 0x73 or codes[i] == 0x53):
            i += 1
        if i + 2 < end and codes[i] == _COLON and codes[i + 1] == _SLASH and codes[i + 2] == _SLASH:
            return True
    if not word_start or not _is_ascii_word(c):
        return False
    if (c == 0x77 or c == 0x57) and _matches(codes, at, end, _WWW):
        return True
    i, dot = at, -1
    while i < end and (_is_ascii_word(codes[i]) or codes[i] == _DOT or codes[i] == 0x2D):
        if codes[i] == _DOT:
            dot = i
        i += 1
    if dot <= at or i - dot < 3 or i + 1 >= end or codes[i] != _SLASH:
        return False
    for k in range(dot + 1, i):
        if not (0x41 <= codes[k] <= 0x5A or 0x61 <= codes[k] <= 0x7A):
            return False
    return _is_ascii_word(codes[i + 1])


@numba.njit(cache=True)
def _link_end(codes: Codes, at: int, end: int, kind: NDArray[np.uint8]) -> int:
    """An address ends at a space, a quote, an emoji or a character of an unspaced script."""
    i = at
    while i < end:
        c = codes[i]
        k = kind[c]
        if k == SPACE or k == EMOJI or HAN <= k <= THAI:
            break
        if c == 0x22 or c == 0x3C or c == 0x3E or (c >= 0x80 and k == PUNCTUATION):
            break
        i += 1
    return i


@numba.njit(cache=True)
def _mention_end(codes: Codes, at: int, end: int, kind: NDArray[np.uint8]) -> int:
    """End of the handle after the @ at `at`; `at` itself when no handle follows."""
    i = at + 1
    if i < end and _is_ascii_word(codes[i]):
        host = False
        while i < end:
            c = codes[i]
            follows = i + 1 < end and _is_ascii_word(codes[i + 1])
            if c == _AT and follows:
                host = True
            elif not (_is_ascii_word(c) or (follows and (host or c == 0x2D) and c in (_DOT, 0x2D))):
                break
            i += 1
        return i
    while i < end and kind[codes[i]] <= LAST_WRITTEN:
        i += 1
    return i if i > at + 1 else at


@numba.njit(cache=True)
def _word_target(
    codes: Codes, at: int, end: int, kind: NDArray[np.uint8], script: NDArray[np.uint8]
) -> int:
    """The script that a word of mixed scripts is folded to; 0 for a word of one script."""
    seen = np.zeros(OTHER_LOOKALIKE + 1, np.int64)
    i = at
    while i < end:
        k = kind[codes[i]]
        if k not in (LETTER, DIGIT, MARK, STRAY_MARK, INVISIBLE):
            break
        if k == LETTER:
            seen[script[codes[i]]] += 1
        i += 1
    scripts = 0
    for s in range(1, OTHER_LOOKALIKE + 1):
        scripts += seen[s] > 0
    if scripts < 2:
        return 0
    best = 1
    for s in range(2, OTHER_LOOKALIKE):
        if seen[s] > seen[best]:
            best = s
    return best


@numba.njit(cache=True)
def _after_leading_mentions(codes: Codes, at: int, end: int, kind: NDArray[np.uint8]) -> int:
    """Where the post itself begins, after '@one @two', '.@one' or 'RT @one:'."""
    i, begins = at, at
    while i < end:
        k = kind[codes[i]]
        if codes[i] == _AT:
            stop = _mention_end(codes, i, end, kind)
            i = stop if stop > i else i + 1
            begins = i
        elif k > LAST_WRITTEN:
            i += 1
        elif _matches(codes, i, end, _RT) and i + 2 < end and kind[codes[i + 2]] == SPACE:
            j = i + 2
            while j < end and kind[codes[j]] in (SPACE, INVISIBLE):
                j += 1
            if j >= end or codes[j] != _AT:
                break
            i = j
        else:
            break
    return begins


@numba.njit(cache=True)
def _fold_one(
    codes: Codes,
    at: int,
    end: int,
    out: Codes,
    to: int,
    kind: NDArray[np.uint8],
    script: NDArray[np.uint8],
    final: Codes,
    lookalike: Codes,
    switches: NDArray[np.bool_],
) -> int:
    """Write the key of codes[at:end] at out[to:]; return where it ends."""
    i, start, target = at, to, 0
    gap, in_word = False, False
    if switches[LEADING_MENTIONS_OUT]:
        i = _after_leading_mentions(codes, i, end, kind)
    while i < end:
        c = codes[i]
        k = kind[c]
        if switches[LINKS_OUT] and c < 0x80 and _opens_link(codes, i, end, not in_word):
            i = _link_end(codes, i, end, kind)
            gap, in_word = True, False
            continue
        stop = _mention_end(codes, i, end, kind) if c == _AT and not in_word else i
        if stop > i:
            if to > start:
                out[to] = 0x20
                to += 1
            for j in range(i, stop):
                out[to] = final[codes[j]]
                to += 1
            i, gap, in_word = stop, True, False
            continue
        i += 1
        if k == INVISIBLE and (switches[INVISIBLE_OUT] or c == SEPARATOR):
            continue
        if k == STRAY_MARK or k == TATWEEL:
            if switches[MARKS_OUT]:
                continue
        elif k == APOSTROPHE and switches[PUNCTUATION_OUT]:
            continue
        elif k == SPACE and not switches[SPACING]:
            c = 0x20 if c == 0 else c
        elif k == SPACE or (k == EMOJI and switches[EMOJI_OUT]) or (k == PUNCTUATION and switches[PUNCTUATION_OUT]):
            gap, in_word = True, False
            continue
        if k == LETTER or k == DIGIT:
            if not in_word and switches[LOOKALIKES]:
                target = _word_target(codes, i - 1, end, kind, script)
            in_word = True
            if target and script[c] != target and lookalike[target - 1, c]:
                c = lookalike[target - 1, c]
        elif k != MARK and k != STRAY_MARK and k != TATWEEL:
            in_word, target = False, 0
        c = final[c]
        if gap and to > start:
            before = kind[out[to - 1]]
            unspaced = k in (HAN, KANA, THAI) or before in (HAN, KANA, THAI)
            if not (unspaced and switches[SPACING]):
                out[to] = 0x20
                to += 1
        gap = False
        repeated = to >= start + 2 and out[to - 1] == c and out[to - 2] == c
        if repeated and switches[REPEATS] and k != DIGIT:
            continue
        out[to] = c
        to += 1
    return to


@numba.njit(cache=True, nogil=True)
def fold(
    codes: Codes,
    kind: NDArray[np.uint8],
    script: NDArray[np.uint8],
    compatible: Codes,
    final: Codes,
    lookalike: Codes,
    switches: NDArray[np.bool_],
) -> tuple[Codes, int]:
    """Fold posts divided by SEPARATOR; return a buffer and how much of it is written.

    `final` is what a character is written as after look-alikes are folded (case, simplification).
    """
    for i in range(codes.size):
        codes[i] = compatible[codes[i]]
    out = np.empty(2 * codes.size + 1, np.uint32)
    to, at = 0, 0
    while at <= codes.size:
        end = at
        while end < codes.size and codes[end] != SEPARATOR:
            end += 1
        to = _fold_one(codes, at, end, out, to, kind, script, final, lookalike, switches)
        if end < codes.size:
            out[to] = SEPARATOR
            to += 1
        at = end + 1
    return out, to


@numba.njit(cache=True, nogil=True)
def involved_posts(codes: Codes, involved: NDArray[np.bool_], posts: int) -> NDArray[np.bool_]:
    """Which posts hold a character that folds only together with others."""
    found = np.zeros(posts, np.bool_)
    post = 0
    for i in range(codes.size):
        if codes[i] == SEPARATOR:
            post += 1
        elif involved[codes[i]]:
            found[post] = True
    return found


@numba.njit(cache=True, nogil=True)
def weigh(codes: Codes, kind: NDArray[np.uint8], posts: int) -> NDArray[np.int64]:
    """Letters and Han characters of each key, mentions and digits not counted: (posts, 2).

    A kana or Hangul syllable stands for about two letters and counts as two.
    """
    counts = np.zeros((posts, 2), np.int64)
    post, mention = 0, False
    for i in range(codes.size):
        c = codes[i]
        k = kind[c]
        if c == SEPARATOR:
            post += 1
            mention = False
        elif c == _AT:
            mention = True
        elif c == 0x20:
            mention = False
        elif mention:
            continue
        elif k == HAN:
            counts[post, 1] += 1
        elif k == KANA or k == HANGUL:
            counts[post, 0] += 2
        elif k == LETTER or k == THAI:
            counts[post, 0] += 1
    return counts
