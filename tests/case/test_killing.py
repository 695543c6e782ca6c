"""A case survives SIGKILL at any moment, and the same command completes the work."""

import random
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.case import CaseStore, verify
from demasque.ingest import add_files
from demasque.schema import SOURCE_TABLES
from killed_at import WATCH, Killed

ADD = f"""{WATCH}
from demasque.case import Adding, CaseStore, CustodyLog
from demasque.ingest import add_files

watch(os, "replace")  # a file is complete, and takes its place
watch(Adding, "_insert")
watch(Adding, "finish")
watch(Adding, "note_file")
watch(CustodyLog, "write")

def act(folder, *exports):
    with CaseStore.open(folder) as case:
        add_files(case, exports, progress=reached)
"""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = random.Random(5)
    path = tmp_path_factory.mktemp("export") / "posts.csv"
    with path.open("w") as out:
        out.write("post_id,account_id,created_at,text\n")
        for n in range(6_000):
            words = " ".join(chance.choices(["one", "two", "three", "#four", "@five"], k=12))
            out.write(f"p{n},a{n % 500},{1_600_000_000 + n},{words} https://e.org/{n % 900}\n")
    return path


def contents(case: CaseStore) -> dict[str, pa.Table]:
    """Every table that reading fills, in a fixed order of rows."""
    return {table: case.sql(f"SELECT * FROM {table} ORDER BY ALL") for table in SOURCE_TABLES}


@pytest.fixture(scope="module")
def adding() -> Iterator[Killed]:
    with Killed(ADD) as ready:
        yield ready


def test_killed_at_any_step_a_repeat_completes(
    tmp_path: Path, export: Path, adding: Killed
) -> None:
    with CaseStore.create(tmp_path / "undisturbed") as case:
        shutil.copytree(case.path, tmp_path / "empty", ignore=shutil.ignore_patterns(".lock"))
        add_files(case, [export])
        expected = contents(case)
    # With one key, pseudonyms are the same, and so is everything else.
    counting = Path(shutil.copytree(tmp_path / "empty", tmp_path / "counting"))
    code, steps = adding.at(0, counting, export)
    assert code == 0
    assert steps > 15
    path = Path(shutil.copytree(tmp_path / "empty", tmp_path / "case"))
    for moment in range(1, steps + 1):
        again = tmp_path / f"killed-at-{moment}"
        shutil.copytree(path, again)
        assert adding.at(moment, again, export)[0] == -signal.SIGKILL
        with CaseStore.open(again) as case:
            posts = case.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py()
            assert posts in (0, 6_000)
            assert verify(case) == []
            assert not list(case.evidence.folder.glob(".incoming-*"))
            add_files(case, [export])
            assert contents(case) == expected
            assert [entry["action"] for entry in case.custody.entries()].count("add") == 1
