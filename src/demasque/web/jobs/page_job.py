"""One piece of long work that was started from a page: what it is, how far it is, what it made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from demasque.api import Case
from demasque.progress import Progress, step_sentence
from demasque.sentences import Sentence


class StoppedError(Exception):
    """Somebody asked for the work to end."""


class JobState(StrEnum):
    """Where a piece of work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def words(self) -> Sentence:
        """What a reader is told."""
        return _STATES[self]

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self not in (JobState.WAITING, JobState.RUNNING)


_STATES = {
    JobState.WAITING: Sentence("It waits until other work is over."),
    JobState.RUNNING: Sentence("It is under way."),
    JobState.DONE: Sentence("It is done."),
    JobState.FAILED: Sentence("It could not be done."),
    JobState.STOPPED: Sentence("It was stopped, and made nothing."),
}


@dataclass(frozen=True)
class Made:
    """What work made: sentences about it, and a file, or a folder, in the folder it was given."""

    said: tuple[Sentence, ...] = ()
    file: Path | None = None
    onward: str | None = None  # a page that shows it


@dataclass(frozen=True)
class Ordered:
    """What is to be done: ``work`` is given the case, an empty folder, and who listens."""

    title: Sentence
    work: Callable[[Case, Path, Progress], Made]
    failed: Callable[[Sentence], None] = lambda problem: None  # told what went wrong
    form: str = ""  # the key of the form by which it was ordered


@dataclass
class PageJob:
    """One piece of work, as its page shows it. ``at`` is when it was ordered, in UTC."""

    id: str
    ordered: Ordered
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    state: JobState = JobState.WAITING
    step: Sentence | None = None
    share: float | None = None  # of the step, 0 to 1; None while it is not known
    made: Made = field(default_factory=Made)
    problem: Sentence | None = None
    stopping: bool = False

    @property
    def withdrawn(self) -> bool:
        """Whether its file is gone: something was taken out of the case for good since."""
        return self.made.file is not None and not self.made.file.is_file()

    def listen(self, step: str, done: int, total: int | None) -> None:
        """Hear how far the work is. StoppedError where somebody wants it to end."""
        if self.stopping:
            raise StoppedError
        self.step = step_sentence(step)
        self.share = min(1.0, done / total) if total else None
