"""``demasque alerts``: what a watch has to tell of a case, and who saw it; no account is in it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import Run

from demasque.case import CaseStore
from demasque.watch import Alert, AlertOptions, AlertRules, find_alerts, keep_alerts
from demasque.wording import catalogue


@pytest.fixture
def told(found_case: Path, tmp_path: Path) -> tuple[Alert, ...]:
    """What a first round has to tell of a case that was detected from an export."""
    shutil.copytree(found_case, tmp_path / "case")
    with CaseStore.open(tmp_path / "case") as store:
        now = datetime(2026, 3, 1, tzinfo=UTC)
        found = find_alerts(store, AlertOptions(strength="any"), AlertRules(), 1, now)
        accounts = store.sql("SELECT DISTINCT account FROM posts")["account"].to_pylist()
        for alert in found.alerts:
            said = catalogue("fr").say(alert.what) + alert.record() + alert.subject
            assert not [account for account in accounts if account in said]
        return keep_alerts(store, found)


def test_alerts_are_listed_acknowledged_and_no_longer_open(
    run: Run, told: tuple[Alert, ...]
) -> None:
    assert [alert.kind for alert in told] == ["new-campaign"]
    listed = run("alerts", "case")
    assert (listed.code, listed.err) == (0, "")
    for words in (told[0].id, "C1 is new", "How sure:", "innocent", "page /campaigns/C1"):
        assert words in listed.out
    assert "Depuis" in run("alerts", "case", "--lang", "fr").out
    by = ("--by", "A. Example, an office")
    done = run("alerts", "case", "--seen", told[0].id[:7], *by, "--because", "A newsroom.")
    assert (done.code, done.err) == (0, "")
    assert told[0].id in done.out
    assert run("alerts", "case").out == "No alert is open.\n"
    assert "A newsroom." in run("alerts", "case", "--all").out
    assert "alert seen" in Path("case/custody.log").read_text("utf-8")
    assert run("verify", "case").code == 0


def test_what_cannot_be_meant_is_said(run: Run, told: tuple[Alert, ...]) -> None:
    assert told
    for words, sentence in (
        (("--by", "A. Example"), "--seen ALERT"),
        (("--seen", told[0].id), "--by NAME"),
        (("--seen", "Azzzzzz", "--by", "A. Example, an office"), "no alert"),
    ):
        refused = run("alerts", "case", *words)
        assert refused.code == 2
        assert sentence in refused.err
