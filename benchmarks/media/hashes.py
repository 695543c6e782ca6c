"""All pairs of hashes within 31 of 256 bits, and queries, beside faiss: seconds, memory, recall.

``make bench-hashes`` runs it; faiss-cpu is a peer of this benchmark alone, and is left out where
it is not installed. Each program works in a process of its own, on the same hashes. Markdown on
stdout.

    python benchmarks/media/hashes.py --sizes 100000 1000000 --seed 1
    python benchmarks/media/hashes.py --sizes 10000000 --kinds uniform --no-peers
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from hash_sets import KINDS, Bytes, hash_set, near_copies
from numpy.typing import NDArray

DISTANCE = 31
QUERIES = 2_000
QUERY_SECONDS = 30  # a peer's queries end then, and its rate is of those it answered
JOIN_PEERS_UP_TO = 100_000  # hashes; beyond it peers take hours

OURS = "Démasque"
FLAT, MULTI = "faiss IndexBinaryFlat", "faiss IndexBinaryMultiHash, 16 x 16, 1 flip"
HEADING = "| hashes | kind | program | task | seconds | CPU s | a second | peak MB | recall |"

Numbers = NDArray[np.int64]
Pairs = tuple[Numbers, Numbers]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    options.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--no-peers", action="store_true")
    options.add_argument("--one", nargs=2, metavar=("PROGRAM", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(list(work(chosen.one[0], Path(chosen.one[1])))))
        return 0
    peers = not chosen.no_peers and find_spec("faiss") is not None
    print(f"distance {DISTANCE}, seed {chosen.seed}" + ("" if peers else "; without faiss"))
    print(f"\n{HEADING}\n|{'---|' * 9}")
    for size in chosen.sizes:
        for kind in chosen.kinds:
            compare(size, kind, chosen.seed, [OURS, *([FLAT, MULTI] if peers else [])])
    return 0


def compare(size: int, kind: str, seed: int, programs: list[str]) -> None:
    """One line for each program and task, all on the same hashes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = hash_set(kind, size, seed)
        rng = np.random.default_rng(seed + 1)
        sources = rng.integers(0, size, QUERIES)
        queries = near_copies(made.hashes[sources], DISTANCE, rng)
        np.savez(folder / "set.npz", queries=queries, sources=sources, pairs=made.pairs)
        np.save(folder / "hashes.npy", made.hashes)
        del made
        for program in programs:
            for task in told_by(program, folder):
                seconds, cpu = (f"{task[key]:.1f}" for key in ("seconds", "cpu"))
                rate, peak = (f"{task[key]:,.0f}" for key in ("rate", "peak"))
                recall = "–" if task["recall"] is None else f"{task['recall']:.4f}"
                said = f"| {size:,} | {kind} | {program} | {task['task']} | {seconds} | {cpu} "
                print(f"{said}| {rate} | {peak} | {recall} |", flush=True)


def told_by(program: str, folder: Path) -> list[dict[str, Any]]:
    """What a process of its own measured of one program."""
    command = [sys.executable, __file__, "--one", program, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    tasks: list[dict[str, Any]] = json.loads(done.stdout)
    return tasks


def work(program: str, folder: Path) -> Iterator[dict[str, object]]:
    """Join and query, each timed."""
    hashes = np.load(folder / "hashes.npy")
    made = np.load(folder / "set.npz")
    planted, queries, sources = made["pairs"], made["queries"], made["sources"]
    join, index = (ours if program == OURS else faiss)(program, hashes)
    if program == OURS or len(hashes) <= JOIN_PEERS_UP_TO:
        (a, b), told = timed(join)
        found = in_found(planted[0] * len(hashes) + planted[1], a * len(hashes) + b)
        yield {"task": "join", **told, "rate": len(hashes) / told["seconds"], "recall": found}
    ask, told = timed(index)
    yield {"task": "index", **told, "rate": len(hashes) / told["seconds"], "recall": None}
    answered = 0
    asked: list[Pairs] = []

    def some() -> None:
        nonlocal answered
        end = time.perf_counter() + QUERY_SECONDS
        step = QUERIES if program == OURS else 20
        while answered < QUERIES and time.perf_counter() < end:
            q, h = ask(queries[answered : answered + step])
            asked.append((q + answered, h))
            answered += step

    _, told = timed(some)
    q, h = (np.concatenate([each[n] for each in asked]) for n in range(2))
    wanted = np.arange(answered) * len(hashes) + sources[:answered]
    found = in_found(wanted, q * len(hashes) + h)
    yield {"task": "queries", **told, "rate": answered / told["seconds"], "recall": found}


def timed(step: Callable[[], object]) -> tuple[object, dict[str, float]]:
    """What a step gives, its seconds, its processor seconds, and the process's peak in MB."""
    start, used = time.perf_counter(), time.process_time()
    given = step()
    told = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - used}
    return given, {**told, "peak": peak()}


def peak() -> float:
    """The most memory that this process had, in MB.

    Linux's own figure is not that of the process which started it, as getrusage's may be.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_found(wanted: Numbers, found: Numbers) -> float:
    """The share of pairs planted, as single numbers, that are among those found."""
    return float(np.isin(wanted, found).mean()) if len(wanted) else float("nan")


def ours(_: str, hashes: Bytes) -> tuple[Callable[[], object], Callable[[], object]]:
    from demasque.media import HashIndex, pairs_within

    few = hashes[:2].copy()
    pairs_within(few)  # compile
    HashIndex(few).query(few)

    def index() -> Callable[[Bytes], Pairs]:
        made = HashIndex(hashes)
        made.query(hashes[:1])
        return lambda queries: made.query(queries, DISTANCE)[:2]

    return lambda: pairs_within(hashes, DISTANCE)[:2], index


def faiss(program: str, hashes: Bytes) -> tuple[Callable[[], object], Callable[[], object]]:
    import faiss as peer

    peer.omp_set_num_threads(1)

    def index() -> Callable[[Bytes], Pairs]:
        if program == FLAT:
            made = peer.IndexBinaryFlat(256)
        else:
            made = peer.IndexBinaryMultiHash(256, 16, 16)
            made.nflip = 1
        made.add(hashes)

        def ask(queries: Bytes) -> Pairs:
            # Its radius is exclusive.
            limits, _, found = made.range_search(queries, DISTANCE + 1)
            return np.repeat(np.arange(len(queries)), np.diff(limits.astype(np.int64))), found

        return ask

    def join() -> Pairs:
        a, b = index()(hashes)
        return a[a < b], b[a < b]

    return join, index


if __name__ == "__main__":
    sys.exit(main())
