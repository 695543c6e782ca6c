"""What a watch is asked for, looked over before it begins."""

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from demasque.coordination import seconds
from demasque.errors import UsageError
from demasque.ingest import before
from demasque.watch.alerts.asked.alert_options import AlertOptions
from demasque.watch.alerts.asked.rules import AlertRules
from demasque.watch.operating.loopback import health_port
from demasque.watch.sinks import SinkOptions

EVERY: Final = "10m"
"""Between the beginnings of two rounds."""

HORIZON: Final = "P14D"
"""How far back detection looks; operations that post daily show within days (docs/watch.md)."""

SHORTEST: Final = 1.0
LONGEST: Final = 7 * 86_400.0
"""Seconds between rounds that make sense."""

_A_DAY: Final = datetime(2001, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class WatchOptions:
    """How a case is watched. ``every`` in seconds; ``horizon`` an ISO 8601 duration, None for all.

    ``alerts`` and ``rules`` say what is told; ``language`` is that of reasons of rejected files and
    of alerts, which go to ``sinks``. ``health`` is the port on which this machine may ask how the
    watch is doing; None: none, 0: any. With ``discard``, exports are deleted once the case has
    them.
    """

    inbox: Path
    every: float = 600.0
    horizon: str | None = HORIZON
    language: str = "en"
    health: int | None = None
    discard: bool = False
    alerts: AlertOptions = field(default_factory=AlertOptions)
    rules: AlertRules = field(default_factory=AlertRules)
    sinks: SinkOptions = field(default_factory=SinkOptions)

    @classmethod
    def checked(
        cls,
        case: str | os.PathLike[str],
        every: str | float = EVERY,
        inbox: str | os.PathLike[str] | None = None,
        horizon: str | None = HORIZON,
        language: str = "en",
        health: str | None = None,
        *,
        discard: bool = False,
        alerts: AlertOptions | None = None,
        rules: str | os.PathLike[str] | None = None,
        sinks: SinkOptions | None = None,
    ) -> Self:
        """The options; UsageError for those that make no sense. Without an inbox: CASE-inbox.

        ``rules`` is a file of rules (docs/watch.md).
        """
        folder = Path(case)
        place = folder.with_name(f"{folder.name}-inbox") if inbox is None else Path(inbox)
        if place.resolve() == folder.resolve() or folder.resolve() in place.resolve().parents:
            raise UsageError("The inbox {inbox} is in the case: choose another.", inbox=place)
        if place.exists() and not place.is_dir():
            raise UsageError("The inbox {inbox} is no folder.", inbox=place)
        if horizon is not None:
            before(datetime.now(UTC), horizon)
        port = None if health is None else health_port(health)
        return cls(
            inbox=place,
            every=interval(every),
            horizon=horizon,
            language=language,
            health=port,
            discard=discard,
            alerts=replace(alerts or AlertOptions(), inbox=place).checked(),
            rules=AlertRules() if rules is None else AlertRules.from_file(Path(rules)),
            sinks=replace(sinks or SinkOptions(), case=str(folder.resolve())),
        )


def interval(every: str | float) -> float:
    """Seconds between rounds: a number, '90s', '10m', '1h', or an ISO 8601 duration.

    Raises UsageError for what cannot be read, and for less than a second or more than a week.
    """
    text = str(every).strip()
    iso = text[:1] in ("P", "p")
    length = (_A_DAY - before(_A_DAY, text)).total_seconds() if iso else _seconds(text)
    if not SHORTEST <= length <= LONGEST:
        raise UsageError("--every {every}: from one second to seven days.", every=text)
    return length


def _seconds(text: str) -> float:
    try:
        return seconds(text)
    except UsageError:
        raise UsageError(
            "--every {every} cannot be read: write 90s, 10m, 1h, or PT10M.", every=text
        ) from None
