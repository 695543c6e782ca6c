"""`detect` within a memory limit: the same findings, and going on after a kill."""

import shutil
import signal
import subprocess
import sys

import pytest

import demasque
from demasque import DemasqueError, UsageError
from demasque.coordination.cooccurrence import scan
from demasque.simulate import world
from demasque.traces import limited_room

TABLES = (
    "events", "traces", "copies", "post_words",
    "ties", "strengths", "account_bits", "campaigns", "memberships",
)  # fmt: skip

_KILLED = """
import os, signal, sys
import demasque
def progress(name, done, total):
    if name.startswith("permutations"):
        os.kill(os.getpid(), signal.SIGKILL)
with demasque.open_case(sys.argv[1]) as case:
    case.detect(["60s", "10min"], memory="500MB", progress=progress)
"""


def found(case, **options):
    case.detect(["60s", "10min"], **options)
    return {name: case._store.sql(f"SELECT * FROM {name}") for name in TABLES}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A case in which nothing was looked for, and what is found in it without a limit."""
    folder = tmp_path_factory.mktemp("undisturbed")
    files = world(3, 300, 4000).write(folder / "export", "csv")
    with demasque.create_case(folder / "case") as opened:
        opened.add(files["posts"], files["accounts"])
    shutil.copytree(folder / "case", folder / "looked")
    with demasque.open_case(folder / "looked") as opened:
        return folder / "case", found(opened)


@pytest.fixture
def free(undisturbed):
    return undisturbed[1]


@pytest.fixture
def case(undisturbed, tmp_path):
    with demasque.open_case(shutil.copytree(undisturbed[0], tmp_path / "case")) as opened:
        yield opened


def test_what_is_found_is_the_same_and_no_work_is_left(case, free):
    assert free["ties"].num_rows > 10
    heard = []
    bound = found(case, memory="500MB", progress=lambda name, *_: heard.append(name))
    assert bound == free
    assert not (case.path / "work").exists()
    assert any("co-occurrences" in name for name in heard)


def test_a_killed_detection_does_not_scan_again(case, free, monkeypatch):
    case.close()
    killed = subprocess.run([sys.executable, "-c", _KILLED, case.path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (case.path / "work").exists()

    def walked(*_):
        raise AssertionError("a finished block was walked again")

    with demasque.open_case(case.path) as again:
        assert again.verify() == []
        with monkeypatch.context() as patch:
            patch.setattr(scan._RowScan, "block", walked)
            assert found(again, memory="500MB") == free
        assert not (case.path / "work").exists()


def test_words_that_wait_on_disk_go_with_the_process(case, free):
    case.close()
    code = _KILLED.replace("permutations", "copies")
    killed = subprocess.run([sys.executable, "-c", code, case.path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list((case.path / "work").iterdir()) == []
    with demasque.open_case(case.path) as again:
        assert found(again, memory="600MB") == free
        assert not (case.path / "work").exists()


def test_the_database_keeps_to_its_part(case):
    limits = []

    def looked(*_):
        (limit,) = case._store.sql("SELECT current_setting('memory_limit') AS l")["l"].to_pylist()
        limits.append(limit)

    usual = "488.2 MiB"
    case.detect(["60s"], memory="1GB", progress=looked)
    assert set(limits) == {"238.4 MiB", "476.8 MiB"}
    looked()
    assert limits[-1] == usual


def test_a_limit_too_small_for_the_posts_is_told(case, monkeypatch):
    monkeypatch.setattr(limited_room, "_PER_POST", 100_000)
    with pytest.raises(DemasqueError, match=r"among 4,000 posts .* Give 1GB or more"):
        case.detect(memory="500MB")
    assert not (case.path / "work").exists()


def test_work_of_a_killed_detection_goes_with_the_next_one(case):
    (case.path / "work").mkdir()
    (case.path / "work" / "kept0").write_bytes(b"left")
    found(case)
    assert not (case.path / "work").exists()


def test_a_limit_that_makes_no_sense_is_refused_before_any_work(case):
    with pytest.raises(UsageError, match="memory limit"):
        case.detect(memory="some")
    assert not case.detected
