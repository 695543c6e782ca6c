"""How threads end when the server does.

A thread that is still in a question to the case when the interpreter ends takes the process down
with it: CPython ends daemon threads where they stand, which no C++ library expects.
"""

from collections.abc import Sequence
from ctypes import c_ulong, py_object, pythonapi
from threading import Thread
from time import monotonic
from typing import Final

ENDING: Final = 3.0
"""Seconds that threads are given to end by themselves, once they were told."""
INTERRUPTED: Final = 20.0
"""Seconds that they have then to leave what they are at, such as one question to the case."""


def end_threads(threads: Sequence[Thread], raised: type[BaseException]) -> None:
    """Wait for threads that were told to end; in those that do not, ``raised`` is raised.

    It is raised where the thread next runs Python: only for threads after which nothing comes.
    """
    _join(threads, ENDING)
    late = [each for each in threads if each.is_alive()]
    for each in late:
        if each.ident is not None:
            pythonapi.PyThreadState_SetAsyncExc(c_ulong(each.ident), py_object(raised))
    _join(late, INTERRUPTED)


def _join(threads: Sequence[Thread], seconds: float) -> None:
    until = monotonic() + seconds
    for each in threads:
        each.join(max(0.0, until - monotonic()))
