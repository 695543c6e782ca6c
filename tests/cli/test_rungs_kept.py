"""A list of campaigns judges them once, and again as soon as anything may have changed it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from command_line import Run

from demasque import campaigns
from demasque.api import open_case
from exports import MEMBERS


@pytest.fixture
def case(found_case: Path, tmp_path: Path) -> Path:
    copied = Path(shutil.copytree(found_case, tmp_path / "case"))
    for kept in copied.glob("runs/*/rungs.json"):  # of a test before that listed the shared case
        kept.unlink()
    return copied


@pytest.fixture
def measured() -> Iterator[list[list[str]]]:
    """Which campaigns were measured, call by call."""
    calls: list[list[str]] = []
    slow = campaigns.profiles

    def counted(store: object, names: list[str]) -> object:
        calls.append(list(names))
        return slow(store, names)  # type: ignore[arg-type]

    with patch("demasque.campaigns.measuring.profiles", counted):
        yield calls


def test_the_same_list_is_shown_without_measuring(
    run: Run, case: Path, measured: list[list[str]]
) -> None:
    first = run("campaigns", "case")
    assert len(measured) == 1
    assert run("campaigns", "case").out == first.out
    run("export", "case", "--format", "csv", "-o", "tables")
    before = len(measured)
    assert run("campaigns", "case").out == first.out
    assert len(measured) == before, "what leaves the case changes nothing that is judged"


def test_a_decision_has_campaigns_judged_again(
    run: Run, case: Path, measured: list[list[str]]
) -> None:
    run("campaigns", "case")
    with open_case(case) as opened:
        account = opened.memberships()["account"][0].as_py()
    who = ("--by", "A. Example, an office", "--because", "A newsroom.")
    assert run("decide", "case", account[:8], "exclude", *who).code == 0
    before = len(measured)
    run("campaigns", "case")
    assert len(measured) == before + 1
    with open_case(case) as opened:
        names = opened.campaigns()["campaign"].to_pylist()
        judged = {
            name: said.rung for name, (_, said) in zip(names, opened.judged(names), strict=True)
        }
        assert opened.rungs(names) == judged


def test_a_run_that_may_change_something_has_campaigns_judged_again(
    run: Run, case: Path, measured: list[list[str]]
) -> None:
    run("campaigns", "case")
    assert run("remap", "case").code == 0
    before = len(measured)
    run("campaigns", "case")
    assert len(measured) == before + 1


def test_a_damaged_answer_is_made_anew(run: Run, case: Path) -> None:
    shown = run("campaigns", "case").out
    (kept,) = case.glob("runs/*/rungs.json")
    assert set(json.loads(kept.read_text("utf-8"))) == {"state", "rungs"}
    assert not any(member in kept.read_text("utf-8") for member in MEMBERS)
    for damaged in ("", "{", "[]", '{"state": []}'):
        kept.write_text(damaged, "utf-8")
        assert run("campaigns", "case").out == shown
