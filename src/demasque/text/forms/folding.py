"""The normal form, over the code points of many posts. Which rule does what: :mod:`.rules`."""

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.forms.alphabet import (
    APOSTROPHE,
    DIGIT,
    EMOJI,
    HAN,
    HANGUL,
    INVISIBLE,
    KANA,
    LETTER,
    MARK,
    OTHER_LOOKALIKE,
    PUNCTUATION,
    SPACE,
    STRAY_MARK,
    TATWEEL,
    THAI,
)
from demasque.text.forms.spans import (
    DROP,
    GAP,
    WRITE,
    Bytes,
    Codes,
    cut_edge_hashtags,
    cut_links,
    cut_mentions,
    signs_of,
)

Offsets = NDArray[np.int64]
Switches = NDArray[np.bool_]

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
    "mentions",
    "edge_hashtags",
)
"""The rules that the kernel itself switches, in the order of the array it is given."""
(
    _INVISIBLE,
    _LINKS,
    _LEADING_MENTIONS,
    _EMOJI,
    _PUNCTUATION,
    _MARKS,
    _LOOKALIKES,
    _REPEATS,
    _SPACING,
    _MENTIONS,
    _EDGE_HASHTAGS,
) = range(11)

LETTERS_NEEDED = 12
HAN_NEEDED = 5


@numba.njit(cache=True)
def _actions(switches: Switches) -> Bytes:
    """What is done with a character of each class, before anything is known of its place."""
    actions = np.full(TATWEEL + 1, WRITE, np.uint8)
    if switches[_INVISIBLE]:
        actions[INVISIBLE] = DROP
    if switches[_MARKS]:
        actions[STRAY_MARK] = actions[TATWEEL] = DROP
    if switches[_PUNCTUATION]:
        actions[PUNCTUATION], actions[APOSTROPHE] = GAP, DROP
    if switches[_EMOJI]:
        actions[EMOJI] = GAP
    if switches[_SPACING]:
        actions[SPACE] = GAP
    return actions


@numba.njit(cache=True)
def _word_script(codes: Codes, kind: Bytes, script: Bytes, lookalike: Codes) -> tuple[int, int]:
    """Length of the word that begins `codes`, and the script it folds to (0: it mixes none).

    That is the script to which most of the word's foreign letters have a look-alike, and among
    equals the one that more of its letters are in.
    """
    i, only, mixed = 0, 0, False
    while i < codes.size and kind[codes[i]] in (LETTER, DIGIT, MARK, STRAY_MARK, INVISIBLE):
        found = script[codes[i]]
        mixed |= found not in (0, only) and only != 0
        only = max(only, found)
        i += 1
    return i, (_best_script(codes[:i], script, lookalike) if mixed else 0)


@numba.njit(cache=True)
def _best_script(codes: Codes, script: Bytes, lookalike: Codes) -> int:
    seen = np.zeros(OTHER_LOOKALIKE + 1, np.int64)
    stuck = np.zeros(OTHER_LOOKALIKE, np.int64)
    for code in codes:
        found = script[code]
        seen[found] += 1
        for s in range(1, OTHER_LOOKALIKE):
            stuck[s] += found not in (0, s) and lookalike[s - 1, code] == 0
    best = 1
    for s in range(1, OTHER_LOOKALIKE):
        if (-stuck[s], seen[s]) > (-stuck[best], seen[best]):
            best = s
    return best


@numba.njit(cache=True)
def _fold_lookalikes(
    codes: Codes, plan: Bytes, kind: Bytes, script: Bytes, lookalike: Codes
) -> None:
    i = 0
    while i < codes.size:
        if plan[i] != WRITE or kind[codes[i]] not in (LETTER, DIGIT):
            i += 1
            continue
        length, target = _word_script(codes[i:], kind, script, lookalike)
        if target:
            for j in range(i, i + length):
                if script[codes[j]] != target and lookalike[target - 1, codes[j]]:
                    codes[j] = lookalike[target - 1, codes[j]]
        i += length


@numba.njit(cache=True)
def _write(
    codes: Codes, plan: Bytes, out: Codes, kind: Bytes, final: Codes, switches: Switches
) -> int:
    """Carry out the plan; return how much of `out` is written."""
    to, gap, previous = 0, False, WRITE
    for i in range(codes.size):
        action = plan[i]
        if action == DROP:
            continue
        if action == GAP:
            gap = True
            continue
        c = final[codes[i]]
        k = kind[c]
        if to and (gap or action != previous):
            unspaced = k in (HAN, KANA, THAI) or kind[out[to - 1]] in (HAN, KANA, THAI)
            if not (unspaced and switches[_SPACING] and action == previous):
                out[to] = 0x20
                to += 1
        gap, previous = False, action
        repeated = to >= 2 and out[to - 1] == c and out[to - 2] == c
        if not (repeated and switches[_REPEATS] and k != DIGIT):
            out[to] = c
            to += 1
    return to


