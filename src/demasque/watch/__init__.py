"""What is new since then? Files that arrive, detection over a horizon, alerts about campaigns.

The door of this room.

watch(case, options)        round after round, until told to stop
run_round(case, options)    one round: take files, add, detect, compare, tell
case_status(case)           how the case and its watch are doing
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.clocks import Clock, MachineClock
    from demasque.watch.alerts.alert import ALERT_KINDS, Alert
    from demasque.watch.alerts.asked.alert_options import STRENGTHS, AlertOptions
    from demasque.watch.alerts.asked.rules import AlertRules, Rule
    from demasque.watch.alerts.finding_alerts import FoundAlerts, find_alerts, find_silence
    from demasque.watch.alerts.keeping_alerts import keep_alerts, keep_silence
    from demasque.watch.alerts.seen_alerts import (
        Acknowledgement,
        ListedAlert,
        acknowledge,
        listed_alerts,
        read_alerts,
        see_alert,
    )
    from demasque.watch.operating.done_round import Round
    from demasque.watch.operating.moved_clock import MovedClock
    from demasque.watch.reading_status import CaseStatus, case_status
    from demasque.watch.rounds.taking_files import PassingError
    from demasque.watch.rounds.watch_options import WatchOptions
    from demasque.watch.rounds.watch_round import run_round
    from demasque.watch.rounds.watching import watch
    from demasque.watch.sinks import SinkOptions, SinkState, sink_states
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "ALERT_KINDS",
    "STRENGTHS",
    "Acknowledgement",
    "Alert",
    "AlertOptions",
    "AlertRules",
    "CaseStatus",
    "Clock",
    "FoundAlerts",
    "ListedAlert",
    "MachineClock",
    "MovedClock",
    "PassingError",
    "Round",
    "Rule",
    "SinkOptions",
    "SinkState",
    "WatchOptions",
    "acknowledge",
    "case_status",
    "find_alerts",
    "find_silence",
    "keep_alerts",
    "keep_silence",
    "listed_alerts",
    "read_alerts",
    "run_round",
    "see_alert",
    "sink_states",
    "watch",
]
