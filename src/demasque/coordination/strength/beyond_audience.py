"""Reposts and replies, judged beside what being of one audience gives (:mod:`audience`)."""

import math
from typing import TypeVar

import numpy as np

from demasque.coordination.engines.tied_pairs import MetPairs, TiedPairs
from demasque.coordination.events.index import Encoded, PreparedEvents
from demasque.coordination.events.origins import TraceOrigins
from demasque.coordination.null.audience import audience_tails
from demasque.coordination.stats.false_discovery import benjamini_hochberg
from demasque.coordination.stats.tails import LN10

Judged = TypeVar("Judged", TiedPairs, MetPairs)


def beside_audience(
    tied: Judged, events: Encoded, ready: PreparedEvents, origins: TraceOrigins, windows: int
) -> Judged:
    """Give pairs the larger p, and the larger expectation, of the usual ones and an audience's.

    `windows` is how many were tried (Bonferroni), `ready` the events prepared.
    """
    expected, log_p = audience_tails(events, ready, origins, tied.pairs, tied.window, tied.expected)
    log10_p = np.minimum((log_p + math.log(windows)) / LN10, 0.0)
    return tied._replace(
        expected=np.maximum(tied.expected, expected), log10_p=np.maximum(tied.log10_p, log10_p)
    )


def beyond_audience(
    tied: TiedPairs,
    events: Encoded,
    ready: PreparedEvents,
    origins: TraceOrigins,
    windows: int,
    fdr: float,
) -> TiedPairs:
    """Keep the tied pairs that stay so, at the rate `fdr`, beside what an audience gives.

    An audience only makes p larger, so that none but the tied pairs can be among those left: their
    false discovery rates are those of all pairs judged again.
    """
    judged = beside_audience(tied, events, ready, origins, windows)
    tests = ready.accounts * (ready.accounts - 1) / 2
    log10_q = benjamini_hochberg(judged.log10_p * LN10, tests)
    return judged._replace(log10_q=log10_q).where(log10_q <= math.log10(fdr))
