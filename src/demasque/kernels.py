"""Compile every kernel once: ``python -m demasque.kernels``, a part of setting up.

Numba compiles at first use and keeps the result beside the code. Two small jobs run side by side,
since it compiles on one processor at a time: a simulated case from export to report, and ties of a
table of events with pairs of hashes of pictures. Without this the first case waits a minute longer;
nothing else depends on it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

TIES = """
from demasque import find_ties
from demasque.simulate import events, plant
find_ties(plant(events(1, 300, 3_000), 1).table(), windows=["60s", "10min"])

import numpy as np
from demasque.media import HashIndex, pairs_within
hashes = np.zeros((2, 32), np.uint8)
pairs_within(hashes)
HashIndex(hashes).query(hashes)
"""
CASE = """
import sys
from demasque.cli import main
sys.exit(main(["demo", "--out", sys.argv[1], "--accounts", "1500", "--posts", "12000"]))
"""


def main() -> int:
    """Run both jobs; 0 when both did their work."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = [
            subprocess.Popen(
                [sys.executable, "-c", program, str(Path(folder) / "demo")],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            for program in (TIES, CASE)
        ]
        said = [job.communicate()[1] for job in jobs]
    for job, words in zip(jobs, said, strict=True):
        if job.returncode:
            sys.stderr.buffer.write(words)
    return int(max(abs(job.returncode) for job in jobs))


if __name__ == "__main__":
    sys.exit(main())
