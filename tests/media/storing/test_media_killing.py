"""Adding a folder survives SIGKILL at any step, and the same command completes the work."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.case import CaseStore, verify
from demasque.ingest import add_files
from killed_at import WATCH, Killed
from media_folders import picture, put

HERE = str(Path(__file__).parents[2])
ADD = f"""{WATCH}
sys.path.insert(0, {HERE!r})
import media_folders
from demasque.case import CaseStore, CustodyLog
from demasque.media import add_media
from demasque.media.storing import adding_media, new_files

watch(os, "replace")
watch(CaseStore, "insert")
watch(CustodyLog, "write")
new_files.GROUP = 2
new_files._fingerprints = media_folders.fingerprint_files
adding_media.packages_missing = lambda: None

def act(case, folder):
    with CaseStore.open(case) as opened:
        add_media(opened, folder, keep=True)
"""
TABLES = ("media_files", "media_frames", "media_origins", "media_in_posts", "avatar_files")


def contents(case: CaseStore) -> dict[str, pa.Table]:
    found = {table: case.sql(f"SELECT * FROM {table} ORDER BY ALL") for table in TABLES}
    found["media_files"] = found["media_files"].drop_columns(["added_at"])
    return found


@pytest.fixture(scope="module")
def adding() -> Iterator[Killed]:
    with Killed(ADD) as ready:
        yield ready


def test_killed_at_any_step_a_repeat_completes(tmp_path: Path, adding: Killed) -> None:
    folder = tmp_path / "folder"
    rows = ["file,post,account,platform"]
    for n in range(5):
        put(folder, f"{n}.jpg", picture(n))
        rows.append(f"{n}.jpg,{n % 3},,x" if n else "0.jpg,,a,x")
    put(folder, "media.csv", "\n".join(rows) + "\n")
    posts = ["post_id,account_id,created_at,text,platform"]
    posts += [f"{n},a,2024-01-0{n + 1} 10:00:00,hi,x" for n in range(3)]
    with CaseStore.create(tmp_path / "empty") as case:
        add_files(case, [put(tmp_path, "posts.csv", "\n".join(posts) + "\n")])
    whole = Path(shutil.copytree(tmp_path / "empty", tmp_path / "whole"))
    code, steps = adding.at(0, whole, folder)
    assert code == 0
    with CaseStore.open(whole) as case:
        expected = contents(case)
    assert expected["media_in_posts"].num_rows == 4
    # A few moments all over the command: each takes files apart in processes.
    for moment in range(2, steps + 1, max(steps // 6, 1)):
        path = Path(shutil.copytree(tmp_path / "empty", tmp_path / f"killed-{moment}"))
        assert adding.at(moment, path, folder)[0] == -signal.SIGKILL
        with CaseStore.open(path) as case:
            half = contents(case)
            # A file is there with all its rows, or not at all.
            for table in ("media_frames", "media_origins"):
                there = half[table]["media"].unique().to_pylist()
                assert sorted(there) == half["media_files"]["media"].to_pylist()
            assert [s for s in verify(case) if "was removed" in s or "changed" in s] == []
        assert adding.at(0, path, folder)[0] == 0
        with CaseStore.open(path) as case:
            assert contents(case) == expected
            assert verify(case) == []
            assert case.custody.entries()[-1]["details"]["files"] == 5
