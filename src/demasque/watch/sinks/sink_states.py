"""What is known of each sink: what is on its way to it, and what hinders it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import TABLES
from demasque.sentences import Sentence
from demasque.watch.alerts.kept_sentences import sentence_of, sentence_record


@dataclass(frozen=True)
class SinkState:
    """One sink of the last watch.

    ``sending`` are the alerts of the message that is on its way, in order: after a kill the same
    ones go together again. ``trouble`` says why nothing arrives, ``since`` (UTC) since when;
    ``off``: nothing is sent until the watch is started again. ``waiting`` counts alerts that are
    still to go there.
    """

    sink: str
    title: Sentence
    sending: tuple[str, ...] = ()
    trouble: Sentence | None = None
    since: datetime | None = None
    off: bool = False
    waiting: int = 0


def sink_states(store: CaseStore) -> list[SinkState]:
    """Return the sinks of the last watch, by id."""
    rows = store.sql(
        "SELECT s.*, (SELECT count(*) FROM alerts a WHERE a.alert NOT IN (SELECT d.alert "
        "FROM alerts_delivered d WHERE d.sink = s.sink)) AS waiting "
        "FROM alert_sinks s ORDER BY s.sink"
    ).to_pylist()
    return [
        SinkState(
            sink=row["sink"],
            title=_sentence(row["title"]),
            sending=tuple(row["sending"]),
            trouble=None if row["trouble"] is None else _sentence(row["trouble"]),
            since=row["since"],
            off=row["off"],
            waiting=row["waiting"],
        )
        for row in rows
    ]


class KnownSinks:
    """The states of the sinks of one watch: in memory, and in the case as soon as they change."""

    def __init__(self, store: CaseStore, titles: Mapping[str, Sentence]) -> None:
        self._store = store
        known = {state.sink: state for state in sink_states(store)}
        self._states = {
            sink: replace(known.get(sink, SinkState(sink, title)), title=title)
            for sink, title in titles.items()
        }
        if set(known) != set(titles):
            self._keep()

    def __getitem__(self, sink: str) -> SinkState:
        return self._states[sink]

    def sending(self, sink: str, alerts: Sequence[str]) -> None:
        """Remember, before it goes out, which alerts make one message."""
        self._change(replace(self[sink], sending=tuple(alerts)))

    def took(self, sink: str) -> None:
        """Remember that it takes alerts."""
        self._change(replace(self[sink], sending=(), trouble=None, since=None, off=False))

    def failed(self, sink: str, why: Sentence, at: datetime, off: bool) -> None:
        """Remember why it does not take them, and since when."""
        state = self[sink]
        self._change(replace(state, trouble=why, since=state.since or at, off=off))

    def _change(self, state: SinkState) -> None:
        if state != self._states[state.sink]:
            self._states[state.sink] = state
            self._keep()

    def _keep(self) -> None:
        rows = [
            {
                "sink": state.sink,
                "title": _written(state.title),
                "sending": list(state.sending),
                "trouble": None if state.trouble is None else _written(state.trouble),
                "since": state.since,
                "off": state.off,
            }
            for _, state in sorted(self._states.items())
        ]
        table = pa.Table.from_pylist(rows, schema=TABLES["alert_sinks"].schema)
        self._store.replace({"alert_sinks": table})


def _written(sentence: Sentence) -> str:
    return json.dumps(sentence_record(sentence), ensure_ascii=False, sort_keys=True)


def _sentence(written: str) -> Sentence:
    return sentence_of(json.loads(written))
