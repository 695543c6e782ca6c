"""Ties by all kinds together: pairs whose strength is more than chance and common taste make it.

Decoys (:mod:`permutation`) show what dealing makes of the posts, but dealing
breaks up circles: people who answer the same celebrity within minutes, evening after evening, are
stronger than any decoy. So a pair's strength counts only so far as the chance model of its own
kinds, which knows hours and taste, leaves what it shares unexplained.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from demasque.coordination.engines.memory import Judged, measure
from demasque.coordination.engines.on_disk.case_work import Prepare
from demasque.coordination.events.case_events import Slots, Uses
from demasque.coordination.events.index import Encoded, Int64, PreparedEvents, prepare
from demasque.coordination.null.permutation import decoy_strengths, log10_q
from demasque.coordination.stats.tails import FloatArray
from demasque.progress import Progress, quiet

DEALS: Final = 5
"""Decoy cases; one is enough, and all there is time for, above two million events."""

_MANY: Final = 2_000_000


@dataclass(frozen=True)
class KindEvents:
    """One kind at work: its events, and the windows (microseconds) at which it is judged."""

    uses: Uses
    encoded: Encoded
    ready: PreparedEvents
    windows: Sequence[int]


@dataclass(frozen=True)
class Together:
    """Pairs (ascending, a * accounts + b) tied by all kinds together, and each kind's part."""

    pairs: Int64
    log10_q: FloatArray
    parts: list[Judged]


def tie_together(
    slots: Slots,
    kinds: Sequence[KindEvents],
    strengths: tuple[Int64, FloatArray],
    fdr: float,
    seed: int,
    progress: Progress = quiet,
    prepare: Prepare = prepare,
) -> Together:
    """Tie the pairs whose unexplained strength stands out at the rate `fdr`; deals from `seed`.

    A pair that no kind by itself finds surprising, at p of at most `fdr`, is not tied.
    """
    pairs, bits = strengths
    uses = [one.uses for one in kinds]
    deals = DEALS if sum(len(one.slot) for one in uses) <= _MANY else 1
    decoys = decoy_strengths(slots, uses, deals, seed, progress, prepare)
    strong = np.flatnonzero(log10_q(bits, decoys, deals) <= math.log10(fdr))
    pairs, bits = pairs[strong], bits[strong]
    a, b = (code.astype(np.int32) for code in divmod(pairs, max(len(slots.names), 1)))
    parts = [measure(one.encoded.moments, one.ready, one.windows, a, b) for one in kinds]
    left, log10_p = _unexplained(pairs, parts, len(slots.names))
    # Strength goes with the square of what is close.
    q = log10_q(bits * left**2, decoys, deals)
    kept = np.maximum(q, log10_p) <= math.log10(fdr)
    parts = [one.among(pairs[kept], len(slots.names)) for one in parts]
    return Together(pairs[kept], q[kept], parts)


def _unexplained(
    pairs: Int64, parts: Sequence[Judged], accounts: int
) -> tuple[FloatArray, FloatArray]:
    """How much of what each pair shares chance, with its taste, does not expect; and log10 p.

    The p is that of the kind which says most, times the number of kinds (Bonferroni).
    """
    shared, more, log10_p = (np.zeros(len(pairs)) for _ in range(3))
    for one in parts:
        place = np.searchsorted(pairs, one.key(accounts))
        shared[place] += one.pairs.shared
        more[place] += np.maximum(one.pairs.shared - one.expected, 0.0)
        log10_p[place] = np.minimum(log10_p[place], one.log10_p)
    return more / np.maximum(shared, 1.0), log10_p + math.log10(max(len(parts), 1))
