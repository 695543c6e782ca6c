"""Round after round: when the next one is due, and what to do about what keeps one from its end."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import duckdb

from demasque.clocks import Clock, MachineClock
from demasque.errors import DemasqueError
from demasque.ingest import is_machines
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence
from demasque.watch.operating.case_figures import CaseFigures
from demasque.watch.operating.done_round import Onlooker, Round
from demasque.watch.operating.loopback import LOOPBACK
from demasque.watch.operating.watch_health import WatchHealth
from demasque.watch.operating.watch_state import StateWriter, new_state, only_watch, refuse_second
from demasque.watch.rounds.inbox import Inbox
from demasque.watch.rounds.opening_case import Tell, open_patiently
from demasque.watch.rounds.taking_files import PassingError, trouble
from demasque.watch.rounds.watch_options import WatchOptions
from demasque.watch.rounds.watch_round import run_round
from demasque.watch.sinks import Sink, sinks_from
from demasque.wording import catalogue

AGAIN_SECONDS: Final = 60.0
"""Until a round is tried again that a full disk, say, kept from its end; tried 10 to 600."""

_SLICE_SECONDS: Final = 5.0
"""A machine that slept wakes in the middle of a wait, which does not know of it."""


def watch(
    path: str | os.PathLike[str],
    asked: WatchOptions,
    clock: Clock | None = None,
    stop: threading.Event | None = None,
    *,
    once: bool = False,
    tell: Tell = lambda _: None,
    told: Callable[[Round], None] = lambda _: None,
    progress: Progress = quiet,
) -> None:
    """Do rounds on the case in folder ``path`` until ``stop`` is set; with ``once``, do one.

    The first round begins at once, and each other ``asked.every`` seconds after the one before
    began, or when that one ends. ``told`` hears of each round, ``tell`` what a person should know
    besides. When ``stop`` is set, the step at hand is given up, as safely as by a kill.

    Raises:
        DemasqueError: the case is watched already, is damaged, or there is none; with ``once``
            also where a full disk, or the like, kept the round from its end.
    """
    clock, stop, case = clock or MachineClock(), stop or threading.Event(), Path(path)
    refuse_second(case)
    with ExitStack() as held:
        try:
            with open_patiently(case, clock, stop, tell) as store:
                figures = CaseFigures.of(store, store.findings_run())
                asked.rules.check_venues(store)
        except KeyboardInterrupt:
            if stop.is_set():
                return
            raise
        held.enter_context(only_watch(case))
        state = new_state(case, clock.now(), asked.inbox, asked.every, figures)
        sinks = sinks_from(asked.sinks, clock)
        onlookers: list[Onlooker] = [StateWriter(case, state)]
        onlookers += held.enter_context(_health(asked, clock, tell))
        _Watch(case, asked, clock, stop, sinks, onlookers, tell, told, progress).go(once)


@contextmanager
def _health(asked: WatchOptions, clock: Clock, tell: Tell) -> Iterator[Sequence[Onlooker]]:
    """Answer how the watch is doing, where asked for."""
    if asked.health is None:
        yield ()
        return
    try:
        from demasque.watch.operating.watch_metrics import WatchMetrics
    except ModuleNotFoundError:
        raise DemasqueError(
            "Answering how a watch is doing takes what is not installed: pip install "
            "'demasque[watch]'"
        ) from None
    from demasque.watch.operating.health_server import health_served

    health, metrics = WatchHealth(asked.every, clock), WatchMetrics(asked.inbox)
    with health_served(asked.health, health, metrics, catalogue(asked.language)) as port:
        address = f"http://{LOOPBACK}:{port}"
        tell(Sentence("How the watch is doing: {address}/healthz and /metrics", address=address))
        yield health, metrics


class _Watch:
    """The rounds of one watch."""

    def __init__(
        self,
        case: Path,
        asked: WatchOptions,
        clock: Clock,
        stop: threading.Event,
        sinks: Sequence[Sink],
        onlookers: Sequence[Onlooker],
        tell: Tell,
        told: Callable[[Round], None],
        progress: Progress,
    ) -> None:
        self._case = case
        self._asked = asked
        self._clock = clock
        self._stop = stop
        self._sinks = sinks
        self._onlookers = onlookers
        self._tell = tell
        self._told = told
        self._progress = progress
        self._kept: str | None = None

    def go(self, once: bool) -> None:
        """Do rounds until the end; onlookers hear why where it is a bad one."""
        why: Sentence | None = None
        try:
            self._go(once)
        except KeyboardInterrupt:
            if not self._stop.is_set():
                raise
        except DemasqueError as error:
            why = error.sentence
            raise
        except Exception as error:
            why = Sentence(f"{type(error).__name__}: {error}")
            raise
        finally:
            for each in self._onlookers:
                each.stops(why, self._clock.now())

    def _go(self, once: bool) -> None:
        while True:
            began = self._clock.ticks()
            for each in self._onlookers:
                each.begins(self._clock.now())
            pause = self._asked.every
            try:
                done = self._round()
            except PassingError as error:
                if once:
                    raise
                pause = AGAIN_SECONDS
                began = self._clock.ticks()
                self._is_kept(error, pause)
            else:
                self._ended(done, began + pause - self._clock.ticks())
            if once or self._waited(began + pause):
                return

    def _round(self) -> Round:
        try:
            return run_round(
                self._case,
                self._asked,
                self._clock,
                self._progress,
                stop=self._stop,
                tell=self._tell,
                sinks=self._sinks,
            )
        except Exception as error:
            if isinstance(error, PassingError) or not may_pass(error):
                raise
            raise trouble(error) from error

    def _ended(self, done: Round, left: float) -> None:
        if self._kept is not None:
            self._tell(Sentence("What kept the watch from its rounds has passed."))
            self._kept = None
        now = self._clock.now()
        next_at = now + timedelta(seconds=max(left, 0.0))
        waiting = Inbox(self._asked.inbox).waiting()
        for each in self._onlookers:
            each.ends(done, now, next_at, waiting)
        self._told(done)

    def _is_kept(self, error: PassingError, pause: float) -> None:
        if self._kept != str(error):
            self._tell(error.sentence)
            self._kept = str(error)
        now = self._clock.now()
        for each in self._onlookers:
            each.is_kept(error.sentence, now, now + timedelta(seconds=pause))

    def _waited(self, due: float) -> bool:
        """Wait until a round is due; whether the watch is to end instead.

        In slices: after a sleep of the machine, the round that is due begins at once, and only one.
        """
        while (left := due - self._clock.ticks()) > 0:
            if self._clock.wait(min(left, _SLICE_SECONDS), self._stop):
                return True
        return self._stop.is_set()


def may_pass(error: Exception) -> bool:
    """Whether a round that ran into this may go well when it is done again later."""
    return is_machines(error) or isinstance(error, MemoryError | duckdb.OutOfMemoryException)
