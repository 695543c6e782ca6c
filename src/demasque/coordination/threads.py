"""All processors at once, without Numba's parallel compiler, which builds twice as long.

A kernel that lets go of the interpreter's lock (`nogil`) runs as well in threads of ours.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from numba import get_num_threads


def run(kernel: Callable[..., Any], *arguments: object) -> list[Any]:
    """Call `kernel(thread, threads, *arguments)` in every thread; return what each returns.

    A kernel takes every `threads`-th piece of the work from `thread` on, so that heavy neighbours
    are shared out. How many threads: `numba.set_num_threads`, NUMBA_NUM_THREADS. The caller is one
    of them, and the others wait for the next call: a detection makes thousands of short ones.
    """
    threads = get_num_threads()
    if threads == 1:
        return [kernel(0, 1, *arguments)]
    pool = _others(threads - 1, os.getpid())
    calls = [pool.submit(kernel, thread, threads, *arguments) for thread in range(1, threads)]
    return [kernel(0, threads, *arguments), *(call.result() for call in calls)]


@cache
def _others(threads: int, process: int) -> ThreadPoolExecutor:
    """The threads beside the caller's. A process that was forked has none of its parent's."""
    return ThreadPoolExecutor(threads, thread_name_prefix=f"kernels-{process}")
