"""What does a detection cost when most posts are known already? Beside the same one done anew.

    python benchmarks/watch/known_posts.py --accounts 100000 --posts 1000000 --new 10000

A world is added but for its newest posts, and looked at; then these are added, and it is looked at
again, first from what is known, then with everything read anew. The events, ties and campaigns of
the two must be the same.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv

from demasque import open_case
from demasque.api import Case
from demasque.simulate import world

KINDS = ("url", "hashtags", "text", "repost", "reply", "media")
COMPARED = ("events", "traces", "copies", "ties", "strengths", "campaigns", "memberships")


class Steps:
    """Seconds by step, as a detection says what it does."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._step, self._since = "", time.perf_counter()

    def __call__(self, step: str, done: int, total: int | None) -> None:
        now = time.perf_counter()
        self.seconds[self._step] = self.seconds.get(self._step, 0.0) + now - self._since
        self._step, self._since = step, now


def timed(case: Case, title: str) -> dict[str, pa.Table]:
    steps, wall, processor = Steps(), time.perf_counter(), time.process_time()
    case.detect(kinds=KINDS, progress=steps)
    steps("", 0, None)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {title} | {wall:.1f} | {processor:.1f} | {peak:,.0f} |", flush=True)
    longest = sorted(steps.seconds.items(), key=lambda pair: -pair[1])[:12]
    print("  " + ", ".join(f"{name or 'begin'} {seconds:.1f}" for name, seconds in longest))
    read = case._store.sql
    return {name: read(f"SELECT * FROM {name} ORDER BY ALL") for name in COMPARED}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        posts = world(asked.seed, asked.accounts, asked.posts).posts.sort_by("created_at")
        known = posts.num_rows - asked.new
        csv.write_csv(posts.slice(0, known), folder / "known.csv")
        csv.write_csv(posts.slice(known), folder / "new.csv")
        del posts
        print("| detection | seconds | processor seconds | peak MiB so far |\n|---|---|---|---|")
        with open_case(folder / "case", create=True) as case:
            case.add(folder / "known.csv")
            timed(case, f"of {known:,} posts, the first")
            case.add(folder / "new.csv")
            once = timed(case, f"of {asked.new:,} more, from what is known")
            case._store.sql("DELETE FROM post_words")
            anew = timed(case, "the same, everything read anew")
        for table in COMPARED:
            assert once[table].equals(anew[table]), table
        print("The same events, ties and campaigns.")


if __name__ == "__main__":
    main()
