"""Time, memory and correctness of copy families by the number of posts.

    python benchmarks/text/scale.py 125000 250000 500000 1000000

Each size is a process of its own, reading a Parquet file: labelled families and hard negatives
among unrelated short posts, one post in twenty labelled. Compiling is done before the clock starts.
"""

import json
import os
import resource
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from corpus import labelled, unrelated
from scores import score

OUT = Path(__file__).parent.parent / "out" / "text"
SEED = 11
ROWS = 100_000


def main() -> int:
    if sys.argv[1] == "--run":
        return run(Path(sys.argv[2]))
    print(f"Load before: {os.getloadavg()[0]:.1f}. Seed {SEED}.\n")
    print(
        "| posts | seconds | processor seconds | peak memory (MB) | pair precision | pair recall |"
    )
    print(f"|{'---|' * 6}")
    timed: list[tuple[int, float]] = []
    for size in map(int, sys.argv[1:]):
        path = write(size)
        done = subprocess.run(
            [sys.executable, __file__, "--run", str(path)], check=True, capture_output=True
        )
        found = json.loads(done.stdout)
        timed.append((size, found["processor_seconds"]))
        print(
            f"| {size:,} | {found['seconds']:.1f} | {found['processor_seconds']:.1f} |"
            f" {found['megabytes']:,.0f} |"
            f" {found['precision']:.4f} | {found['recall']:.4f} |",
            flush=True,
        )
    if len(timed) > 1:
        sizes, seconds = np.log(np.array(timed)).T
        print(f"\nGrowth exponent of processor seconds {np.polyfit(sizes, seconds, 1)[0]:.2f}")
    return 0


def write(size: int) -> Path:
    """The posts of one size, with the message in a column of its own."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"posts-{SEED}-{size}.parquet"
    if path.exists():
        return path
    draw = Random(SEED)
    known = labelled(size // 200, 0, SEED, lengths=("short", "medium"))
    others = unrelated(size // 200, draw)
    partial = path.with_suffix(".partial")
    schema = pa.schema([("post_id", pa.string()), ("text", pa.string()), ("message", pa.int64())])
    with pq.ParquetWriter(partial, schema) as writer:
        for start in range(0, size, ROWS):
            rows = min(ROWS, size - start)
            share = known[start * len(known) // size : (start + rows) * len(known) // size]
            posts = share + list(islice(others, rows - len(share)))
            draw.shuffle(posts)
            columns = [
                [str(start + i) for i in range(rows)],
                [post.text for post in posts],
                [post.message for post in posts],
            ]
            writer.write_table(pa.table(columns, schema=schema))
    partial.replace(path)
    return path


def run(path: Path) -> int:
    from demasque.text import find_copies

    find_copies(pa.table({"post_id": ["1"], "text": ["a text to compile the kernels with"]}))
    start, used = time.perf_counter(), time.process_time()
    families = find_copies(path).column("family").to_numpy()
    seconds = time.perf_counter() - start
    processor_seconds = time.process_time() - used
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    messages = pq.read_table(path, columns=["message"]).column(0).to_numpy()
    _, inverse, counts = np.unique(messages, return_inverse=True, return_counts=True)
    found = score(families, messages, (counts[inverse] > 1) | (messages < 0))
    figures = {"precision": found.pair_precision, "recall": found.pair_recall}
    figures["processor_seconds"] = processor_seconds
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, **figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
