"""A copy of a case to look at: whole, of one moment, nobody else's, and gone when it should be."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import demasque
from demasque.case import (
    CaseStore,
    SnapshotStore,
    at_work,
    case_stamp,
    snapshot_folder,
    verify,
)
from demasque.errors import DemasqueError, UsageError

EXPORT = """post_id,account_id,created_at,text,platform
1,ann,2026-03-01T12:00:00Z,Hello to all of you who read this,x
2,ben,2026-03-01T12:01:00Z,Hello to all of you who read this,x
3,ben,2026-03-01T12:02:00Z,Something else that ben wrote,x
"""

HOLDING = """
import sys, time
from pathlib import Path
from demasque.case import snapshot_folder
folder = snapshot_folder(Path(sys.argv[1]))
(folder.path / "1").mkdir()
(folder.path / "1" / "store.duckdb").write_bytes(b"rows")
print("made", flush=True)
time.sleep(60)
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "posts.csv").write_text(EXPORT, "utf-8")
    with demasque.create_case(tmp_path / "case") as made:
        made.add(tmp_path / "posts.csv")
    return tmp_path / "case"


def hidden(case: Path) -> list[str]:
    return sorted(path.name for path in case.glob(".looking-*"))


def taken(case: Path, folder: Path) -> SnapshotStore:
    folder.mkdir(exist_ok=True)
    return SnapshotStore.take(case, folder, 0.0)


def test_a_copy_holds_what_the_case_held_whatever_is_done_afterwards(
    case: Path, tmp_path: Path
) -> None:
    copy = taken(case, tmp_path / "copy")
    before = copy.sql("SELECT * FROM posts ORDER BY ALL"), copy.custody.entries()
    with demasque.open_case(case) as worked:
        worked.forget("x:ben")
    assert (copy.sql("SELECT * FROM posts ORDER BY ALL"), copy.custody.entries()) == before
    later = taken(case, tmp_path / "later")
    assert later.sql("SELECT count(*) AS n FROM posts")["n"].to_pylist() == [1]
    assert [entry["action"] for entry in later.custody.entries()] == ["init", "add", "forget"]
    copy.close()
    later.close()


def test_whoever_looks_keeps_no_command_out(case: Path, tmp_path: Path) -> None:
    copy = taken(case, tmp_path / "copy")
    with CaseStore.open(case, 0.0) as store:
        store.custody.write("report")
    copy.close()


def test_no_copy_is_taken_while_a_command_works(case: Path, tmp_path: Path) -> None:
    said: list[str] = []
    with CaseStore.open(case):
        assert at_work(case)
        with pytest.raises(DemasqueError, match="still working"):
            SnapshotStore.take(case, tmp_path, 0.0, said.append)
    assert len(said) == 1
    assert not at_work(case)
    assert not (tmp_path / "store.duckdb").exists()


def test_what_a_killed_command_had_not_yet_written_into_the_file_is_in_the_copy(
    case: Path, tmp_path: Path
) -> None:
    script = (
        "import os, sys; from demasque.case import CaseStore; import pyarrow as pa;"
        "store = CaseStore.open(sys.argv[1]);"
        "row = pa.table({'run': ['a-run'], 'since': [None]});"
        "store.replace({'findings_run': row}); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(case)], check=False)
    assert (case / "store.duckdb.wal").exists()
    copy = taken(case, tmp_path / "copy")
    assert copy.findings_run() == "a-run"
    copy.close()


def test_a_case_is_another_after_each_command_that_wrote_and_only_then(
    case: Path, tmp_path: Path
) -> None:
    copy = taken(case, tmp_path / "copy")
    assert copy.stamp == case_stamp(case)
    CaseStore.open(case).close()
    assert copy.stamp == case_stamp(case)
    with CaseStore.open(case) as store:
        store.custody.write("report")
    assert copy.stamp != case_stamp(case)
    copy.close()


def test_the_folder_of_copies_is_the_owners_alone_and_goes(case: Path) -> None:
    folder = snapshot_folder(case)
    assert folder.path.parent == case
    if os.name == "posix":
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    taken(case, folder.path / "1").close()
    with CaseStore.open(case) as store:  # another command clears no folder that is in use
        assert verify(store) == []
    assert (folder.path / "1" / "store.duckdb").exists()
    folder.remove()
    assert hidden(case) == []


def test_the_next_command_clears_what_a_killed_program_left(case: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(case)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "made\n"
        CaseStore.open(case).close()
        assert len(hidden(case)) == 1
        child.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    CaseStore.open(case).close()
    assert hidden(case) == []


def test_what_is_forgotten_is_in_no_copy_that_could_still_be_opened(case: Path) -> None:
    folder = snapshot_folder(case)
    copy = taken(case, folder.path / "1")
    assert not copy.withdrawn
    with demasque.open_case(case) as worked:
        worked.forget("x:ben")
    if os.name == "posix":
        assert not (folder.path / "1" / "store.duckdb").exists()
        assert copy.withdrawn
    assert copy.sql("SELECT count(*) AS n FROM posts")["n"].to_pylist() == [3]
    copy.close()
    folder.remove()


def test_a_full_disk_is_a_sentence(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("demasque.case.snapshots.os.copy_file_range", full, raising=False)
    with pytest.raises(DemasqueError, match="no room for a copy"):
        taken(case, tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []
    assert not at_work(case)


def test_where_files_cannot_share_blocks_they_are_copied(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object) -> int:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("demasque.case.snapshots.os.copy_file_range", cannot, raising=False)
    copy = taken(case, tmp_path / "copy")
    assert copy.sql("SELECT count(*) AS n FROM posts")["n"].to_pylist() == [3]
    copy.close()


def test_no_case_no_copy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a case"):
        snapshot_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_can_be_written_to_a_copy(case: Path, tmp_path: Path) -> None:
    copy = taken(case, tmp_path / "copy")
    with pytest.raises(Exception, match="read-only"):
        copy.replace({"findings_run": pa.table({"run": ["another"], "since": [None]})})
    copy.close()
