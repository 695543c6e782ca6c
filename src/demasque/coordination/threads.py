"""All processors at once, without Numba's parallel compiler, which builds twice as long.

A kernel that lets go of the interpreter's lock (`nogil`) runs as well in threads of ours.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from numba import get_num_threads


def run(kernel: Callable[..., Any], *arguments: object) -> list[Any]:
    """Call `kernel(thread, threads, *arguments)` in every thread; return what each returns.

    A kernel takes every `threads`-th piece of the work from `thread` on, so that heavy neighbours
    are shared out. How many threads: `numba.set_num_threads`, NUMBA_NUM_THREADS.
    """
    threads = get_num_threads()
    if threads == 1:
        return [kernel(0, 1, *arguments)]
    with ThreadPoolExecutor(threads) as pool:
        calls = [pool.submit(kernel, thread, threads, *arguments) for thread in range(threads)]
        return [call.result() for call in calls]
