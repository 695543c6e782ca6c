"""Lines that belong to an app's screen or a programme's lower third, and are no message.

Screenshots of one app share its buttons, whatever they show. Such lines stand in several pictures
beside different words; the lines of a message that goes round stand beside the same words, or none.
Clocks and counters differ from one screenshot to the next and say nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from demasque.text import Rules, match_keys

FEWEST: Final = 3
"""Pictures beside whose different words a line must stand; with two nobody can tell which of their
lines is the message. In worlds of 5 to 200 screenshots of one app with 3 to 6 words of their own,
three seeds, 2 to 8 joined the same, and lost none of a message shown in the same app."""

WORDS_BESIDE: Final = 8
"""Letters below which a line with a number in it is a clock or counter, and what stands beside a
line is no words. There 4 to 12 joined none of 2,115 screenshots, 20 one in nine."""


def without_frames(texts: Mapping[str, str], rules: Rules) -> dict[str, str]:
    """Each text without the lines of frames, clocks and counters; texts are lines, by family.

    A line is one of a frame when it stands in :data:`FEWEST` texts or more, and at least half of
    them, as many at the least, say something else besides, each in other words.
    """
    keys = {family: _line_keys(text, rules) for family, text in texts.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for family in sorted(keys):
        for key in dict.fromkeys(keys[family]):
            holders[key].append(family)
    common = {key for key, families in holders.items() if key and len(families) >= FEWEST}
    besides = {
        family: "\n".join(key for key in lines if key not in common)
        for family, lines in keys.items()
    }
    frames = {key for key in common if _stands_in_frames([besides[f] for f in holders[key]])}
    return {family: _without(text, keys[family], frames) for family, text in texts.items()}


def _line_keys(text: str, rules: Rules) -> list[str]:
    return match_keys(text.splitlines(), rules)


def _letters(key: str) -> int:
    return sum(map(str.isalpha, key))


def _is_counter(key: str) -> bool:
    return any(map(str.isdigit, key)) and _letters(key) < WORDS_BESIDE


def _stands_in_frames(besides: list[str]) -> bool:
    worded = {beside for beside in besides if _letters(beside) >= WORDS_BESIDE}
    return len(worded) >= FEWEST and 2 * len(worded) >= len(besides)


def _without(text: str, keys: list[str], frames: set[str]) -> str:
    lines = zip(text.splitlines(), keys, strict=True)
    kept = (line for line, key in lines if key not in frames and not _is_counter(key))
    return "\n".join(kept)
