"""The benchmark of the hash index: what it plants is there, and it says what was found."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks" / "media"
sys.path.insert(0, str(FOLDER))

from hash_sets import hash_set  # noqa: E402


@pytest.mark.parametrize("kind", ["uniform", "uneven"])
def test_planted_pairs_are_within_31_bits(kind: str) -> None:
    made = hash_set(kind, 3_000, 5)
    a, b = made.pairs
    assert (a < b).all()
    apart = np.bitwise_count(made.hashes[a] ^ made.hashes[b]).sum(axis=1)
    assert apart.max() <= 31


def test_it_finds_what_it_planted() -> None:
    options = ["--sizes", "3000", "--kinds", "uneven", "--no-peers"]
    command = [sys.executable, str(FOLDER / "hashes.py"), *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rows = [line.split("|")[1:-1] for line in done.stdout.splitlines() if "Démasque" in line]
    recalls = {row[3].strip(): row[8].strip() for row in rows}
    assert recalls == {"join": "1.0000", "index": "–", "queries": "1.0000"}
