"""One command at a time on one case."""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

from demasque.errors import DemasqueError, Sentence

_POLL_SECONDS = 0.05


def lock(path: Path, wait_seconds: float, on_wait: Callable[[str], None]) -> int:
    """Hold the lock file and return its descriptor; closing it, or dying, lets go.

    Says once through ``on_wait`` that another command is at work, waits up to ``wait_seconds``,
    then raises DemasqueError.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    deadline = time.monotonic() + wait_seconds
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if not told:
                on_wait(
                    Sentence(
                        "Another command is working on {case}; waiting for it to end.",
                        case=path.parent,
                    )
                )
                told = True
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise DemasqueError(
                    "Another command is still working on {parent} after waiting "
                    "{wait_seconds} s. Run this again when it has ended.",
                    parent=path.parent,
                    wait_seconds=f"{wait_seconds:g}",
                ) from None
            time.sleep(_POLL_SECONDS)
