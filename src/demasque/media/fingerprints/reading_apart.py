"""Files from strangers, each read in a process that may break."""

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Final, Generic, TypeVar

import msgspec

from demasque.child_process import ended, kill_group, program, receive, send, started
from demasque.errors import DemasqueError, Sentence
from demasque.media.fingerprints.limits import Limits, died, too_dear
from demasque.media.fingerprints.reading_worker import READ, READY
from demasque.progress import Progress, quiet

Seen = TypeVar("Seen")

AHEAD: Final = 4
"""Files a worker that are read before their turn, so that none waits for a slow one before it."""
STARTING: Final = 300.0
"""Seconds in which a worker has to come up, kernels compiled on a slow machine included."""
PROGRAM: Final = program("demasque.media.fingerprints.reading_worker")
OUT_OF_TIME: Final = {
    -getattr(signal, name) for name in ("SIGALRM", "SIGPROF") if hasattr(signal, name)
}
"""How a process ends that its own clocks ended."""


def read_apart(
    paths: Iterable[Path],
    look: str,
    unpack: Callable[[bytes], Seen],
    progress: Progress = quiet,
    limits: Limits = Limits(),  # noqa: B008 - it cannot change
    **options: bool,
) -> Iterator[tuple[Path, Seen | Sentence]]:
    """Look at files in processes of their own with limits.

    Args:
        paths: files, whoever made them.
        look: the function that looks, as "module:name"; it is called as ``look(path, **options)``
            in the process, and returns bytes.
        unpack: makes of these bytes what is given back; whatever it raises, the file broke the
            process.
        progress: told how many are done.
        limits: what reading one file may cost, and how many are read at once.
        options: what else the function is told.

    Yields:
        Each path in order, with what was seen in it, or the reason why there is nothing.

    Raises:
        DemasqueError: if packages of the extra ``media`` are missing.
    """
    missing_packages()
    listed = list(paths)
    workers: SimpleQueue[_Worker[Seen]] = SimpleQueue()
    count = max(1, min(limits.workers, len(listed)))
    started = [_Worker(limits, look, unpack, options) for _ in range(count)]
    for worker in started:
        workers.put(worker)
    pool = ThreadPoolExecutor(len(started))
    waiting: deque[tuple[Path, Future[Seen | Sentence]]] = deque()
    try:
        for number, path in enumerate(listed):
            waiting.append((path, pool.submit(_read, workers, path)))
            while len(waiting) >= AHEAD * len(started) or (waiting and number == len(listed) - 1):
                done, answer = waiting.popleft()
                yield done, answer.result()
                progress("reading pictures and clips", number + 1 - len(waiting), len(listed))
    finally:
        for worker in started:
            worker.end()
        pool.shutdown(cancel_futures=True)


def missing_packages() -> None:
    """Refuse to start without the packages that read pictures and clips.

    Raises:
        DemasqueError: that names the extra to install.
    """
    from importlib.util import find_spec

    missing = [name for name in ("av", "cv2", "PIL") if find_spec(name) is None]
    if missing:
        raise DemasqueError(
            "Pictures and clips need packages that are not installed ({missing}): pip install"
            ' "demasque[media]".',
            missing=missing,
        )


def _read(workers: "SimpleQueue[_Worker[Seen]]", path: Path) -> Seen | Sentence:
    worker = workers.get()
    try:
        return worker.read(path)
    finally:
        workers.put(worker)


class _Worker(Generic[Seen]):
    """One process that reads files, started again when it broke."""

    def __init__(
        self, limits: Limits, look: str, unpack: Callable[[bytes], Seen], options: dict[str, bool]
    ) -> None:
        self._limits, self._look, self._unpack, self._options = limits, look, unpack, options
        self._running: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._late = False
        self._lock = threading.Lock()

    def read(self, path: Path) -> Seen | Sentence:
        """Return what was seen in a file, or why there is nothing."""
        running = self._started()
        if running is None:
            return died()
        answer = self._within(self._limits.seconds, running, os.fsencode(path.absolute()))
        if answer is None:
            late = self._late or _exit_code(running) in OUT_OF_TIME
            self._stop()
            return too_dear(self._limits) if late else died()
        kind, written = answer
        try:
            if kind == READ:
                return self._unpack(written)
            return Sentence.recorded(msgspec.json.decode(written))
        except (ValueError, KeyError, TypeError, AttributeError):
            # A process that a file took over may answer anything; it is not asked again.
            self._stop()
            return died()

    def end(self) -> None:
        """End the process for good, whatever it does."""
        self._ended = True
        self._stop()

    def _started(self) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._ended:
                return None
            if self._running is not None and self._running.poll() is None:
                return self._running
            asked = {
                "limits": asdict(self._limits),
                "look": self._look,
                "options": self._options,
            }
            self._running = started(PROGRAM, msgspec.json.encode(asked).decode())
        ready = self._within(STARTING, self._running, None)
        return self._running if ready is not None and ready[0] == READY else None

    def _within(
        self, seconds: float, running: "subprocess.Popen[bytes]", asked: bytes | None
    ) -> tuple[str, bytes] | None:
        """Send, and wait for the answer; after ``seconds`` the process is ended: None."""
        assert running.stdin is not None
        assert running.stdout is not None
        self._late = False
        clock = threading.Timer(seconds, self._stop_late)
        clock.start()
        try:
            if asked is not None:
                send(running.stdin, asked)
            written = receive(running.stdout)
            answer = None if written is None else msgspec.msgpack.decode(written)
        except (OSError, ValueError, msgspec.DecodeError):
            return None
        finally:
            clock.cancel()
        return None if answer is None else (str(answer[0]), bytes(answer[1]))

    def _stop_late(self) -> None:
        self._late = True
        self._kill()

    def _stop(self) -> None:
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            ended(running)

    def _kill(self) -> None:
        if self._running is not None:
            kill_group(self._running)


def _exit_code(running: "subprocess.Popen[bytes]") -> int | None:
    """How a process ended that stopped answering; None where it goes on all the same."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return running.wait(timeout=1)
    return None
