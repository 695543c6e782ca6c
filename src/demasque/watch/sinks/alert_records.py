"""Alerts as records for programs: JSON that keeps to ``alert.schema.json`` beside this file."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from demasque.watch.alerts.alert import Alert
from demasque.watch.sinks.alert_texts import foremost
from demasque.wording import LANGUAGES, catalogue

ALERT_FORMAT: Final = "demasque-alert"
"""What every record begins with."""


def case_mark(case: str) -> str:
    """Return eight hexadecimal digits that tell a case's alerts from others'; nothing for none."""
    return sha256(case.encode("utf-8", "replace")).hexdigest()[:8] if case else ""


def message_id(alerts: Sequence[Alert], case: str) -> str:
    """Return the id of a message: the alert's, or one made of the ids of those it sums up.

    It ends on the mark of the case, where there is one: two cases may notice the same thing.
    """
    if len(alerts) == 1:
        name = alerts[0].id
    else:
        name = "D" + sha256(" ".join(alert.id for alert in alerts).encode()).hexdigest()[:12]
    return f"{name}-{case}" if case else name


def alert_record(alert: Alert, case: str) -> dict[str, Any]:
    """Return an alert as plain JSON, its sentences in every language. ``case`` is the mark."""
    return {
        "format": ALERT_FORMAT,
        "version": 1,
        "id": alert.id,
        "case": case,
        "kind": alert.kind,
        "subject": alert.subject,
        "what": _worded(alert.what),
        "since": None if alert.since is None else utc(alert.since),
        "noticed_at": utc(alert.noticed_at),
        "round": alert.round,
        "how_sure": _worded(alert.how_sure),
        "innocent": [_worded(each) for each in alert.innocent],
        "evidence": [_worded(each) for each in alert.evidence],
        "figures": {name: _finite(value) for name, value in sorted(alert.figures.items())},
    }


def posted_record(alerts: Sequence[Alert], case: str) -> dict[str, Any]:
    """Return what a webhook is sent: an event of the Standard Webhooks specification.

    One alert is ``alert.noticed`` with its record; several are ``alerts.summary`` with counts by
    kind, the foremost as records and a short entry for each of the others. The same alerts give
    the same content, whenever it is sent.
    """
    at = utc(max(alert.noticed_at for alert in alerts))
    if len(alerts) == 1:
        return {"type": "alert.noticed", "timestamp": at, "data": alert_record(alerts[0], case)}
    first = foremost(alerts)
    told = {alert.id for alert in first}
    others = [
        {"id": alert.id, "kind": alert.kind, "subject": alert.subject, "what": _worded(alert.what)}
        for alert in alerts
        if alert.id not in told
    ]
    data = {
        "case": case,
        "counts": dict(sorted(Counter(alert.kind for alert in alerts).items())),
        "foremost": [alert_record(alert, case) for alert in first],
        "others": others,
    }
    return {"type": "alerts.summary", "timestamp": at, "data": data}


def as_json(record: dict[str, Any]) -> bytes:
    """Write a record on one line, without the end of the line."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")


def utc(moment: datetime) -> str:
    """Write a moment as RFC 3339 has it, in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _worded(sentence: str) -> dict[str, str]:
    return {language: catalogue(language).say(sentence) for language in LANGUAGES}


def _finite(value: float | int | str) -> float | int | str | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value
