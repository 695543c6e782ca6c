"""The benchmark tells the truth about a run: its answer, its limits, its growth."""

import sys
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "benchmarks" / "engine"
sys.path.insert(0, str(ENGINE))

import bench  # noqa: E402
from contenders import CONTENDERS, OURS  # noqa: E402
from measure import MIB, Outcome, run  # noqa: E402
from tables import Result, growth_table, size_table, slope  # noqa: E402

PEER = CONTENDERS[-1]
REPORT = {"read": 0.5, "compile": 0.0, "ties": 7, "version": "1.0"}


def result(contender, events, seconds, status="ok"):
    outcome = Outcome(status, seconds + 1, 100 * MIB, {**REPORT, "answer": seconds})
    return Result(contender, events, 10 * events, outcome, 0.5, 1.0)


def python(code, tmp_path, timeout=30.0, memory=1 << 33):
    report = tmp_path / "report.json"
    command = [sys.executable, "-c", code, str(report)]
    return run(command, tmp_path / "log.txt", report, timeout, memory)


def test_a_run_that_answers(tmp_path):
    write = "import sys, pathlib; x = bytearray(200 << 20)\n"
    write += "pathlib.Path(sys.argv[1]).write_text('{\"ties\": 3}')"
    outcome = python(write, tmp_path)
    assert (outcome.status, outcome.report) == ("ok", {"ties": 3})
    assert outcome.peak > 200 * MIB


def test_a_run_that_fails_gives_its_last_words(tmp_path):
    outcome = python("raise SystemExit('no such table')", tmp_path)
    assert outcome.status == "failed: no such table"


def test_a_run_that_ends_well_without_an_answer_failed(tmp_path):
    assert python("pass", tmp_path).status == "failed: no output"


def test_a_run_over_time_is_ended(tmp_path):
    assert python("import time; time.sleep(60)", tmp_path, timeout=0.5).status == "over time"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is watched on Linux")
@pytest.mark.parametrize("child", [False, True])
def test_a_run_over_memory_is_ended(tmp_path, child):
    hold = "import time; x = b'x' * (300 << 20); time.sleep(60)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    outcome = python(code if child else hold, tmp_path, memory=150 * MIB)
    assert outcome.status == "over memory"


def test_sizes_are_read_with_their_units():
    assert bench._sizes("1m,10k,2.5k,7") == [7, 2_500, 10_000, 1_000_000]


def test_slope_is_the_exponent():
    assert slope([10.0, 100.0, 1000.0], [3.0, 300.0, 30_000.0]) == pytest.approx(2.0)


def test_a_peer_is_not_started_where_it_cannot_finish():
    slow = [result(PEER, 10_000, 1.0), result(PEER, 100_000, 100.0)]
    assert "167 minutes" in bench._why_not(slow, 1_000_000, timeout=600)
    assert bench._why_not(slow, 1_000_000, timeout=6000) == ""
    late = [result(PEER, 10_000, 1.0, "over time")]
    assert "did not finish" in bench._why_not(late, 100_000, timeout=600)
    assert bench._why_not([], 100_000, timeout=600) == ""


def test_ratios_are_to_ours_and_failures_are_said():
    rows = [result(OURS, 1000, 2.0), result(PEER, 1000, 50.0)]
    table = size_table([*rows, result(PEER, 1000, 9.0, "over memory")])
    assert "| 50.000 | 25.0 | 100 | 1.0 | 7 | 0.500 | 1.000 |" in table
    assert "over memory after 10 s, 100 MiB" in table
    lengths = {line.count("|") for line in table.splitlines() if line.startswith("|")}
    assert len(lengths) == 1


def test_growth_leaves_out_what_did_not_finish():
    rows = [
        result(OURS, 1000, 1.0),
        result(OURS, 10_000, 10.0),
        result(PEER, 1000, 1.0, "over time"),
    ]
    table = growth_table(rows)
    assert "| Démasque | 1,000 to 10,000 | 1.00 | 0.00 | 100000.0, 100000.0 |" in table
    assert PEER.name not in table
