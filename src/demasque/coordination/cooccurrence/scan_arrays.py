"""What the kernels of the scan are given beside the events: named tuples of arrays."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from demasque.coordination.events.index import Int32, Int64
from demasque.coordination.stats.tails import FloatArray

UInt32 = npt.NDArray[np.uint32]
UInt64 = npt.NDArray[np.uint64]


class TailThresholds(NamedTuple):
    """What a pair has to pass: `levels` of ln p, rising; the first is the one to be kept at.

    `means[level, k]` is the largest expectation at which k shared traces pass that level.
    """

    means: FloatArray
    levels: FloatArray
    min_shared: int


class Quietest(NamedTuple):
    """Levels of activity, rising, and for each the last account that is as quiet."""

    activity: Int64
    last: Int64


class Scratch(NamedTuple):
    """Room for one row of the matrix, a row of each array for every thread; zero between rows.

    `once` has a bit for each account that was met, `again` a counter for those met again; `listed`
    and `repeated` list the accounts of either. `limits[k]` is the last account to which k common
    traces can matter, and `uses` holds trace and window of each event of the account at hand.
    """

    once: UInt64
    again: UInt64
    listed: UInt32
    repeated: UInt32
    limits: Int64
    uses: Int32
