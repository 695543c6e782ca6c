"""A case survives SIGKILL at any moment, and the same command completes the work."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.case import CaseStore, verify
from demasque.ingest import add_files
from demasque.schema import SOURCE_TABLES

ADD = """
import sys
from demasque.case import CaseStore
from demasque.ingest import add_files

def say(step, done, total):
    print("at work", flush=True)

with CaseStore.open(sys.argv[1]) as case:
    add_files(case, sys.argv[2:], progress=say)
"""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = random.Random(5)
    path = tmp_path_factory.mktemp("export") / "posts.csv"
    with path.open("w") as out:
        out.write("post_id,account_id,created_at,text\n")
        for n in range(30_000):
            words = " ".join(chance.choices(["one", "two", "three", "#four", "@five"], k=12))
            out.write(f"p{n},a{n % 500},{1_600_000_000 + n},{words} https://e.org/{n % 900}\n")
    return path


def contents(case: CaseStore) -> dict[str, pa.Table]:
    """Every table that reading fills, in a fixed order of rows."""
    return {table: case.sql(f"SELECT * FROM {table} ORDER BY ALL") for table in SOURCE_TABLES}


def test_killed_at_random_moments_a_repeat_completes(tmp_path: Path, export: Path) -> None:
    with CaseStore.create(tmp_path / "undisturbed") as case:
        add_files(case, [export])
        expected = contents(case)
    chance = random.Random(17)
    path = tmp_path / "case"
    CaseStore.create(path).close()
    # With one key, pseudonyms are the same, and so is everything else.
    shutil.copy2(tmp_path / "undisturbed" / "pseudonym.key", path / "pseudonym.key")
    killed = 0
    for _ in range(5):
        command = [sys.executable, "-c", ADD, str(path), str(export)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it has begun to store evidence
            time.sleep(chance.uniform(0, 1.5))
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        with CaseStore.open(path) as case:
            posts = case.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py()
            assert posts in (0, 30_000)
            assert verify(case) == []
            assert not list(case.evidence.folder.glob(".incoming-*"))
    assert killed
    with CaseStore.open(path) as case:
        add_files(case, [export])
        assert contents(case) == expected
        assert [entry["action"] for entry in case.custody.entries()].count("add") == 1
