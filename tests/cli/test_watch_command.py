"""``demasque watch`` and ``demasque status``, as a person or a service manager uses them."""

import os
import re
import shlex
import signal
from pathlib import Path

import pytest
from command_line import Run

from demasque.api import Case
from demasque.case import CaseStore
from demasque.cli.commands.watching.watch import stop_at_signals
from demasque.watch.operating.watch_state import only_watch
from demasque.watch.rounds import taking_files

UNIT = Path(__file__).parent.parent.parent / "packaging" / "demasque-watch@.service"


def write(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("post_id,account_id,created_at,text\np1,a1,2026-05-01T07:00:00Z,Some words\n")


def test_a_round_says_what_came_and_status_how_it_stands(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Detection takes long and has its own tests, and so have files that are still written.
    monkeypatch.setattr(taking_files, "SETTLED_SECONDS", 0.0)
    monkeypatch.setattr(Case, "detect", lambda case, **_: case._store.custody.write("detect"))
    case = tmp_path / "case"
    CaseStore.create(case).close()
    before = run("status", "case")
    assert "Nobody watches this case" in before.out
    write(tmp_path / "inbox" / "a.csv")
    ran = run("watch", "case", "--inbox", "inbox", "--once", "--alerts", "alerts.ndjson")
    assert (ran.code, ran.err) == (0, "")
    assert "Round 1: 1 file taken, 1 post new" in ran.out
    write(tmp_path / "inbox" / "a.csv")
    (tmp_path / "inbox" / "b.json").write_text("{")
    ran = run("watch", "case", "--inbox", "inbox", "--once", "--lang", "fr")
    assert ran.code == 1
    assert "b.json est allé dans rejected/" in ran.err
    shown = run("status", "case").out
    assert re.search(r"Posts +1\b", shown)
    assert re.search(r"Files rejected +1\b", shown)
    assert re.search(r"Last round with work to do +2, .*: 1 file, 0 posts", shown)
    # Others are not waited for: a command at work, and another watch.
    with CaseStore.open(case), only_watch(case):
        shown = run("status", "case")
        assert (shown.code, "the figures are from before it" in shown.err) == (0, True)
        assert re.search(r"Posts +1\b", shown.out)
        second = run("watch", "case", "--inbox", "inbox")
    assert (second.code, "watched already" in second.err) == (1, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--every", "now and then"], "now and then"),
        (["--health", "192.0.2.1:80"], "this machine only"),
        (["--strength", "strong"], "coordination"),
        (["--rules", "rules.toml"], "@somebody"),
        (["--alerts", "no-folder/alerts.ndjson"], "no-folder"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_done(
    run: Run, tmp_path: Path, options: list[str], said: str
) -> None:
    CaseStore.create(tmp_path / "case").close()
    (tmp_path / "rules.toml").write_text('[[rule]]\nname = "r"\nwords = ["@somebody"]\n')
    write(tmp_path / "inbox" / "a.csv")
    ran = run("watch", "case", "--inbox", "inbox", "--once", *options)
    assert (ran.code, said in ran.err) == (2, True)
    assert (tmp_path / "inbox" / "a.csv").exists()


def test_what_is_no_case_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for command in ("watch", "status"):
        ran = run(command, "folder")
        assert (ran.code, "is not a case" in ran.err) == (2, True)
    assert list((tmp_path / "folder").iterdir()) == []


def test_the_first_signal_asks_for_the_end_and_the_second_takes_it() -> None:
    earlier = signal.getsignal(signal.SIGTERM)
    with stop_at_signals() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is earlier


def test_the_unit_of_systemd_asks_for_what_there_is(run: Run, tmp_path: Path) -> None:
    (line,) = re.findall(r"^ExecStart=\S+ (.*)$", UNIT.read_text(), re.MULTILINE)
    words = shlex.split(line.replace("/var/lib/demasque", str(tmp_path)).replace("%i", "protest"))
    CaseStore.create(tmp_path / "protest").close()
    assert run(*words, "--once").code == 0
