"""Where accounts stand in the picture of a network: seconds, and whether groups stand apart.

Networks are drawn at random from a seed: groups of about 60 accounts, most ties within them. The
share is that of the five nearest of an account that are of its own group.
"""

import argparse
import time

import numpy as np
from scipy.spatial import cKDTree

from demasque.findings.networks.network_places import network_places


def world(seed: int, nodes: int, ties: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    group = rng.integers(0, max(2, nodes // 60), nodes)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(group.max() + 2))
    a = rng.integers(0, nodes, ties)
    sizes = (starts[1:] - starts[:-1])[group[a]]
    b = order[starts[group[a]] + (rng.random(ties) * sizes).astype(np.int64)]
    far = rng.random(ties) < 0.02
    b[far] = rng.integers(0, nodes, far.sum())
    apart = a != b
    return group, a[apart], b[apart]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    seeds = parser.parse_args().seeds
    print("| accounts | ties | seconds, the slowest | nearest five of the own group, the lowest |")
    print("| ---: | ---: | ---: | ---: |")
    for nodes, ties in ((500, 2_000), (2_000, 6_000), (10_000, 30_000)):
        seconds, shares = [], []
        for seed in range(seeds):
            group, a, b = world(seed, nodes, ties)
            weight = np.random.default_rng(seed).uniform(5, 100, len(a))
            began = time.perf_counter()
            at = network_places(a, b, weight, nodes)
            seconds.append(time.perf_counter() - began)
            tied = np.zeros(nodes, dtype=bool)
            tied[a] = tied[b] = True
            near = cKDTree(at).query(at, k=6)[1][tied, 1:]
            shares.append(float((group[near] == group[tied, None]).mean()))
        print(f"| {nodes:,} | {ties:,} | {max(seconds):.2f} | {min(shares):.2f} |", flush=True)


if __name__ == "__main__":
    main()
