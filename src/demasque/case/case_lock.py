"""One command at a time on one case."""

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from demasque.errors import DemasqueError, Sentence

_POLL_SECONDS = 0.05


class CaseTakenError(DemasqueError):
    """Another command is still working on the case."""


def lock(path: Path, wait_seconds: float, on_wait: Callable[[str], None]) -> FileLock:
    """Hold the lock file; releasing what is returned, or dying, lets go.

    Says once through ``on_wait`` that another command is at work, waits up to ``wait_seconds``,
    then raises CaseTakenError.
    """
    held = FileLock(path, mode=0o644, thread_local=False)
    try:
        held.acquire(blocking=False)
        return held
    except Timeout:
        on_wait(
            Sentence(
                "Another command is working on {case}; waiting for it to end.", case=path.parent
            )
        )
    try:
        held.acquire(timeout=max(wait_seconds, 0.0), poll_interval=_POLL_SECONDS)
    except Timeout:
        raise CaseTakenError(
            Sentence(
                "Another command is still working on {parent} after waiting "
                "{wait_seconds} s. Run this again when it has ended.",
                parent=path.parent,
                wait_seconds=f"{wait_seconds:g}",
            )
        ) from None
    return held
