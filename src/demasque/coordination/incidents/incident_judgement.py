"""Which messages does a group inside the crowd of their carriers push, and who is in the group?"""

import math
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from demasque.coordination.events.index import Int64
from demasque.coordination.incidents.carriers import GroupMembers, alike, doings, group_members
from demasque.coordination.incidents.company import LEAST, Companions, find_companions
from demasque.coordination.incidents.uses import Uses
from demasque.coordination.stats.false_discovery import benjamini_hochberg
from demasque.coordination.stats.tails import FloatArray

MOST_MESSAGES: Final = 5_000
"""Messages that are tested, those of most carriers first: it bounds the time."""

LEAST_NAMED: Final = 3
"""A group has so many accounts at least; two are a pair, which ties judge."""

LEAST_DOINGS: Final = 2
"""And shares so many doings besides. With one, organic worlds had incidents (docs/method.md)."""

LEAST_EXCESS: Final = 1.5
"""Company is so many times what is expected at least. Among hundreds of carriers the roughness of
the model is surprising by itself: 1.3 to 1.4 times, in an organic world of a million posts."""


class Incident(NamedTuple):
    """A message (a trace), what its group shares besides (rows of the company), and the group."""

    message: int
    rows: Int64
    members: GroupMembers


class JudgedIncidents(NamedTuple):
    """All company that was looked at with log10 of its q, and the incidents it shows."""

    company: Companions
    log10_q: FloatArray
    incidents: list[Incident]  # the most surprising first


def judge_incidents(
    uses: Uses,
    may: npt.NDArray[np.bool_],
    words: Callable[[Int64], Mapping[int, str]],
    fdr: float,
) -> JudgedIncidents:
    """Find the incidents among these uses.

    `may` says by trace whether it may be company, `words` what some traces say; it is called once.
    At the rate `fdr` hold the pairs of a message and its company, and again the carriers who are
    named of each message.
    """
    sizes = np.diff(uses.user_start)
    messages = np.flatnonzero(sizes >= 2 * LEAST)
    messages = messages[np.argsort(-sizes[messages], kind="stable")][:MOST_MESSAGES]
    company = find_companions(uses, messages, may)
    tests = float(len(messages) * np.count_nonzero(may & (sizes >= LEAST)))
    log10_q = benjamini_hochberg(company.log_p, tests)
    enough = company.carriers >= LEAST_EXCESS * company.expected
    kept = np.flatnonzero(enough & (log10_q <= math.log10(fdr)))
    said = words(np.union1d(company.message[kept], company.trace[kept]))
    incidents = []
    for message in np.unique(company.message[kept]).tolist():
        rows = kept[company.message[kept] == message]
        found = _incident(uses, company, message, rows, said, fdr)
        if found is not None:
            incidents.append(found)
    incidents.sort(key=lambda each: (company.log_p[each.rows[0]], each.message))
    return JudgedIncidents(company, log10_q, incidents)


def _incident(
    uses: Uses,
    company: Companions,
    message: int,
    rows: Int64,
    words: Mapping[int, str],
    fdr: float,
) -> Incident | None:
    """One incident, or None where too few accounts share too little."""
    said, traces = words[message], company.trace.tolist()
    others = [row for row in rows.tolist() if not alike(words[traces[row]], said)]
    others.sort(key=lambda row: (company.log_p[row], row))
    shared = [traces[row] for row in others]
    parts = doings(uses, shared, [words[trace] for trace in shared])
    if len(parts) < LEAST_DOINGS:
        return None
    groups = [[others[place] for place in part] for part in parts]
    members = group_members(uses, company, message, groups)
    named = np.flatnonzero(members.log10_q <= math.log10(fdr))
    if len(named) < LEAST_NAMED:
        return None
    named = named[np.lexsort((members.account[named], members.log10_p[named]))]
    return Incident(message, np.array(others, dtype=np.int64), members.at(named))
