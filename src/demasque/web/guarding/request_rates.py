"""How often may somebody ask? Token buckets, one for each who asks.

Method: the token bucket, as in Turner, "New directions in communications" (IEEE Communications
Magazine 24(10), 1986).
"""

import time
from collections import OrderedDict
from collections.abc import Callable


class RequestRates:
    """Lets each who asks ask ``per_second`` times a second, and up to ``burst`` times at once.

    Only the ``most`` who asked last are remembered, so that memory is bounded.
    """

    def __init__(
        self,
        per_second: float,
        burst: float,
        most: int = 4096,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_second = per_second
        self._burst = burst
        self._most = most
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # left, at what time

    def may(self, who: str) -> bool:
        """Whether one more request of ``who`` is within the rate; it is counted if so."""
        now = self._clock()
        left, at = self._left.pop(who, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_second)
        allowed = left >= 1.0
        self._left[who] = (left - 1.0 if allowed else left, now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return allowed
