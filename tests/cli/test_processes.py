"""Commands as processes: killed, interrupted, two at once, and cut off by their reader."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from demasque.api import create_case, open_case
from exports import write_posts

COMMAND = (sys.executable, "-c", "import sys; from demasque.cli import main; sys.exit(main())")


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"NUMBA_NUM_THREADS": "1"},
    )


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    process = start(folder, *arguments)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    return process.returncode, out, err


@pytest.fixture
def case(tmp_path: Path) -> Path:
    with create_case(tmp_path / "case") as opened:
        opened.add(write_posts(tmp_path / "posts.csv"))
    return tmp_path / "case"


def await_record(case: Path, command: str, process: subprocess.Popen[str]) -> None:
    """Wait until a command has begun its work on the case."""
    while not list((case / "runs").glob(f"*-{command}")):
        assert process.poll() is None
        time.sleep(0.01)


CHANCE = random.Random(7)
MOMENTS = sorted(CHANCE.uniform(0.0, 1.5) for _ in range(4))
"""Seconds after a command has begun its work, chosen at random."""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_detect_leaves_a_case_that_a_repeat_completes(case: Path, moment: float) -> None:
    process = start(case.parent, "detect", "case")
    await_record(case, "detect", process)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with open_case(case) as opened:
        assert opened.verify() == []
        assert opened.detect().campaigns["accounts"].to_pylist() == [6]


@pytest.mark.parametrize("moment", [0.0, *MOMENTS[:2]])
def test_a_killed_add_leaves_all_of_a_file_or_none(tmp_path: Path, moment: float) -> None:
    write_posts(tmp_path / "posts.csv")
    create_case(tmp_path / "case").close()
    process = start(tmp_path, "add", "case", "posts.csv")
    await_record(tmp_path / "case", "add", process)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with open_case(tmp_path / "case") as opened:
        held = opened.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py()
        assert held in (0, 360)
        opened.add(tmp_path / "posts.csv")
        assert opened.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py() == 360
        assert opened.verify() == []


def test_two_commands_at_once_take_turns(case: Path) -> None:
    first, second = start(case.parent, "detect", "case"), start(case.parent, "detect", "case")
    for process in (first, second):
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert "15 pairs" in out


def test_the_second_of_two_commands_says_that_it_waits(case: Path) -> None:
    with open_case(case):
        process = start(case.parent, "verify", "case")
        assert process.stderr is not None
        assert "Another command is working on case" in process.stderr.readline()
    assert process.wait(timeout=60) == 0
    process.communicate()


def test_ctrl_c_ends_in_a_sentence(case: Path) -> None:
    with open_case(case):
        process = start(case.parent, "detect", "case")
        assert process.stderr is not None
        process.stderr.readline()  # it waits for us: now it can be interrupted
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted." in err
    assert "Traceback" not in err


def test_a_detection_ends_without_a_report_of_leaked_objects(case: Path) -> None:
    """DuckDB prints one where a compiled kernel's module holds on to tables."""
    code, _, err = run(case.parent, "detect", "case")
    assert code == 0
    assert "leaked" not in err


def test_a_reader_that_goes_away_is_no_fault(case: Path) -> None:
    process = start(case.parent, "--help")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 1


def test_help_and_import_load_none_of_the_heavy_parts() -> None:
    code = (
        "import sys, demasque; from demasque.cli import main; main(['--help']);"
        "heavy = {'numba', 'duckdb', 'pyarrow', 'scipy'} & set(sys.modules);"
        "sys.exit(repr(heavy) if heavy else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
