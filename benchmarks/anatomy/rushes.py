"""Creation rushes among all accounts of a case: how often found with one, and without.

A platform that grows over eight years, 2,000 accounts, created more often by day, and some more
within three days. Prints a Markdown table; `make bench-rushes`.
"""

import argparse

import numpy as np

from demasque.accounts import creation_rushes

DAY = 86_400
START = 1_400_000_000


def ordinary(rng: np.random.Generator, count: int = 2_000) -> np.ndarray:
    """Creation dates on a growing platform, in seconds."""
    day = np.floor(8 * 365 * np.sqrt(rng.random(count)))
    return START + day * DAY + (8 + 12 * rng.beta(2, 2, count)) * 3_600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=5_000)
    asked = parser.parse_args()
    print("| accounts created within three days | found | worlds |\n|---:|---:|---:|")
    for extra in (0, 8, 15, 30):
        found = 0
        for seed in range(asked.worlds):
            rng = np.random.default_rng([asked.seed, seed])
            begins = START + rng.uniform(1, 7) * 365 * DAY
            dates = np.concatenate([ordinary(rng), begins + rng.random(extra) * 3 * DAY])
            rushes = creation_rushes(dates)
            found += any(not extra or abs(r.first - begins) < 5 * DAY for r in rushes)
        print(f"| {extra or 'none'} | {found / asked.worlds:.3f} | {asked.worlds} |")


if __name__ == "__main__":
    main()
