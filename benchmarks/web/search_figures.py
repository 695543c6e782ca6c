"""How long does a search take, and its index? Markdown, of a case that is given.

    python benchmarks/web/search_figures.py CASE

Each query is asked without its index, as while that is being made, then with it; a figure is the
median of ``--rounds``. Prints the size of the index, too.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from demasque.case import SnapshotStore
from demasque.findings import (
    PostSearch,
    SearchFilter,
    WordIndex,
    post_order,
    post_standing,
    read_query,
)

QUERIES = ("gardener", '"of the"', "the", "the of -a", "晚间新闻", "新", "félicitations", "🔥")


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    made = work()
    return made, time.perf_counter() - begun


def asked(search: PostSearch, written: str, rounds: int) -> tuple[int, float]:
    """Posts found, and milliseconds to the first page of them."""
    query, spent, posts = read_query(written), [], 0
    for _ in range(rounds):
        begun = time.perf_counter()
        shown = search.page(search.find(query, SearchFilter()), query, 1, 100)
        spent.append(1000 * (time.perf_counter() - begun))
        posts = shown.posts
    return posts, median(spent)


def main() -> None:
    asking = argparse.ArgumentParser()
    asking.add_argument("case", type=Path)
    asking.add_argument("--query", nargs="+", default=QUERIES)
    asking.add_argument("--rounds", type=int, default=5)
    given = asking.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = SnapshotStore.take(given.case, Path(folder), 30.0)
        order, ordered = timed(lambda: post_order(store))
        standing, stood = timed(lambda: post_standing(store, order))
        path = Path(folder) / "words.sqlite"
        index, indexed = timed(lambda: WordIndex.make(store, path))
        print("| posts | order of time, s | what was found of each, s | index, s | index, MB |")
        print("|---|---|---|---|---|")
        size = path.stat().st_size / 1e6
        print(f"| {order.rows.size:,} | {ordered:.1f} | {stood:.1f} | {indexed:.0f} | {size:.0f} |")
        print("\n| query | posts found | with the index, ms | posts found without | without, ms |")
        print("|---|---|---|---|---|")
        for each in given.query:
            found = asked(PostSearch(store, order, standing, index), each, given.rounds)
            scanned = asked(PostSearch(store, order, standing, None), each, given.rounds)
            print(
                f"| `{each}` | {found[0]:,} | {found[1]:.0f} | {scanned[0]:,} | {scanned[1]:.0f} |"
            )
        store.close()


if __name__ == "__main__":
    main()
