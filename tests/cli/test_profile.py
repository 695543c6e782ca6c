"""``--profile``: where time and memory went, at the end of any command and in its run's record."""

import json
from pathlib import Path

import pytest

from cli.command_line import Run
from demasque.stopwatch import REST, START, Stopwatch, stopwatch


def test_a_step_lasts_until_another_begins_or_it_says_that_it_is_done() -> None:
    with Stopwatch() as watch:
        watch("reading", 0, 2)
        watch("reading", 2, 2)
        watch("judging", 0, None)
        watch("reading", 0, 2)
        taken = watch.taken()
    assert [one.step for one in taken] == [START, "reading", "judging", REST]
    assert all(one.seconds >= 0 and one.processor_seconds >= 0 for one in taken)


def test_no_stopwatch_runs_unless_asked_for() -> None:
    assert stopwatch() is None


@pytest.mark.parametrize(("lang", "heading"), [("en", "Processor seconds"), ("fr", "processeur")])
def test_any_command_says_where_time_went(
    run: Run, tmp_path: Path, posts: Path, lang: str, heading: str
) -> None:
    case = tmp_path / "case"
    assert run("init", case).code == 0
    plain = run("add", case, posts, "--lang", lang)
    assert heading not in plain.err
    added = run("add", case, posts, "--profile", "--lang", lang)
    assert heading in added.err
    assert heading not in added.out
    records = [json.loads(path.read_text("utf-8")) for path in case.glob("runs/*-add*/run.json")]
    (profile,) = [one["profile"] for one in records if "profile" in one]
    assert profile[0]["step"] == START
    assert profile[-1]["step"] == REST
    assert {"seconds", "processor_seconds", "peak_bytes"} < set(profile[0])
    assert heading in run("verify", case, "--profile", "--lang", lang).err


def test_what_goes_wrong_is_said_with_a_profile_too(run: Run, tmp_path: Path) -> None:
    failed = run("campaigns", tmp_path / "nothing", "--profile")
    assert failed.code == 2
    assert "is not a case" in failed.err
    assert "In all" in failed.err


def test_a_command_with_a_profile_of_its_own_has_timings(run: Run, posts: Path) -> None:
    run("init", "case")
    run("add", "case", posts)
    tables = run("export", "case", "--format", "csv", "-o", "tables", "--timings")
    assert "Processor seconds" in tables.err
    refused = run("export", "case", "--format", "csv", "-o", "more", "--profile", "opencti")
    assert "stix" in refused.err
