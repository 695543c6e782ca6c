"""Alerts on their way: to each sink in order, at least once, one by one or summed up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.clocks import Clock
from demasque.schema import TABLES
from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.sinks.sink import DeliveryError, Sink, SinkGoneError
from demasque.watch.sinks.sink_options import DIGEST_AFTER, check_distinct
from demasque.watch.sinks.sink_states import KnownSinks
from demasque.wording import Wording

QUIET_TIME: Final = timedelta(hours=1)
"""After a message, what waits in a later round goes together (tried: 15 minutes, 1 hour, 1 day)."""

_AT_ONCE: Final = 200
"""Alerts in one message at most: some 20 kB of lines, or 80 kB of JSON, which servers take."""


@dataclass(frozen=True)
class Delivered:
    """What one call of :func:`deliver_waiting` came to.

    ``sent`` counts alerts by sink. ``troubles`` says of each sink that did not take all why not;
    ``news`` are the sentences to tell a person: each trouble once, and its end.
    """

    sent: Mapping[str, int]
    troubles: Mapping[str, Sentence]
    news: tuple[Sentence, ...]


def deliver_waiting(
    store: CaseStore,
    sinks: Sequence[Sink],
    clock: Clock,
    words: Wording,
    digest_after: int = DIGEST_AFTER,
) -> Delivered:
    """Send each sink what it did not get yet, the oldest first, and note each alert it took.

    A sink that fails keeps its place in the order, and keeps no other waiting. What was on its way
    when the program was killed goes out again as it was, under the same id. More alerts than
    ``digest_after`` at once, and several within an hour after a message, are summed up; sinks that
    keep each alert get each.

    Raises:
        UsageError: two sinks have the same id; nothing was sent.
    """
    check_distinct(sinks)
    known = KnownSinks(store, {sink.id: sink.title for sink in sinks})
    sent: dict[str, int] = {}
    troubles: dict[str, Sentence] = {}
    news: list[Sentence] = []
    for sink in sinks:
        before = known[sink.id]
        delivery = _Delivery(store, sink, known, clock)
        try:
            delivery.send_all(words, digest_after)
        except DeliveryError as error:
            troubles[sink.id] = error.sentence
            known.failed(sink.id, error.sentence, clock.now(), isinstance(error, SinkGoneError))
        sent[sink.id] = delivery.sent
        if sink.id in troubles:
            if before.trouble is None or before.off != known[sink.id].off:
                news.append(_told(sink, troubles[sink.id], known[sink.id].off))
        elif delivery.sent and before.trouble is not None:
            news.append(Sentence("{sink}: alerts arrive again.", sink=sink.title))
    return Delivered(sent, troubles, tuple(news))


class _Delivery:
    """What goes to one sink in one call."""

    def __init__(self, store: CaseStore, sink: Sink, known: KnownSinks, clock: Clock) -> None:
        self.sent = 0
        self._store = store
        self._sink = sink
        self._known = known
        self._clock = clock

    def send_all(self, words: Wording, digest_after: int) -> None:
        """Send every message, until one is not taken (DeliveryError)."""
        waiting = _waiting(self._store, self._sink.id)
        pending = self._known[self._sink.id].sending
        digest = self._sink.keeps_each or _was_told_lately(
            self._store, self._sink.id, self._clock.now()
        )
        for message in _messages(waiting, pending, digest, digest_after):
            self._known.sending(self._sink.id, [alert.id for alert in message])
            try:
                self._sink.deliver(message, words)
            except DeliveryError:
                raise
            except Exception as error:  # a fault in one sink is no reason to stop watching
                raise DeliveryError(
                    Sentence("An error that was not foreseen: {name}.", name=type(error).__name__)
                ) from error
            self._note(message)

    def _note(self, message: Sequence[Alert]) -> None:
        at = self._clock.now()
        rows = [{"alert": alert.id, "sink": self._sink.id, "at": at} for alert in message]
        schema = TABLES["alerts_delivered"].schema
        # First what arrived: killed in between, what was on its way is no longer waiting.
        self._store.insert({"alerts_delivered": pa.Table.from_pylist(rows, schema=schema)})
        self._known.took(self._sink.id)
        self.sent += len(message)


def _waiting(store: CaseStore, sink: str) -> list[Alert]:
    rows = store.sql(
        "SELECT * FROM alerts WHERE alert NOT IN (SELECT alert FROM alerts_delivered "
        "WHERE sink = ?) ORDER BY round, noticed_at, alert",
        [sink],
    )
    return [Alert.from_row(row) for row in rows.to_pylist()]


def _was_told_lately(store: CaseStore, sink: str, now: datetime) -> bool:
    last = store.sql('SELECT max("at") AS latest FROM alerts_delivered WHERE sink = ?', [sink])
    at: datetime | None = last["latest"].to_pylist()[0]
    return at is not None and now - at < QUIET_TIME


def _messages(
    waiting: Sequence[Alert], pending: Sequence[str], digest: bool, digest_after: int
) -> Iterator[Sequence[Alert]]:
    """Put alerts together that go in one message, those that were on their way first."""
    again = [alert for alert in waiting if alert.id in pending]
    if again:
        yield again
    others = [alert for alert in waiting if alert.id not in pending]
    size = _AT_ONCE if digest or len(others) > digest_after else 1
    for begin in range(0, len(others), size):
        yield others[begin : begin + size]


def _told(sink: Sink, why: Sentence, off: bool) -> Sentence:
    if off:
        return Sentence(
            "{sink}: switched off until the watch is started again. {why}",
            sink=sink.title,
            why=why,
        )
    return Sentence(
        "{sink}: nothing could be delivered. {why} What waits is tried again in each round.",
        sink=sink.title,
        why=why,
    )
