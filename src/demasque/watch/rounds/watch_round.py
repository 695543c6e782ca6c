"""One round of a watch: take what arrived, add, detect where posts came, say what is new.

Before anything is added, the case knows which files the round took; each stage is written down
when it is behind. Every stage may be done twice, so that a round that was killed anywhere is
finished by the next start, with the same files and the same outcome.
"""

import os
import threading
from collections.abc import Sequence
from pathlib import Path

from demasque.clocks import Clock, MachineClock
from demasque.progress import Progress, quiet
from demasque.watch.operating.case_figures import CaseFigures
from demasque.watch.operating.done_round import Round
from demasque.watch.rounds.inbox import Inbox
from demasque.watch.rounds.opening_case import Tell, open_patiently
from demasque.watch.rounds.round_journal import unfinished
from demasque.watch.rounds.round_steps import RoundSoFar, RoundSteps
from demasque.watch.rounds.taking_files import whole_files
from demasque.watch.rounds.watch_options import WatchOptions
from demasque.watch.sinks import Sink, sinks_from


def run_round(
    path: str | os.PathLike[str],
    asked: WatchOptions,
    clock: Clock | None = None,
    progress: Progress = quiet,
    *,
    stop: threading.Event | None = None,
    tell: Tell = lambda _: None,
    sinks: Sequence[Sink] | None = None,
) -> Round:
    """Do one round on the case in folder ``path``; what it did.

    A round that was cut short is finished first. The case is open, and closed to other commands,
    for as long as the round takes. ``tell`` hears what a person should know meanwhile. Alerts go
    to ``sinks``; whoever does many rounds makes them once (``sinks_from``). Once ``stop`` is set,
    the step at hand is given up, as safely as by a kill, and KeyboardInterrupt raised.

    Raises:
        PassingError: a full disk, or the like: done again, the round goes on.
        DemasqueError: the case is damaged, or there is none.
    """
    clock, stop = clock or MachineClock(), stop or threading.Event()
    receivers = sinks_from(asked.sinks, clock) if sinks is None else sinks
    inbox = Inbox(asked.inbox)
    inbox.make()
    whole = frozenset(whole_files(inbox, clock, stop))
    with open_patiently(Path(path), clock, stop, tell) as store:
        heeding = _heeding(progress, stop)
        steps = RoundSteps(store, asked, inbox, whole, clock, heeding)
        left = unfinished(store)
        earlier = RoundSoFar() if left is None else steps.finish(left)
        begun = steps.begin()
        did = steps.hear_silence() if begun is None else steps.finish(begun)
        steps.deliver(receivers, tell)
        figures = CaseFigures.of(store, store.findings_run())
    number = begun.number if begun else left.number if left else None
    return _told(earlier.and_then(did), number, None if left is None else left.number, figures)


def _told(did: RoundSoFar, number: int | None, finished: int | None, figures: CaseFigures) -> Round:
    return Round(
        figures=figures,
        number=number,
        taken=tuple(did.arrivals.taken),
        rejected=did.arrivals.rejected,
        doubts=tuple(did.arrivals.doubts),
        posts=did.posts,
        detected=did.detected,
        alerts=did.alerts,
        seconds=did.seconds,
        finished=finished,
    )


def _heeding(progress: Progress, stop: threading.Event) -> Progress:
    """The same progress, which gives up the step at hand once ``stop`` is set."""

    def told(step: str, done: int, total: int | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        progress(step, done, total)

    return told
