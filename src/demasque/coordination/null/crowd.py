"""The crowd: the accounts of which chance is made, all but those that stand out.

An operation that wrote much of the data would otherwise hide behind itself: its posts would be what
chance is estimated from. In Efron's words (JASA 99, 2004) this is an empirical null: what the
unremarkable part of the data gives. See docs/method.md, "A null that the operation cannot fill".
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from demasque.coordination.events.index import Int32, PreparedEvents

Members = npt.NDArray[np.bool_]


class Crowd(NamedTuple):
    """Who makes chance (`member[account]`), and how many of the events are theirs.

    `before[p]` counts the crowd's events at positions below p of :class:`PreparedEvents`.
    """

    member: Members
    before: Int32


def everybody(events: PreparedEvents) -> Crowd:
    """The crowd that leaves nobody out."""
    member = np.ones(events.accounts, dtype=np.bool_)
    return Crowd(member, np.arange(len(events.account) + 1, dtype=np.int32))


def crowd_of(events: PreparedEvents, member: Members) -> Crowd:
    """The crowd of the accounts that `member` marks."""
    before = np.zeros(len(events.account) + 1, dtype=np.int32)
    np.cumsum(member[events.account], out=before[1:])
    return Crowd(member, before)
