"""SIGKILL at random moments of a fortnight's rounds: is the final state what it would have been?"""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from demasque.case import CaseStore, verify
from demasque.schema import TABLES

BY_THE_WALL_CLOCK = {
    "files": {"added_at"},
    "findings_run": {"run"},
    "watch_rounds": {"run"},
    "custody_head": {"hash"},
}
"""Columns that hold the machine's time, or what begins with it or is made of it: names of runs,
the custody log's last hash."""

DRIVER = Path(__file__).with_name("rounds_of_fortnight.py")


@dataclass(frozen=True)
class Killed:
    """How many kills came in time, at what stage of a round each, and what differs at the end."""

    kills: int
    stages: Counter[str]
    differs: tuple[str, ...]
    rounds: int
    alerts: int


def start(folder: Path, seed: int, hours: int, days: int) -> subprocess.Popen[bytes]:
    """Begin or go on, in a process of its own that has loaded everything."""
    command = [sys.executable, str(DRIVER), str(folder), *map(str, (seed, hours, days))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def finish(folder: Path, seed: int, hours: int, days: int) -> float:
    """Do what is left, undisturbed; the seconds that it took."""
    with start(folder, seed, hours, days) as process:
        began = time.perf_counter()
        if process.wait():
            raise SystemExit("the rounds failed")
        return time.perf_counter() - began


def new_pair(folder: Path) -> tuple[Path, Path]:
    """Two folders with an empty case of the same key in each."""
    pair = folder / "undisturbed", folder / "disturbed"
    for each in pair:
        each.mkdir(parents=True)
        CaseStore.create(each / "case").close()
    key = Path("case") / "pseudonym.key"
    shutil.copy2(pair[0] / key, pair[1] / key)
    return pair


def killed(folder: Path, seed: int, hours: int, days: int, kills: int) -> Killed:
    """Watch a fortnight undisturbed, and another case of the same key with kills; compare."""
    undisturbed, disturbed = new_pair(folder)
    seconds = finish(undisturbed, seed, hours, days)
    chance = random.Random(seed)
    stages: Counter[str] = Counter()
    for _ in range(kills):
        with start(disturbed, seed, hours, days) as process:
            time.sleep(chance.uniform(0, 2 * seconds / kills))
            process.send_signal(signal.SIGKILL)
            if process.wait() == -signal.SIGKILL:
                stages[_stage(disturbed / "case")] += 1
    finish(disturbed, seed, hours, days)
    wanted, got = contents(undisturbed / "case"), contents(disturbed / "case")
    differs = [name for name in wanted if not wanted[name].equals(got.get(name))]
    differs += ["inbox"] if files_of(undisturbed) != files_of(disturbed) else []
    with CaseStore.open(disturbed / "case") as store:
        differs += verify(store)
    return Killed(
        sum(stages.values()),
        stages,
        tuple(differs),
        wanted["watch_rounds"].num_rows,
        wanted["alerts"].num_rows,
    )


def files_of(folder: Path) -> list[str]:
    """What is in the inbox, and in its folders of files that were taken and rejected."""
    inbox = folder / "inbox"
    return sorted(str(path.relative_to(inbox)) for path in inbox.rglob("*"))


def _stage(case: Path) -> str:
    """The stage that the round at hand had reached; between two rounds, and before any: so."""
    with CaseStore.open(case) as store:
        rows = store.sql("SELECT stage FROM watch_rounds ORDER BY round").to_pylist()
    if not rows:
        return "before the first"
    return "between rounds" if rows[-1]["stage"] == "done" else str(rows[-1]["stage"])


def contents(case: Path) -> dict[str, pa.Table]:
    """Every table of a case without the machine's time, in a fixed order of rows."""
    with CaseStore.open(case) as store:
        there = store.sql("SELECT table_name FROM information_schema.tables")
        names = sorted(set(there["table_name"].to_pylist()) & set(TABLES))
        return {name: _without_time(store, name) for name in names}


def _without_time(store: CaseStore, name: str) -> pa.Table:
    timed = BY_THE_WALL_CLOCK.get(name, set())
    kept = [f'"{each.name}"' for each in TABLES[name].columns if each.name not in timed]
    return store.sql(f"SELECT {', '.join(kept) or 'count(*) AS n'} FROM {name} ORDER BY ALL")
