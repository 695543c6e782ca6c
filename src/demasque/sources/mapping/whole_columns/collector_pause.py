"""While many objects are made that all stay, Python's collector need not look for dead ones."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Look for no circles of dead objects within; counts of references free all others.

    The whole process pauses, other threads as well: it is for fractions of a second.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
