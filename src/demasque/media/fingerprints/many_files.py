"""Fingerprints of many files, each read in a process that may break."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Final

import msgspec

from demasque.errors import DemasqueError, Sentence
from demasque.media.fingerprint import Fingerprint
from demasque.media.fingerprints.limits import Limits, died, too_dear
from demasque.media.fingerprints.reading_worker import READ, READY, receive, send
from demasque.media.fingerprints.wire import unpacked_fingerprint
from demasque.progress import Progress, quiet

AHEAD: Final = 4
"""Files a worker that are read before their turn, so that none waits for a slow one before it."""
STARTING: Final = 120.0
"""Seconds in which a worker has to come up."""
PROGRAM: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from demasque.media.fingerprints.reading_worker import main; main(sys.argv[2])"
)
OUT_OF_TIME: Final = {
    -getattr(signal, name) for name in ("SIGALRM", "SIGPROF") if hasattr(signal, name)
}
"""How a process ends that its own clocks ended."""
ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def fingerprint_files(
    paths: Iterable[Path],
    progress: Progress = quiet,
    limits: Limits = Limits(),  # noqa: B008 - it cannot change
    features: bool = True,
) -> Iterator[tuple[Path, Fingerprint | Sentence]]:
    """Compute what is kept of each file, in processes of their own with limits.

    Args:
        paths: files, whoever made them.
        progress: told how many are done.
        limits: what reading one file may cost, and how many are read at once.
        features: whether pictures are described by local features, too.

    Yields:
        Each path in order, with its fingerprint, or the reason why it has none.

    Raises:
        DemasqueError: if packages of the extra ``media`` are missing.
    """
    missing_packages()
    listed = list(paths)
    workers: SimpleQueue[_Worker] = SimpleQueue()
    started = [_Worker(limits, features) for _ in range(max(1, min(limits.workers, len(listed))))]
    for worker in started:
        workers.put(worker)
    pool = ThreadPoolExecutor(len(started))
    waiting: deque[tuple[Path, Future[Fingerprint | Sentence]]] = deque()
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


def _read(workers: "SimpleQueue[_Worker]", path: Path) -> Fingerprint | Sentence:
    worker = workers.get()
    try:
        return worker.read(path)
    finally:
        workers.put(worker)


class _Worker:
    """One process that reads files, started again when it broke."""

    def __init__(self, limits: Limits, features: bool) -> None:
        self._limits, self._features = limits, features
        self._running: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._late = False
        self._lock = threading.Lock()

    def read(self, path: Path) -> Fingerprint | Sentence:
        """Return a file's fingerprint, or why it has none."""
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
                return unpacked_fingerprint(written)
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
            options = {"limits": asdict(self._limits), "features": self._features}
            where = [place for place in sys.path if place]
            # Without the folder that this runs in, where a stranger's file may be called numpy.py.
            self._running = subprocess.Popen(
                [sys.executable, "-P", "-c", PROGRAM, _json(where), _json(options)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | dict.fromkeys(ONE_THREAD, "1"),
                start_new_session=True,
            )
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
            answer = receive(running.stdout)
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
        if running is None:
            return
        _kill_group(running)
        running.wait()
        for stream in (running.stdin, running.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _kill(self) -> None:
        if self._running is not None:
            _kill_group(self._running)


def _exit_code(running: "subprocess.Popen[bytes]") -> int | None:
    """How a process ended that stopped answering; None where it goes on all the same."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return running.wait(timeout=1)
    return None


def _kill_group(running: "subprocess.Popen[bytes]") -> None:
    """End a process and what it started: it may wait for a program of its own."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
