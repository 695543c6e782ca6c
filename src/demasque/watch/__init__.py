"""What is new since then? Files that arrive, detection over a horizon, alerts about campaigns.

The door of this room.

watch(case, options)        round after round, until told to stop
run_round(case, options)    one round: take files, add, detect, compare, tell
case_status(case)           how the case and its watch are doing
"""

from demasque.watch.operating.clock import Clock, MachineClock
from demasque.watch.operating.done_round import Round
from demasque.watch.operating.moved_clock import MovedClock
from demasque.watch.reading_status import CaseStatus, case_status
from demasque.watch.rounds.taking_files import PassingError
from demasque.watch.rounds.watch_options import WatchOptions
from demasque.watch.rounds.watch_round import run_round
from demasque.watch.rounds.watching import watch

__all__ = [
    "CaseStatus",
    "Clock",
    "MachineClock",
    "MovedClock",
    "PassingError",
    "Round",
    "WatchOptions",
    "case_status",
    "run_round",
    "watch",
]
