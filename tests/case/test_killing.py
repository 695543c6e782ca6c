"""A case survives SIGKILL at any moment, and the same command completes the work."""

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.case import CaseStore, verify
from demasque.ingest import add_files
from demasque.schema import SOURCE_TABLES

ADD = """
import os, signal, sys
from demasque.case import CaseStore
from demasque.ingest import add_files

calls = 0

def hear(step, done, total):
    global calls
    calls += 1
    if calls == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

with CaseStore.open(sys.argv[1]) as case:
    add_files(case, sys.argv[3:], progress=hear)
"""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = random.Random(5)
    path = tmp_path_factory.mktemp("export") / "posts.csv"
    with path.open("w") as out:
        out.write("post_id,account_id,created_at,text\n")
        for n in range(120_000):
            words = " ".join(chance.choices(["one", "two", "three", "#four", "@five"], k=12))
            out.write(f"p{n},a{n % 500},{1_600_000_000 + n},{words} https://e.org/{n % 900}\n")
    return path


def contents(case: CaseStore) -> dict[str, pa.Table]:
    """Every table that reading fills, in a fixed order of rows."""
    return {table: case.sql(f"SELECT * FROM {table} ORDER BY ALL") for table in SOURCE_TABLES}


def test_killed_at_any_step_a_repeat_completes(tmp_path: Path, export: Path) -> None:
    calls: list[str] = []
    with CaseStore.create(tmp_path / "undisturbed") as case:
        add_files(case, [export], progress=lambda step, done, total: calls.append(step))
        expected = contents(case)
    assert len(calls) > 2
    path = tmp_path / "case"
    CaseStore.create(path).close()
    # With one key, pseudonyms are the same, and so is everything else.
    shutil.copy2(tmp_path / "undisturbed" / "pseudonym.key", path / "pseudonym.key")
    for call in range(1, len(calls) + 1):
        command = [sys.executable, "-c", ADD, str(path), str(call), str(export)]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
        with CaseStore.open(path) as case:
            posts = case.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py()
            assert posts == 0
            assert verify(case) == []
            assert not list(case.evidence.folder.glob(".incoming-*"))
    with CaseStore.open(path) as case:
        add_files(case, [export])
        assert contents(case) == expected
        assert [entry["action"] for entry in case.custody.entries()].count("add") == 1
