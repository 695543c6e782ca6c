"""Long work, one piece after the other, beside the pages: they answer while it runs.

One at a time, because one program at a time works on a case. What work makes lies beside the copies
of the case, until the server ends, newer files take its place, or copies have to go.
"""

import logging
import secrets
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from demasque.api import Case
from demasque.errors import DemasqueError
from demasque.sentences import Sentence
from demasque.web.editions.ending_threads import end_threads
from demasque.web.jobs.page_job import JobState, Made, Ordered, PageJob, StoppedError
from demasque.web.jobs.zipping import one_file

MOST_WAITING: Final = 10
"""Pieces of work that may wait: more are a mistake, or mischief."""
MOST_KEPT: Final = 30
"""Pieces of work that are over whose files are kept."""
PATIENCE: Final = 60.0
"""Seconds that work waits for the case, where another command has it."""

_LOG: Final = "uvicorn.error"
"""The server's own log, whose faults are told to whoever runs it."""

Working = Callable[[float], AbstractContextManager[Case]]
"""Lends the case, open to be worked on, once it is free: waits so many seconds at most."""

FolderFor = Callable[[str], Path]
"""Makes an empty folder of this name, in which the files of one piece of work may lie."""


class JobQueue:
    """Does what was ordered, in its order; ``folder_for`` gives each piece its place."""

    def __init__(self, working: Working, folder_for: FolderFor) -> None:
        self._working = working
        self._folder_for = folder_for
        self._folders: dict[str, Path] = {}  # by piece of work
        self._jobs: dict[str, PageJob] = {}
        self._lock = Lock()
        self._thread: Thread | None = None

    def start(self, ordered: Ordered) -> PageJob:
        """Put work at the end of the queue. DemasqueError where too much waits already."""
        with self._lock:
            waiting = sum(each.state is JobState.WAITING for each in self._jobs.values())
            if waiting >= MOST_WAITING:
                raise DemasqueError(
                    "{waiting} pieces of work wait already. Start this one when some are over.",
                    waiting=waiting,
                )
            self._forget_oldest()
            job = PageJob(secrets.token_hex(8), ordered)
            self._jobs[job.id] = job
            if self._thread is None:
                self._thread = Thread(target=self._work, name="demasque-jobs", daemon=True)
                self._thread.start()
            return job

    def all(self) -> tuple[PageJob, ...]:
        """Every piece of work that is remembered, the newest first."""
        return tuple(reversed(list(self._jobs.values())))

    def find(self, name: str) -> PageJob | None:
        """The piece of work of this id."""
        return self._jobs.get(name)

    def stop(self, job: PageJob) -> None:
        """Let work end: at once if it waits, otherwise when it next says how far it is."""
        with self._lock:
            job.stopping = True
            if job.state is JobState.WAITING:
                job.state = JobState.STOPPED

    def close(self) -> None:
        """Stop everything, and take the files away."""
        for job in self.all():
            if not job.state.over:
                self.stop(job)
        if self._thread is not None:
            end_threads([self._thread], StoppedError)
        for name in list(self._folders):
            self._clear(name)

    def _work(self) -> None:
        with suppress(StoppedError):  # by an interruption between two pieces
            while (job := self._next()) is not None:
                self._do(job)

    def _next(self) -> PageJob | None:
        """What waited longest; None where nothing does, and the thread ends."""
        with self._lock:
            for job in self._jobs.values():
                if job.state is JobState.WAITING:
                    job.state = JobState.RUNNING
                    return job
            self._thread = None
            return None

    def _do(self, job: PageJob) -> None:
        state = JobState.FAILED
        try:
            folder = self._folders[job.id] = self._folder_for(f"work-{job.id}")
            with self._working(PATIENCE) as case:
                job.listen("", 0, None)  # whoever stopped it while it waited for the case
                made = job.ordered.work(case, folder, job.listen)
                job.made = Made(made.said, one_file(made.file), made.onward)
                # Whoever waits for it has it now: when the block ends, pages catch up first.
                job.state = JobState.DONE
        except StoppedError:
            state = JobState.STOPPED
        except DemasqueError as error:
            job.problem = error.sentence
        except Exception:
            logging.getLogger(_LOG).exception("work that was started from a page")
            job.problem = Sentence(
                "The program has a fault. The window in which it was started says which."
            )
        if job.state is not JobState.DONE:
            self._end(job, state)

    def _end(self, job: PageJob, state: JobState) -> None:
        self._clear(job.id)
        if job.problem is not None:
            job.ordered.failed(job.problem)
        job.state = state  # last: whoever sees that it is over finds things in order

    def _forget_oldest(self) -> None:
        over = [each for each in self._jobs.values() if each.state.over]
        for job in over[: max(0, len(over) + 1 - MOST_KEPT)]:
            del self._jobs[job.id]
            self._clear(job.id)

    def _clear(self, name: str) -> None:
        folder = self._folders.pop(name, None)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
