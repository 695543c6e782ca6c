"""The steps of a round, on a case that is open: each may be done twice, and is written down."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from demasque.api import Case
from demasque.case import CaseStore
from demasque.clocks import Clock
from demasque.progress import Progress
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.finding_alerts import find_alerts, find_silence
from demasque.watch.alerts.keeping_alerts import keep_alerts, keep_silence
from demasque.watch.rounds.inbox import Inbox
from demasque.watch.rounds.opening_case import Tell
from demasque.watch.rounds.round_journal import (
    ADDED,
    DETECTED,
    OpenRound,
    begin,
    end,
    next_number,
    note_detection,
    reach,
)
from demasque.watch.rounds.taking_files import Arrivals, add_arrivals
from demasque.watch.rounds.watch_options import WatchOptions
from demasque.watch.sinks import Sink, deliver_waiting
from demasque.wording import catalogue


@dataclass
class RoundSoFar:
    """What the steps of one round did; ``seconds`` by step."""

    posts: int = 0
    detected: bool = False
    arrivals: Arrivals = field(default_factory=Arrivals)
    alerts: tuple[Alert, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    def and_then(self, later: "RoundSoFar") -> "RoundSoFar":
        """The two together."""
        arrivals = Arrivals(
            [*self.arrivals.taken, *later.arrivals.taken],
            {**self.arrivals.rejected, **later.arrivals.rejected},
            [*self.arrivals.doubts, *later.arrivals.doubts],
        )
        seconds = Counter(self.seconds)
        seconds.update(later.seconds)
        return RoundSoFar(
            posts=self.posts + later.posts,
            detected=self.detected or later.detected,
            arrivals=arrivals,
            alerts=(*self.alerts, *later.alerts),
            seconds=dict(seconds),
        )


class RoundSteps:
    """Does what is left of a round. ``whole`` are names in the inbox of files that are complete."""

    def __init__(
        self,
        store: CaseStore,
        asked: WatchOptions,
        inbox: Inbox,
        whole: frozenset[str],
        clock: Clock,
        progress: Progress,
    ) -> None:
        self._store = store
        self._asked = asked
        self._inbox = inbox
        self._whole = whole
        self._clock = clock
        self._progress = progress

    def begin(self) -> OpenRound | None:
        """Take the files that wait, if any do, or if posts came that nobody has looked through."""
        files = [name for name in sorted(self._whole) if self._inbox.state(name) is not None]
        if files or posts_came(self._store):
            return begin(self._store, files, self._clock.now())
        return None

    def finish(self, begun: OpenRound) -> RoundSoFar:
        """Do the steps that are not behind a round, and write each down."""
        so_far = RoundSoFar()
        if not begun.reached(ADDED):
            with self._timed(so_far, "add"):
                self._add(begun, so_far)
            reach(self._store, begun.number, ADDED)
        if not begun.reached(DETECTED):
            with self._timed(so_far, "detect"):
                so_far.detected = self._detect()
            run = self._store.findings_run() if so_far.detected else None
            note_detection(self._store, begun.number, run)
        with self._timed(so_far, "compare"):
            so_far.alerts = self._compare(begun)
        end(self._store, begun.number, self._clock.now())
        return so_far

    def hear_silence(self) -> RoundSoFar:
        """Look for feeds that are silent, where nothing came and there is no round."""
        last, now = next_number(self._store) - 1, self._clock.now()
        silent = find_silence(self._store, self._asked.alerts, last, now)
        return RoundSoFar(alerts=keep_silence(self._store, silent))

    def deliver(self, sinks: Sequence[Sink], tell: Tell) -> None:
        """Send what waits to whom it goes; ``tell`` hears what a person should know of it."""
        words, most = catalogue(self._asked.language), self._asked.sinks.digest_after
        delivered = deliver_waiting(self._store, sinks, self._clock, words, most)
        for sentence in delivered.news:
            tell(sentence)

    def _add(self, begun: OpenRound, so_far: RoundSoFar) -> None:
        before = posts_in(self._store)
        # A file of a round that was cut short may have been replaced by one that is still written.
        names = [name for name in begun.files if name in self._whole]
        words = catalogue(self._asked.language)
        so_far.arrivals = add_arrivals(
            self._store, self._inbox, names, words, self._progress, self._asked.discard
        )
        so_far.posts = posts_in(self._store) - before

    def _detect(self) -> bool:
        """Detect where posts came since the last detection, whoever added them; whether it did."""
        if not posts_came(self._store):
            return False
        Case(self._store).detect(horizon=self._asked.horizon, progress=self._progress)
        return True

    def _compare(self, begun: OpenRound) -> tuple[Alert, ...]:
        """Keep what there is to tell, as of the round's beginning: the same when done again."""
        asked, rules = self._asked.alerts, self._asked.rules
        found = find_alerts(self._store, asked, rules, begun.number, begun.begun_at)
        return keep_alerts(self._store, found)

    @contextmanager
    def _timed(self, so_far: RoundSoFar, step: str) -> Iterator[None]:
        began = self._clock.ticks()
        yield
        so_far.seconds[step] = so_far.seconds.get(step, 0.0) + self._clock.ticks() - began


def posts_in(store: CaseStore) -> int:
    """How many posts the case holds."""
    return int(store.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py())


def posts_came(store: CaseStore) -> bool:
    """Whether posts, or pictures and clips of posts, were added since the last detection.

    The custody log says so in the order of what was done, which no change of a clock disturbs.
    """
    came = False
    for entry in store.custody.entries():
        if entry["action"] == "detect":
            came = False
        elif entry["action"] == "add":
            came = came or _brought(entry["details"])
    return came and posts_in(store) > 0


def _brought(details: dict[str, Any]) -> bool:
    """Whether an addition brought anything to look through; one that does not say so may have.

    What a network's notices took out changes what is found as well.
    """
    if "folder" in details:
        return bool(details["new"] or details["linked"] or details["avatars"])
    return bool(details.get("posts", 1) or details.get("deleted"))
