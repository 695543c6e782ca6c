"""How long does it take to write a network, and how much memory? Each question in its own process.

    python benchmarks/networks/network_files.py CASE

CASE is one with findings, such as the million posts of "Adding exports" in docs/measurements.md.
The last row chooses a backbone among random ties of random bits, in memory.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from demasque.case import CaseStore
from demasque.findings.networks.backbone import backbone_order
from demasque.publish import ExportOptions, export

QUESTIONS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "gexf": ("gexf", {}),
    "graphml": ("graphml", {}),
    "gexf --edges 2000": ("gexf", {"edges": 2000}),
    "gexf --dynamic": ("gexf", {"dynamic": True}),
}
RANDOM: Final = "backbone of random ties"


def measure(question: str, case: Path, ties: int, seed: int) -> None:
    """Answer one question, and print its row of the table."""
    size = ""
    began = time.monotonic()
    if question == RANDOM:
        began = _choose(ties, seed)
    else:
        form, options = QUESTIONS[question]
        with TemporaryDirectory() as folder, CaseStore.open(case) as store:
            asked = ExportOptions(**options)
            path = export(store, form, Path(folder) / "network", options=asked)
            size = f"{path.stat().st_size / 1e6:.1f}"
    seconds = time.monotonic() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"| {question} | {seconds:.1f} | {most} | {size} |", flush=True)


def _choose(ties: int, seed: int) -> float:
    draws = np.random.default_rng(seed)
    accounts = max(ties // 10, 2)
    pairs = np.unique(np.sort(draws.integers(0, accounts, (ties, 2)), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    bits = draws.exponential(20, len(pairs))
    inside = pairs[:, 0] % 50 == pairs[:, 1] % 50
    began = time.monotonic()
    backbone_order(pairs[:, 0], pairs[:, 1], bits, inside)
    return began


def main() -> None:
    """Print the table, a process a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case", type=Path)
    parser.add_argument("--ties", type=int, default=1_000_000, help="of the random network")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="one question, in this process")
    given = parser.parse_args()
    if given.only:
        measure(given.only, given.case, given.ties, given.seed)
        return
    print("| | seconds | MiB at most | MB written |\n|---|---|---|---|", flush=True)
    for question in (*QUESTIONS, RANDOM):
        command = [sys.executable, __file__, *sys.argv[1:], "--only", question]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
