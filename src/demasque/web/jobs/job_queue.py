"""Long work, one piece after the other, beside the pages: they answer while it runs.

One at a time, because one program at a time works on a case. What work makes lies in a folder that
only this server's user can open, until the server ends or newer files take its place.
"""

import logging
import secrets
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Final

from demasque.api import Case
from demasque.errors import DemasqueError
from demasque.sentences import Sentence
from demasque.web.jobs.page_job import JobState, Made, Ordered, PageJob, StoppedError
from demasque.web.jobs.zipping import one_file

MOST_WAITING: Final = 10
"""Pieces of work that may wait: more are a mistake, or mischief."""
MOST_KEPT: Final = 30
"""Pieces of work that are over whose files are kept."""
PATIENCE: Final = 60.0
"""Seconds that work waits for the case, where another command has it."""
ENDING: Final = 10.0
"""Seconds that work is given to stop when the server ends; it is killed then."""

Working = Callable[[float], AbstractContextManager[Case]]
"""Lends the case, open to be worked on, once it is free: waits so many seconds at most."""


class JobQueue:
    """Does what was ordered, in its order."""

    def __init__(self, working: Working) -> None:
        self._working = working
        self._folder: TemporaryDirectory[str] | None = None  # there once a job needs it
        self._jobs: dict[str, PageJob] = {}
        self._waiting: SimpleQueue[PageJob | None] = SimpleQueue()
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
            self._waiting.put(job)
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
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(ENDING)
        if self._folder is not None:
            self._folder.cleanup()

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            with self._lock:
                if job.state is not JobState.WAITING:
                    continue
                job.state = JobState.RUNNING
            self._do(job)

    def _do(self, job: PageJob) -> None:
        folder = self._place(job)
        folder.mkdir()
        try:
            with self._working(PATIENCE) as case:
                job.listen("", 0, None)  # whoever stopped it while it waited for the case
                made = job.ordered.work(case, folder, job.listen)
            job.made = Made(made.said, one_file(made.file), made.onward)
            job.state = JobState.DONE
        except StoppedError:
            job.state = JobState.STOPPED
        except DemasqueError as error:
            self._fail(job, error.sentence)
        except Exception:
            logging.getLogger(__name__).exception("A job failed")
            fault = Sentence(
                "The program has a fault. The window in which it was started says which."
            )
            self._fail(job, fault)
        if job.state is not JobState.DONE:
            shutil.rmtree(folder, ignore_errors=True)

    def _fail(self, job: PageJob, problem: Sentence) -> None:
        job.problem, job.state = problem, JobState.FAILED
        job.ordered.failed(problem)

    def _forget_oldest(self) -> None:
        over = [each for each in self._jobs.values() if each.state.over]
        for job in over[: max(0, len(over) + 1 - MOST_KEPT)]:
            del self._jobs[job.id]
            shutil.rmtree(self._place(job), ignore_errors=True)

    def _place(self, job: PageJob) -> Path:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="demasque-", ignore_cleanup_errors=True)
        return Path(self._folder.name) / job.id
