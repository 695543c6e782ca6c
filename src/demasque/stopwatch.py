"""Where time and memory go, step by step: what ``--profile`` asks for.

A stopwatch hears the same words as a progress bar (:data:`demasque.progress.Progress`). A step
lasts from its first word to the first word of another, or to its own last; what comes between steps
is the rest. Memory is what the process has in resident pages, looked at many times a second where
the system tells it (Linux); elsewhere it is not known.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

START: Final = "start"
"""The step from the beginning of the process until a command has been read."""

REST: Final = "rest"
"""What no other step says is its own."""

_LOOKS: Final = 0.02  # seconds between two looks at the memory
_STATM: Final = Path("/proc/self/statm")
_STAT: Final = Path("/proc/self/stat")


@dataclass
class StepTaken:
    """A step: seconds by the clock, of all processors, and the most bytes it was seen to hold."""

    step: str
    seconds: float = 0.0
    processor_seconds: float = 0.0
    peak_bytes: int | None = None


class Stopwatch:
    """Adds up seconds, processor seconds and peak memory by step; in a ``with`` statement.

    It is called as a progress bar is. The same step may come again; steps are in the order in which
    they were first heard of.
    """

    def __init__(self) -> None:
        self._taken: dict[str, StepTaken] = {}
        self._now = self._of(REST)
        self._wall, self._processor = time.perf_counter(), _processor_seconds()
        self._ended = threading.Event()
        self._looks = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> Self:
        start = self._of(START)
        start.seconds = since_process_began()
        start.processor_seconds = self._processor
        self._look(start)
        self._looks.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._looks.join()

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Hear how far a step is."""
        if step != self._now.step:
            self._go_on_to(step)
        if total is not None and done >= total:
            self._go_on_to(REST)

    def taken(self) -> list[StepTaken]:
        """The steps until now; the rest comes last."""
        self._go_on_to(self._now.step)
        steps = [one for one in self._taken.values() if one.step not in (START, REST)]
        return [self._of(START), *steps, self._of(REST)]

    def record(self) -> list[dict[str, object]]:
        """The same for the record of a run, in thousandths of a second."""
        return [
            asdict(one)
            | {"seconds": round(one.seconds, 3)}
            | {"processor_seconds": round(one.processor_seconds, 3)}
            for one in self.taken()
        ]

    def _of(self, step: str) -> StepTaken:
        return self._taken.setdefault(step, StepTaken(step))

    def _go_on_to(self, step: str) -> None:
        self._look(self._now)
        wall, processor = time.perf_counter(), _processor_seconds()
        self._now.seconds += wall - self._wall
        self._now.processor_seconds += processor - self._processor
        self._wall, self._processor = wall, processor
        self._now = self._of(step)

    def _look_on(self) -> None:
        while not self._ended.wait(_LOOKS):
            self._look(self._now)

    @staticmethod
    def _look(step: StepTaken) -> None:
        seen = resident_bytes()
        if seen is not None:
            step.peak_bytes = max(seen, step.peak_bytes or 0)


_at_work: ContextVar[Stopwatch | None] = ContextVar("stopwatch", default=None)


@contextmanager
def timing() -> Iterator[Stopwatch]:
    """A stopwatch that runs while the block does, and that :func:`stopwatch` finds."""
    with Stopwatch() as watch:
        token = _at_work.set(watch)
        try:
            yield watch
        finally:
            _at_work.reset(token)


def stopwatch() -> Stopwatch | None:
    """The stopwatch that runs, if one does."""
    return _at_work.get()


def resident_bytes() -> int | None:
    """The memory that the process has in resident pages now, where the system tells it."""
    try:
        pages = int(_STATM.read_text("ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def since_process_began() -> float:
    """Seconds since the process began, where the system tells it; else those of its processors."""
    try:
        began = int(_STAT.read_text("ascii").rpartition(")")[2].split()[19])
    except OSError:
        return time.process_time()
    return time.clock_gettime(time.CLOCK_BOOTTIME) - began / os.sysconf("SC_CLK_TCK")


def _processor_seconds() -> float:
    """Of this process, in all its threads, and of those it began and that have ended."""
    return sum(os.times()[:4])
