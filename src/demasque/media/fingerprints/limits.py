"""What reading one file may cost, and how a process holds itself to it."""

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from demasque.errors import Sentence


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost at most; what costs more is refused.

    ``seconds`` count on the wall clock, ``processor_seconds`` at work, ``memory`` bytes beyond what
    the programs themselves take. Where the system limits no processes, only the wall clock holds.
    ``workers`` files are read side by side.
    """

    seconds: float = 300.0
    processor_seconds: int = 240
    memory: int = 2 << 30
    workers: int = 2


def too_dear(limits: Limits) -> Sentence:
    """Say that a file took longer than it may."""
    return Sentence(
        "Reading it took longer than {seconds} seconds, and was stopped.",
        seconds=int(limits.seconds),
    )


def died() -> Sentence:
    """Say that the process that read a file ended."""
    return Sentence("Reading it needed too much memory, or broke the program that reads; skipped.")


def bound_memory(limits: Limits) -> None:
    """Bound the memory of this process for good, beyond what it holds now."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        bound = _held() + limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        # A broken program leaves no copy of what it read.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def bound_time(limits: Limits) -> None:
    """Let this process be ended when the file that it starts on costs more than it may.

    The parent counts as well; this holds where the parent is gone.
    """
    if hasattr(signal, "setitimer"):
        # Their default actions end the process, whatever code it is in.
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + 5)
        signal.setitimer(signal.ITIMER_PROF, limits.processor_seconds)


def _held() -> int:
    """Bytes of addresses that this process holds, libraries included; 4 GiB if unknown."""
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 4 << 30
