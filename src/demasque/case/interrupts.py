"""Ctrl-C at work on a case: one exception for it, and short acts that it waits for."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_DUCKDB_SAYS: Final = "Query interrupted"
"""What DuckDB raises, as a RuntimeError, in the place of the KeyboardInterrupt that stopped it."""


@contextmanager
def as_keyboard_interrupt() -> Iterator[None]:
    """Raise KeyboardInterrupt where DuckDB was interrupted and says so by another exception."""
    try:
        yield
    except RuntimeError as error:
        if str(error) == _DUCKDB_SAYS:
            raise KeyboardInterrupt from error
        raise


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """Let Ctrl-C wait until the block has ended; for acts of a moment that must be whole.

    Only the main thread hears of Ctrl-C, so elsewhere there is nothing to hold back.
    """
    earlier = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(earlier):
        yield
        return
    waiting: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda _, frame: waiting.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)
    if waiting:
        earlier(signal.SIGINT, waiting[0])
