"""What the server's own log says, as sentences for whoever runs it: faults, nothing of requests."""

import logging
import os
import traceback
from asyncio import CancelledError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from demasque.sentences import Sentence

_LOG: Final = "uvicorn.error"


class FaultReports(logging.Handler):
    """Tells ``note`` of each fault; with its traceback where DEMASQUE_TRACEBACK is set."""

    def __init__(self, note: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._note = note

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of one."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or isinstance(error, CancelledError):
            return  # a page that was still being made when the server ended is no fault
        if os.environ.get("DEMASQUE_TRACEBACK"):
            traceback.print_exception(error)
        self._note(
            Sentence(
                "This is a fault of demasque, not yours ({kind}: {reason}). Please report it, "
                "with what DEMASQUE_TRACEBACK=1 in front of the command prints.",
                kind=type(error).__name__,
                reason=(str(error).splitlines() or [""])[0],
            )
        )


@contextmanager
def faults_told(note: Callable[[str], None]) -> Iterator[None]:
    """Tell ``note`` of the server's faults while the block runs."""
    log, reports = logging.getLogger(_LOG), FaultReports(note)
    earlier = log.level, log.propagate
    log.setLevel(logging.ERROR)
    log.propagate = False
    log.addHandler(reports)
    try:
        yield
    finally:
        log.removeHandler(reports)
        log.level, log.propagate = earlier
