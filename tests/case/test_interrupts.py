"""Interrupted or killed at any step, a case keeps the findings that it had."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.api import Case, create_case, open_case
from demasque.case import verify
from demasque.cli import main
from demasque.cli.screen import Screen
from demasque.schema import RESULT_TABLES
from demasque.traces import extract
from exports import write_posts

Findings = dict[str, pa.Table]
Progress = Callable[[str, int, int | None], None]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with findings at 60 s."""
    folder = tmp_path_factory.mktemp("found")
    with create_case(folder / "case") as case:
        case.add(write_posts(folder / "posts.csv"))
        case.detect(["60s"])
    return folder / "case"


@pytest.fixture
def path(found: Path, tmp_path: Path) -> Path:
    """A copy of that case, to break."""
    shutil.copytree(found, tmp_path / "case")
    return tmp_path / "case"


def findings(path: Path) -> Findings:
    with open_case(path) as case:
        assert case.detected
        assert case.verify() == []
        return {name: case.sql(f"SELECT * FROM {name} ORDER BY ALL") for name in RESULT_TABLES}


def steps_of(work: Callable[[Case, Progress], object], path: Path) -> list[str]:
    """The names of the steps that some work goes through."""
    steps: list[str] = []
    with open_case(path) as case:
        work(case, lambda step, done, total: steps.append(step))
    return list(dict.fromkeys(steps))


def at(wanted: str, act: Callable[[], None]) -> Progress:
    """Act once, when a step begins."""
    acted: list[str] = []

    def hear(step: str, done: int, total: int | None) -> None:
        if step == wanted and not acted:
            acted.append(step)
            act()

    return hear


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


def detect_anew(case: Case, progress: Progress) -> object:
    return case.detect(["10s", "10min"], progress=progress)


def test_a_detection_interrupted_at_any_step_leaves_the_earlier_findings(
    found: Path, path: Path
) -> None:
    before = findings(path)
    shutil.copytree(found, path.parent / "other")
    steps = steps_of(detect_anew, path.parent / "other")
    assert len(steps) > 5
    for step in steps:
        with open_case(path) as case, pytest.raises(KeyboardInterrupt):
            detect_anew(case, at(step, interrupt))
        assert findings(path) == before, step
    with open_case(path) as case:
        detect_anew(case, lambda *_: None)
    assert findings(path)["ties"] != before["ties"]


def test_an_interrupt_that_duckdb_hears_first_is_an_interrupt(path: Path) -> None:
    before = findings(path)
    batch = before["events"].to_batches()[0]

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch
        interrupt()
        yield batch

    with open_case(path) as case, pytest.raises(KeyboardInterrupt):
        case._store.replace({"events": pa.RecordBatchReader.from_batches(batch.schema, batches())})
    assert findings(path) == before


KILL = """
import os, signal, sys
from demasque import open_case

def hear(step, done, total):
    if step.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

with open_case(sys.argv[1]) as case:
    case.detect(["10s", "10min"], progress=hear)
"""


@pytest.mark.parametrize("step", ["sorting", "campaigns", "stability"])
def test_a_detection_killed_before_its_end_leaves_the_earlier_findings(
    path: Path, step: str
) -> None:
    before = findings(path)
    ended = subprocess.run([sys.executable, "-c", KILL, str(path), step], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert findings(path) == before


@pytest.mark.parametrize(
    "line",
    [
        "detect case",
        "add case more.csv",
        "report case -o report.html",
        "export case --format csv -o tables",
        "remap case",
        "purge case --older-than P1D",
        "forget case --account x:member-1",
    ],
)
def test_an_interrupted_command_ends_with_130_and_a_whole_case(
    path: Path, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = findings(path)
    monkeypatch.chdir(path.parent)
    write_posts(path.parent / "more.csv")
    content = (path.parent / "more.csv").read_text("utf-8")
    (path.parent / "more.csv").write_text(content.replace("member-", "another-"))
    heard: list[str] = []

    def hear(step: str, done: int, total: int | None) -> None:
        heard.append(step)
        if len(heard) == 1:
            interrupt()

    monkeypatch.setattr(Screen, "progress", lambda self: nullcontext(hear))
    code = main(line.split())
    said = capsys.readouterr()
    assert heard
    assert code == 130, said.err
    assert "Interrupted." in said.err
    assert "fault" not in said.out + said.err
    assert findings(path) == before
    with open_case(path) as case:
        assert verify(case._store) == []


LAST_MOMENT = """
import os, signal, sys
import demasque.case.store_file.database as database
from demasque import open_case

def put_in_place(connection, run, since, put=database._put_in_place):
    put(connection, run, since)
    os.kill(os.getpid(), signal.SIGKILL)

database._put_in_place = put_in_place
with open_case(sys.argv[1]) as case:
    case.detect(["10s", "10min"])
"""


def test_killed_while_findings_are_put_in_place_the_earlier_ones_stand(path: Path) -> None:
    before = findings(path)
    ended = subprocess.run([sys.executable, "-c", LAST_MOMENT, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert findings(path) == before
    with open_case(path) as case:
        everything = case.sql("SELECT table_name AS t FROM information_schema.tables")
        assert not [name for name in everything["t"].to_pylist() if name.startswith("upcoming")]


def test_what_goes_wrong_while_rows_are_made_is_raised_as_it_was(path: Path) -> None:
    batch = findings(path)["events"].to_batches()[0]

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch
        raise LookupError("no such thing")

    with open_case(path) as case, pytest.raises(LookupError, match="no such thing"):
        case._store.replace({"events": pa.RecordBatchReader.from_batches(batch.schema, batches())})


def test_findings_made_step_by_step_take_away_what_rested_on_the_earlier_ones(path: Path) -> None:
    with open_case(path) as case:
        extract(case._store, ["text"])
        assert case.sql("FROM events").num_rows
        assert case.sql("FROM ties").num_rows == case.sql("FROM campaigns").num_rows == 0


def test_a_case_of_an_earlier_version_still_says_whether_it_was_detected(path: Path) -> None:
    with open_case(path) as case:
        case.sql("DROP TABLE findings_run")
    with open_case(path) as case:
        assert case.detected
    for record in path.glob("runs/*detect*/run.json"):
        record.write_text(record.read_text("utf-8").replace('"done"', '"running"'), "utf-8")
    with open_case(path) as case:
        assert not case.detected
