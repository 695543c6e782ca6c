"""Which carriers of a message are in the group that pushes it? Whose company is more than chance.

Genuine carriers use a companion of the message as often as those who do not carry it, and oftener
only so far as people of that circle carry the message oftener. What stands in the same posts, or in
nearly the same words, is one doing, and counts once.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from demasque.coordination.events.index import Int64
from demasque.coordination.incidents.company import Companions
from demasque.coordination.incidents.uses import Uses
from demasque.coordination.stats.false_discovery import benjamini_hochberg
from demasque.coordination.stats.tails import LN10, FloatArray, log_poisson_binomial_tail

LEAST_SHARED: Final = 2
"""One thing shared besides the message proves nothing, as in a tie."""

ALIKE: Final = 0.3
"""Of the words of two texts, the share in common from which they are one message."""


class GroupMembers(NamedTuple):
    """Carriers of one message who share doings: how many, and how many chance gives."""

    account: Int64
    shared: Int64
    expected: FloatArray
    log10_p: FloatArray
    log10_q: FloatArray  # among the carriers

    def at(self, rows: Int64) -> "GroupMembers":
        """These rows of it, in this order."""
        return GroupMembers(
            self.account[rows],
            self.shared[rows],
            self.expected[rows],
            self.log10_p[rows],
            self.log10_q[rows],
        )


def users_of(uses: Uses, trace: int) -> Int64:
    """Accounts that use a trace, ascending."""
    return uses.users[uses.user_start[trace] : uses.user_start[trace + 1]].astype(np.int64)


def alike(first: str, second: str) -> bool:
    """Whether two texts share so many of their words that they are one message."""
    one, other = set(first.split()), set(second.split())
    return bool(one and other) and len(one & other) / len(one | other) >= ALIKE


def doings(uses: Uses, traces: Sequence[int], words: Sequence[str]) -> list[list[int]]:
    """Divide places of `traces` into doings: same posts or nearly the same words are one."""
    posts = [uses.posts[uses.post_start[t] : uses.post_start[t + 1]] for t in traces]
    label = list(range(len(traces)))
    for a in range(len(traces)):
        for b in range(a):
            if alike(words[a], words[b]) or len(np.intersect1d(posts[a], posts[b])):
                label = [label[b] if one == label[a] else one for one in label]
    return [[i for i, one in enumerate(label) if one == each] for each in dict.fromkeys(label)]


def group_members(
    uses: Uses, company: Companions, message: int, groups: Sequence[Sequence[int]]
) -> GroupMembers:
    """Judge the carriers of `LEAST_SHARED` doings or more; `groups` are rows of company."""
    carriers = users_of(uses, message)
    activity = np.diff(uses.trace_start).astype(np.float64)
    overall = len(carriers) / activity.sum()
    chance = np.empty((len(groups), len(carriers)))
    used = np.zeros((len(groups), len(carriers)), dtype=np.bool_)
    for row, places in enumerate(groups):
        traces = company.trace[list(places)]
        users = np.unique(np.concatenate([users_of(uses, trace) for trace in traces]))
        used[row] = np.isin(carriers, users)
        outside = len(users) - np.count_nonzero(used[row])
        likeness = 1.0
        for place, trace in zip(places, traces, strict=True):
            plain = (1.0 - np.exp(-overall * activity[users_of(uses, trace)])).sum()
            likeness = max(likeness, company.expected[place] / plain)
        rate = likeness * (outside + 1.0) / activity.sum()
        chance[row] = 1.0 - np.exp(-rate * activity[carriers])
    shared = used.sum(axis=0)
    asked = np.flatnonzero(shared >= LEAST_SHARED)
    tails = [log_poisson_binomial_tail(int(shared[i]), chance[:, i]) for i in asked]
    log_p = np.array(tails, dtype=np.float64)
    log10_q = benjamini_hochberg(log_p, len(carriers))
    return GroupMembers(
        carriers[asked], shared[asked], chance[:, asked].sum(axis=0), log_p / LN10, log10_q
    )
