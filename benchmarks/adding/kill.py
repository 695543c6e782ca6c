"""SIGKILL at random moments of ``add``: does the case verify, and does a repeat complete it?

``kill.py [--posts N] [--kills N] [--seed N]``: adds an export undisturbed, then to a second case
with the same key, killed again and again at moments spread over the time that an undisturbed run
takes. After each kill the case must verify and hold all posts or none; the repeat must give the
same tables. Ends with 1 where anything differs.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from generate import generate

from demasque.case import CaseStore, verify
from demasque.schema import SOURCE_TABLES

ADD = """
import sys
from demasque.case import CaseStore
from demasque.ingest import add_files

print("begins", flush=True)
with CaseStore.open(sys.argv[1]) as case:
    intake, = add_files(case, [sys.argv[2]])
    if intake.problem:
        raise SystemExit(intake.problem)
"""


def start(case: Path, export: Path) -> subprocess.Popen[bytes]:
    """Begin to add, in a process of its own that has loaded everything."""
    process = subprocess.Popen(
        [sys.executable, "-c", ADD, str(case), str(export)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def add(case: Path, export: Path) -> float:
    """Add undisturbed; the seconds that it took."""
    with start(case, export) as process:
        began = time.perf_counter()
        if process.wait():
            raise SystemExit("adding failed")
        return time.perf_counter() - began


def contents(case: Path) -> dict[str, pa.Table]:
    """Every table that reading fills, in a fixed order of rows."""
    with CaseStore.open(case) as store:
        return {table: store.sql(f"SELECT * FROM {table} ORDER BY ALL") for table in SOURCE_TABLES}


def state(case: Path, posts: int) -> str | None:
    """What is wrong with a case after a kill, or None."""
    with CaseStore.open(case) as store:
        wrong = verify(store)
        held = store.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py()
    if wrong:
        return wrong[0]
    return None if held in (0, posts) else f"{held} of {posts} posts are there"


def trial(folder: Path, export: Path, posts: int, kills: int, seed: int) -> tuple[int, list[str]]:
    """Kill as often as asked for; (how many were in time, what went wrong)."""
    undisturbed, case = folder / "undisturbed", folder / "case"
    CaseStore.create(undisturbed).close()
    CaseStore.create(case).close()
    shutil.copy2(undisturbed / "pseudonym.key", case / "pseudonym.key")
    CaseStore.create(folder / "first").close()
    add(folder / "first", export)  # compiles what is compiled once on a machine
    seconds, chance = add(undisturbed, export), random.Random(seed)
    fresh = folder / "fresh"
    shutil.copytree(case, fresh)
    wrong, killed = [], 0
    for number in range(kills):
        with start(case, export) as process:
            time.sleep(chance.uniform(0, seconds))
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        if problem := state(case, posts):
            wrong.append(f"kill {number + 1}: {problem}")
        with CaseStore.open(case) as store:
            done = store.sql("SELECT 1 FROM files").num_rows
        if done:  # it was through before the signal came: begin anew
            shutil.rmtree(case)
            shutil.copytree(fresh, case)
    add(case, export)
    expected, got = contents(undisturbed), contents(case)
    wrong += [f"{table} differs" for table in expected if not expected[table].equals(got[table])]
    return killed, wrong


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-kill-") as name:
        export = generate(Path(name) / "posts.ndjson", options.posts)
        killed, wrong = trial(Path(name), export, options.posts, options.kills, options.seed)
    print(f"{options.posts:,} posts, {killed} of {options.kills} kills in time, {len(wrong)} wrong")
    for problem in wrong:
        print(problem)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
