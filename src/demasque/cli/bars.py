"""Progress bars for a person at a terminal: none for what is over in two seconds."""

from threading import Lock, Timer
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed

from demasque.progress import step_sentence
from demasque.wording import Wording

PATIENCE: Final = 2.0
"""Seconds of silence before a bar appears."""


class Bars:
    """Listens to progress and shows the step that is under way."""

    def __init__(self, console: Console, words: Wording, patience: float = PATIENCE) -> None:
        self._words = words
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            Elapsed(),
            console=console,
            transient=True,
        )
        self._lock = Lock()
        self._step: str | None = None
        self._task: TaskID | None = None
        self._shown = False
        self._timer = Timer(patience, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._shown:
                self._bars.stop()
            self._shown = True  # a timer that fires this late must show nothing

    def _show(self) -> None:
        with self._lock:
            if not self._shown:
                self._shown = True
                self._bars.start()

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Hear how far a step is; a new step takes the place of the one before."""
        if step != self._step:
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._step = step
            self._task = self._bars.add_task(self.describe(step), total=total)
        if self._task is not None:
            self._bars.update(self._task, completed=done, total=total)

    def refresh(self) -> None:
        """Show the present state at once, if anything is shown."""
        if self._shown:
            self._bars.refresh()

    def describe(self, step: str) -> str:
        """Name a step in the reader's language."""
        return self._words.say(step_sentence(step))
