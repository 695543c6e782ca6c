"""The demo of a watch: days go by, the operation and its return are told of, in any language."""

from datetime import timedelta
from pathlib import Path

import pytest
from command_line import Run

from demasque.cli.demo_watch import passing_days

# Two rounds over a small world.
STEP = timedelta(days=7)


def test_a_newcomer_sees_the_fortnight_pass_and_how_much_was_found(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing_days, "STEP", STEP)
    monkeypatch.setattr(passing_days, "FILE", STEP)
    monkeypatch.setattr(passing_days, "ACCOUNTS", 300)
    monkeypatch.setattr(passing_days, "POSTS", 3_000)
    (tmp_path / "demo-case").mkdir()
    (tmp_path / "demo-case/report.html").write_text("of an earlier demo")
    shown = run("demo", "--watch", "--seed", "3", "--lang", "fr")
    assert shown.code == 0, shown.err
    days = [line for line in shown.out.splitlines() if line.startswith("Jour ")]
    assert [line.split(",")[0] for line in days] == ["Jour 1", "Jour 8"]
    assert days[1].endswith("publications parties")
    assert shown.out.count("En vérité, ") == 3
    first, removed, back = (
        shown.out.index(words)
        for words in ("une opération commence", "a fermé ses 12 comptes", "elle est de retour")
    )
    assert first < shown.out.index("ALERTE A") < removed < back
    assert "ALERTE A" in shown.out[back:]
    found = [line for line in shown.out.splitlines() if " sur 12" in line]
    assert len(found) == 2
    assert not any("0 sur 12" in line for line in found)
    assert "Aucun compte d’un autre groupe" in shown.out
    assert "demasque alerts demo-case/fortnight/case" in shown.out
    assert (tmp_path / "demo-case/fortnight/case/pseudonym.key").is_file()
    assert (tmp_path / "demo-case/report.html").read_text() == "of an earlier demo"


def test_two_demos_at_once_are_refused(run: Run, tmp_path: Path) -> None:
    refused = run("demo", "--watch", "--without-texts")
    assert refused.code == 2
    assert "choose one" in refused.err
    assert not (tmp_path / "demo-case").exists()
