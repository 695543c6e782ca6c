"""Is a watch well? It is as long as its rounds come to their end in time."""

from datetime import datetime
from typing import Final

from demasque.clocks import Clock
from demasque.sentences import Seconds, Sentence
from demasque.watch.operating.done_round import Round

GRACE_SECONDS: Final = 900.0
"""Beyond two intervals, for a round that is at work: detection over a million posts takes minutes
on two cores (docs/measurements.md); tried 300 to 3,600."""


class WatchHealth:
    """Says what is wrong with a watch, by a clock that no change of time disturbs."""

    def __init__(self, every: float, clock: Clock) -> None:
        self._limit = 2 * every + GRACE_SECONDS
        self._clock = clock
        self._ended = clock.ticks()
        self._kept: Sentence | None = None

    def begins(self, now: datetime) -> None:
        """A round begins: that alone is no sign of health."""

    def ends(self, done: Round, now: datetime, next_at: datetime, waiting: int) -> None:
        """A round has ended."""
        self._ended, self._kept = self._clock.ticks(), None

    def is_kept(self, why: Sentence, now: datetime, next_at: datetime) -> None:
        """A round could not come to its end."""
        self._kept = why

    def stops(self, why: Sentence | None, now: datetime) -> None:
        """The watch ends."""
        self._kept = why or Sentence("The watch has ended.")

    def trouble(self) -> Sentence | None:
        """What is wrong; None where nothing is."""
        if self._kept is not None:
            return self._kept
        since = self._clock.ticks() - self._ended
        if since <= self._limit:
            return None
        return Sentence("No round has come to its end for {time}.", time=Seconds(round(since)))
