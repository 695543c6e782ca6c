"""What a round found is kept: alerts, states and hashes, in one transaction."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import TABLES
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.finding_alerts import FoundAlerts


def keep_alerts(store: CaseStore, found: FoundAlerts) -> tuple[Alert, ...]:
    """Keep what a round found, all of it or nothing; the alerts that were not there yet.

    The same round kept again changes nothing: an alert that is there stays as it is.
    """
    kept, fresh = _with(store, found.alerts)
    states = [state.row() for state in found.campaigns]
    store.replace(
        {
            "alerts": kept,
            "watched_campaigns": pa.Table.from_pylist(states, TABLES["watched_campaigns"].schema),
            "watched_traces": found.traces,
        }
    )
    return fresh


def keep_silence(store: CaseStore, alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """Keep alerts of silent feeds where there was no round; those that were not there yet."""
    kept, fresh = _with(store, alerts)
    if fresh:
        store.replace({"alerts": kept})
    return fresh


def _with(store: CaseStore, alerts: Sequence[Alert]) -> tuple[pa.Table, tuple[Alert, ...]]:
    """The table of alerts with these, and those of them that are new."""
    schema = TABLES["alerts"].schema
    known = store.sql("FROM alerts").cast(schema)
    there = set(known["alert"].to_pylist())
    fresh = tuple(alert for alert in alerts if alert.id not in there)
    added = pa.Table.from_pylist([_row(alert) for alert in fresh], schema)
    return pa.concat_tables([known, added]), fresh


def _row(alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert.id,
        "round": alert.round,
        "kind": alert.kind,
        "subject": alert.subject,
        "since": alert.since,
        "noticed_at": alert.noticed_at,
        "record": alert.record(),
    }
