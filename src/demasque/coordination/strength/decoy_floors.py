"""Which decoys can matter? Those as strong as a target that the rate may still let pass.

A decoy counts beside the targets that are no stronger. Once a stratum has so many that the rate is
out of reach for every weaker target, were all targets among the stronger ones, still weaker decoys
change no target that passes. So chance's pairs are judged from the most bits down, only so far as
it takes, and no unexplained strength exceeds the pair's bits. See docs/method.md, "All kinds
together".
"""

import math
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from demasque.coordination.events.index import Int64
from demasque.coordination.stats.tails import FloatArray

Strata = npt.NDArray[np.bool_]

_ROUNDING: Final = 1.0 + 1e-9
_FEWEST: Final = 20  # decoys of a case and stratum: twice as many as inflation is counted from
_STEP: Final = 4
_FIRST: Final = 256  # pairs of a stratum; each step looks at `_STEP` times as many


class AskedOfDecoys(NamedTuple):
    """By stratum, how many `targets` there are; a decoy stands for `chance` false ones at least.

    Only which targets have a q of at most `rate`, and that q, must be as with all decoys.
    """

    targets: Int64
    chance: float
    rate: float

    def enough(self, decoys: Int64, cases: int) -> Strata:
        """Tell of each stratum whether so many decoys keep all weaker targets from the rate.

        The decoys come from so many permuted `cases`. No target has a rank beyond their number.
        """
        least = (decoys * self.chance + 1.0) / (cases * np.maximum(self.targets, 1))
        found: Strata = (least > self.rate * _ROUNDING) | (self.targets == 0)
        return found

    def plenty(self, decoys: Int64) -> Strata:
        """Tell the same of one case, with room for what others may have less by chance."""
        needed = self.rate * self.targets / self.chance
        found: Strata = decoys >= needed + 4.0 * np.sqrt(needed) + _FEWEST
        return found


class CaseOfDecoys(NamedTuple):
    """The pairs of a permuted case: bits and stratum; `judge` gives the strength of some rows.

    `decoys` keeps of all pairs' strengths those that are decoys.
    """

    bits: FloatArray
    stratum: Int64
    judge: Callable[[Int64], FloatArray]
    decoys: Callable[[FloatArray], FloatArray]


class DecoyFloors:
    """The strength from which on decoys are known, by stratum: as low as the first case needs.

    With `level` the strata have one floor, for decoys that are the strongest of several pairs of
    different strata. Pairs of less than `least_bits` are none.
    """

    def __init__(self, asked: AskedOfDecoys, least_bits: float, level: bool) -> None:
        self.asked, self.least_bits, self.level = asked, least_bits, level
        self.floors = np.full(len(asked.targets), math.inf)
        self._laid = False

    def remove(self) -> None:
        """Let every decoy be known."""
        self.floors[:] = 0.0
        self._laid = True

    def suffice(self, decoys: FloatArray, stratum: Int64, cases: int, strongest: int) -> bool:
        """Tell whether the decoys of so many cases are enough to judge all targets by.

        So they are if they keep all weaker targets from the rate, and if the `strongest` of all
        strata are among them.
        """
        if not self.floors.any():
            return True
        many = np.bincount(stratum, minlength=len(self.floors))
        enough = self.asked.enough(many, cases) | (self.floors == 0)
        known = np.count_nonzero(decoys >= self.floors.max())
        return bool(enough.all()) and bool(known >= strongest)

    def strengths(self, case: CaseOfDecoys) -> FloatArray:
        """Judge a case's pairs; return the strength of decoys on or above the floors, 0 for others.

        The first case lays the floors, where it has plenty above them.
        """
        judged = np.zeros(len(case.bits))
        done = np.zeros(len(case.bits), dtype=np.bool_)
        while True:
            floor = self.floors[case.stratum]
            rows = np.flatnonzero((case.bits >= np.maximum(floor, self.least_bits)) & ~done)
            if len(rows):
                done[rows] = True
                judged[rows] = case.judge(rows)
            decoys = case.decoys(judged)
            decoys[decoys < floor] = 0.0
            many = np.bincount(case.stratum[decoys > 0], minlength=len(self.floors))
            short = ~self.asked.plenty(many) & (self.floors > 0)
            if self._laid or not short.any():
                self._laid = True
                return decoys
            if self.level:
                self._lower(case.bits, np.ones_like(short))
            else:
                for n in np.flatnonzero(short):
                    self._lower(case.bits[case.stratum == n], np.arange(len(short)) == n)

    def _lower(self, bits: FloatArray, strata: Strata) -> None:
        """Let several times as many of the pairs of `strata` be looked at, whose bits these are."""
        looked_at = int(np.count_nonzero(bits >= self.floors[strata].max()))
        many = max(_FIRST, _STEP * looked_at)
        left = many < np.count_nonzero(bits >= self.least_bits)
        self.floors[strata] = -np.partition(-bits, many)[many] if left else 0.0