@numba.njit(cache=True)
def weigh(codes: Codes, kind: Bytes) -> tuple[int, int]:
    """Letters and Han characters; kana and Hangul syllables say as much as two letters."""
    letters, han, mention = 0, 0, False
    for i in range(codes.size):
        c = codes[i]
        k = kind[c]
        if c == 0x40:
            mention = True
        elif c == 0x20:
            mention = False
        elif not mention:
            han += k == HAN
            letters += 2 * (k == KANA) + 2 * (k == HANGUL) + (k == LETTER) + (k == THAI)
    return letters, han


@numba.njit(cache=True)
def _is_long_enough(codes: Codes, kind: Bytes) -> bool:
    letters, han = weigh(codes, kind)
    return letters * HAN_NEEDED + han * LETTERS_NEEDED >= LETTERS_NEEDED * HAN_NEEDED


@numba.njit(cache=True, nogil=True)
def fold(
    codes: Codes,
    offsets: Offsets,
    kind: Bytes,
    script: Bytes,
    compatible: Codes,
    final: Codes,
    lookalike: Codes,
    switches: Switches,
) -> tuple[Codes, Offsets]:
    """Fold posts; post i is codes[offsets[i]:offsets[i + 1]]. The codes are overwritten.

    `compatible` is applied first, `final` (case, simplification) when a character is written.
    """
    actions = _actions(switches)
    plan = np.empty(codes.size, np.uint8)
    for i in range(codes.size):
        codes[i] = compatible[codes[i]]
        plan[i] = actions[kind[codes[i]]]
    out = np.empty(2 * codes.size + 1, np.uint32)
    ends = np.zeros_like(offsets)
    to = 0
    for post in range(offsets.size - 1):
        post_codes = codes[offsets[post] : offsets[post + 1]]
        post_plan = plan[offsets[post] : offsets[post + 1]]
        link, mention, hashtag, foreign = signs_of(post_codes)
        if link and switches[_LINKS]:
            cut_links(post_codes, post_plan, kind)
        if mention:
            leading, everywhere = switches[_LEADING_MENTIONS], switches[_MENTIONS]
            cut_mentions(post_codes, post_plan, kind, leading, everywhere)
        if foreign and switches[_LOOKALIKES]:
            _fold_lookalikes(post_codes, post_plan, kind, script, lookalike)
        size = -1
        if hashtag and switches[_EDGE_HASHTAGS]:
            fewer = post_plan.copy()
            cut_edge_hashtags(post_codes, fewer, kind)
            size = _write(post_codes, fewer, out[to:], kind, final, switches)
            if not _is_long_enough(out[to : to + size], kind):
                size = -1
        if size < 0:
            size = _write(post_codes, post_plan, out[to:], kind, final, switches)
        to += size
        ends[post + 1] = to
    return out[:to], ends


@numba.njit(cache=True, nogil=True)
def involved_posts(codes: Codes, offsets: Offsets, involved: Switches) -> Switches:
    """Which posts hold a character that folds only together with others."""
    found = np.zeros(offsets.size - 1, np.bool_)
    for post in range(found.size):
        for i in range(offsets[post], offsets[post + 1]):
            if involved[codes[i]]:
                found[post] = True
                break
    return found


@numba.njit(cache=True, nogil=True)
def hashes(codes: Codes, offsets: Offsets) -> NDArray[np.uint64]:
    """A 64-bit hash of each key; 0 only for an empty key."""
    out = np.zeros(offsets.size - 1, np.uint64)
    for post in range(out.size):
        h = np.uint64(0x9E3779B97F4A7C15)
        for i in range(offsets[post], offsets[post + 1]):
            h = (h ^ np.uint64(codes[i])) * np.uint64(0xFF51AFD7ED558CCD)
            h ^= h >> np.uint64(32)
        if offsets[post + 1] > offsets[post]:
            out[post] = max(h, np.uint64(1))
    return out


@numba.njit(cache=True, nogil=True)
def long_enough_posts(codes: Codes, offsets: Offsets, kind: Bytes) -> Switches:
    """Which keys hold at least 12 letters or 5 Han characters, or as much of both together.

    Mentions and digits do not count; a kana or Hangul syllable stands for about two letters.
    """
    found = np.zeros(offsets.size - 1, np.bool_)
    for post in range(found.size):
        found[post] = _is_long_enough(codes[offsets[post] : offsets[post + 1]], kind)
    return found
