"""`find_ties` of a table in memory, beside sorting as many keys: no file, no process to start.

    python benchmarks/engine/in_memory.py 1000000 10000000

The events of `make bench`, one window of a minute. The first call, which loads what
is compiled, is not counted; the next five are, each beside one sort of keys of 64 bits by NumPy.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import pyarrow as pa

from demasque import find_ties
from demasque.simulate import benchmark_events

REPEATED = 5
SEED = 1


def main() -> None:
    print("| events | seconds | from, to | processor seconds | sorting the keys, seconds |")
    print(f"|{'---|' * 5}")
    for size in map(int, sys.argv[1:]):
        world = benchmark_events(SEED, size)
        columns = ("account_id", "trace_id", "posted_at")
        table = pa.table({name: getattr(world, name) for name in columns})
        keys = np.random.default_rng(SEED).integers(0, 2**62, table.num_rows)
        find_ties(table, windows=["60s"])
        sorts, calls, processor = [], [], []
        for _ in range(REPEATED):
            sorts.append(took(lambda keys=keys: np.sort(keys)))
            before = time.process_time()
            calls.append(took(lambda table=table: find_ties(table, windows=["60s"])))
            processor.append(time.process_time() - before)
        print(
            f"| {table.num_rows:,} | {median(calls):.2f} | {min(calls):.2f}, {max(calls):.2f} |"
            f" {median(processor):.2f} | {median(sorts):.2f} |",
            flush=True,
        )


def took(act: Callable[[], object]) -> float:
    """Seconds by the clock."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
