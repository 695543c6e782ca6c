"""Whose sharing is too synchronous to be chance? Events -> ties.

find_ties(events, ...)          without a case: a table of events -> a table of ties
detect(store, ...)              a case's events -> its ties, strengths and account_bits
tie_posts(store, a, b, kind)    the posts that prove a tie
"""

from demasque.coordination.detect import Detection, HotTrace, detect
from demasque.coordination.evidence import tie_posts
from demasque.coordination.find import check_options, find_ties
from demasque.coordination.intake import Window, seconds
from demasque.coordination.limits import memory_size

__all__ = [
    "Detection",
    "HotTrace",
    "Window",
    "check_options",
    "detect",
    "find_ties",
    "memory_size",
    "seconds",
    "tie_posts",
]
