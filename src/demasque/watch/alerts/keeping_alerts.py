"""What a round found is kept: alerts, states and hashes, in one transaction."""

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
    known = store.sql("FROM alerts")
    there = set(known["alert"].to_pylist())
    fresh = tuple(alert for alert in found.alerts if alert.id not in there)
    schema = TABLES["alerts"].schema
    added = pa.Table.from_pylist([_row(alert) for alert in fresh], schema)
    states = [state.row() for state in found.campaigns]
    store.replace(
        {
            "alerts": pa.concat_tables([known.cast(schema), added]),
            "watched_campaigns": pa.Table.from_pylist(states, TABLES["watched_campaigns"].schema),
            "watched_traces": found.traces,
        }
    )
    return fresh


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
