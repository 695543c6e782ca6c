"""What a watch counts, for Prometheus: nothing in it names an account. Extra ``watch``."""

from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from demasque.sentences import Sentence
from demasque.watch.operating.done_round import Round
from demasque.watch.operating.feed_states import feed_states


class WatchMetrics:
    """Counts rounds and what they brought. ``inbox`` is where feeds write."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._registry = CollectorRegistry()
        self._rounds = self._counter("rounds", "Rounds that came to their end")
        self._kept = self._counter("rounds_kept", "Rounds that something kept from their end")
        self._posts = self._counter("posts_added", "Posts that came into the case")
        self._files = self._counter("files_taken", "Files that came into the case")
        self._rejected = self._counter("files_rejected", "Files that could not be read")
        self._step = self._gauge("step_seconds", "Length of each step of the last round", "step")
        self._alerts = self._gauge("open_alerts", "Alerts that nobody acknowledged", "kind")
        self._waiting = self._gauge("waiting_files", "Files in the inbox")
        self._ended = self._gauge("last_round_timestamp_seconds", "When a round last ended")
        self._lag = self._gauge("feed_lag_seconds", "How late a feed's newest record was", "feed")

    def begins(self, now: datetime) -> None:
        """A round begins."""

    def ends(self, done: Round, now: datetime, next_at: datetime, waiting: int) -> None:
        """A round has ended."""
        self._rounds.inc()
        self._posts.inc(max(done.posts, 0))  # a file of deletions takes posts out
        self._files.inc(len(done.taken))
        self._rejected.inc(len(done.rejected))
        self._step.clear()
        for step, seconds in done.seconds.items():
            self._step.labels(step).set(seconds)
        self._alerts.clear()
        for kind, count in done.figures.open_alerts.items():
            self._alerts.labels(kind).set(count)
        self._waiting.set(waiting)
        self._ended.set(now.timestamp())

    def is_kept(self, why: Sentence, now: datetime, next_at: datetime) -> None:
        """A round could not come to its end."""
        self._kept.inc()

    def stops(self, why: Sentence | None, now: datetime) -> None:
        """The watch ends."""

    def text(self) -> bytes:
        """Everything, in Prometheus' own form."""
        self._lag.clear()
        for feed in feed_states(self._inbox):
            if feed.lag is not None:
                self._lag.labels(feed.network).set(feed.lag)
        return generate_latest(self._registry)

    def _counter(self, name: str, meaning: str) -> Counter:
        return Counter(f"demasque_watch_{name}", meaning, registry=self._registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"demasque_watch_{name}", meaning, labels, registry=self._registry)
