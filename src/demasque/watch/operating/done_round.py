"""What a round did, for whoever shows it, counts it or looks after the watch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.operating.case_figures import CaseFigures


@dataclass(frozen=True)
class Round:
    """What a round did. ``number`` is None where there was nothing to do.

    ``taken`` are names of files that are in the case now, ``rejected`` name -> why not, ``doubts``
    what is to be said of those taken. ``posts`` came; ``detected`` is whether that was looked
    through. ``alerts`` are those that nobody had noticed before. ``seconds`` by step. ``finished``
    is the number of an earlier round that had been cut short and is counted in. ``figures`` are
    those of the case at the end.
    """

    figures: CaseFigures
    number: int | None = None
    taken: tuple[str, ...] = ()
    rejected: Mapping[str, Sentence] = field(default_factory=dict)
    doubts: tuple[Sentence, ...] = ()
    posts: int = 0
    detected: bool = False
    alerts: tuple[Alert, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    finished: int | None = None


class Onlooker(Protocol):
    """Hears when a round begins, ends, or is kept from its end. Times are UTC."""

    def begins(self, now: datetime) -> None:
        """A round begins."""

    def ends(self, done: Round, now: datetime, next_at: datetime, waiting: int) -> None:
        """A round has ended; the next one begins at ``next_at``, ``waiting`` files are there."""

    def is_kept(self, why: Sentence, now: datetime, next_at: datetime) -> None:
        """A round could not come to its end; it is tried again at ``next_at``."""

    def stops(self, why: Sentence | None, now: datetime) -> None:
        """The watch ends; ``why`` where something is wrong."""
