"""Rules that targets and decoys are held to alike: what is left open, and who counts once."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from demasque.coordination.engines.tied_pairs import MetPairs
from demasque.coordination.events.index import Int64
from demasque.coordination.null.crowd import Members
from demasque.coordination.stats.tails import FloatArray

LEAST_CLOSE: Final = 1 / 3
"""Of the traces that a pair shares at any distance, the part within the window from which on it may
be tied by strength. Newsrooms with one agency pass on the same things, but mostly hours apart."""


def decoys_among(key: Int64, beside: Members | None, strength: FloatArray) -> FloatArray:
    """The strength of what counts as a decoy among pairs; 0 for others."""
    return strength.copy() if beside is None else strongest_beside(key, strength, beside)


def strongest_beside(key: Int64, strength: FloatArray, tied: Members) -> FloatArray:
    """Keep the strength of each untied account's strongest pair with a tied one; 0 for its others.

    Who stands close to one of a group stands close to all of it: counted pair by pair, one account
    would be many that are right, and let others pass on its account.
    """
    a, b = np.divmod(key, max(len(tied), 1))
    account = np.where(tied[a], b, a)
    order = np.lexsort((key, -strength, account))
    first = np.flatnonzero(np.diff(account[order], prepend=-1))
    kept = np.zeros(len(strength))
    kept[order[first]] = strength[order[first]]
    return kept


def left_open(
    pairs: Int64, parts: Sequence[MetPairs], accounts: int
) -> tuple[FloatArray, FloatArray]:
    """The part of what each pair shares that chance and homophily do not expect; and log10 p.

    The p is that of the kind which says most, times the number of kinds (Bonferroni). It is 1 where
    less than `LEAST_CLOSE` of what the two share is close.
    """
    shared, ever, more, log10_p = (np.zeros(len(pairs)) for _ in range(4))
    for one in parts:
        place = np.searchsorted(pairs, one.pairs.key(accounts))
        shared[place] += one.pairs.shared
        ever[place] += one.shared_ever
        more[place] += np.maximum(one.pairs.shared - one.expected, 0.0)
        log10_p[place] = np.minimum(log10_p[place], one.log10_p)
    log10_p = np.where(shared < LEAST_CLOSE * ever, 0.0, log10_p + math.log10(max(len(parts), 1)))
    return more / np.maximum(shared, 1.0), log10_p
