"""A log that somebody changed puts no excluded account back, and everyone is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from copied_case import copied
from demasque.api import Case, open_case
from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.cli import main
from demasque.dossier import apply_decisions, decide, settle, take_back, what_holds
from demasque.publish import write_brief, write_report
from hand_made import case_of, world

BY = "A. Example, an office"
OUT = "op000"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case in which one member was excluded, and another one was and is no more."""
    copied(decided_in, tmp_path)
    return tmp_path / "case"


def decided_in(folder: Path) -> None:
    with case_of(folder, {name: world()[name] for name in ("posts", "accounts")}) as store:
        find(store)
        decide(store, OUT, "exclude", BY, "Newsroom")
        decide(store, "op001", "exclude", BY, "Office")
        take_back(store, "op001", BY)
        settle(store)


def change(case: Path, old: str, new: str) -> None:
    log = case / "custody.log"
    text = log.read_text("utf-8")
    assert old in text
    log.write_text(text.replace(old, new), "utf-8")


def without_line(case: Path, word: str) -> None:
    log = case / "custody.log"
    kept = [line for line in log.read_text("utf-8").splitlines(True) if word not in line]
    log.write_text("".join(kept), "utf-8")


def members(store: CaseStore) -> set[str]:
    return set(store.sql("SELECT account FROM memberships")["account"].to_pylist())


def find(store: CaseStore) -> None:
    """What a detection does once ties are found."""
    with store.replacing_findings():
        tables = world()
        results = ("events", "traces", "ties", "strengths", "account_bits")
        store.replace({name: tables[name] for name in results})
        find_campaigns(store)
        apply_decisions(store)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "a letter of the reason": lambda case: change(case, 'Newsroom"', 'Newsroon"'),
    "the verdict": lambda case: change(case, '"verdict": "exclude"', '"verdict": "confirm"'),
    "the account": lambda case: change(case, f'"account": "{OUT}"', '"account": "op003"'),
    "a verdict that is none": lambda case: change(case, '"exclude"', '"perhaps"'),
    "no entry any more": lambda case: change(case, '"action": "dossier"', '"action" "dossier"'),
    "the line is gone": lambda case: without_line(case, "Newsroom"),
    "the place it claims": lambda case: change(case, '"line": 3', '"line": 1'),
    "all that was decided is cut off": lambda case: without_line(case, '"dossier"'),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_whatever_is_changed_an_excluded_account_stays_out(
    case: Path, damage: Callable[[Path], None]
) -> None:
    damage(case)
    told: list[str] = []
    with open_case(case, on_doubt=told.append) as opened:
        assert OUT not in set(opened.memberships()["account"].to_pylist())
    assert len(told) == 1
    assert "The custody log is not as it was written from line" in told[0]
    with CaseStore.open(case) as store:
        find(store)
        assert OUT not in members(store)
        settle(store)
        assert not settle(store)  # once is enough


def test_a_line_that_can_be_read_holds_even_if_the_findings_never_knew(tmp_path: Path) -> None:
    with case_of(tmp_path, {name: world()[name] for name in ("posts", "accounts")}) as store:
        find(store)
        decide(store, OUT, "exclude", BY, "Newsroom")  # killed before the figures followed
        change(store.path, 'Newsroom"', 'Newsroon"')
        assert settle(store)
        assert OUT not in members(store)


def test_after_the_break_accounts_can_be_excluded_and_none_comes_back(case: Path) -> None:
    change(case, 'Newsroom"', 'Newsroon"')
    with CaseStore.open(case) as store:
        decide(store, "op002", "exclude", BY, "another newsroom")
        settle(store)
        assert "op002" not in members(store)
        take_back(store, "op002", BY)
        settle(store)
        assert "op002" not in members(store)


def test_once_the_log_is_as_it_was_what_people_said_holds_again(case: Path) -> None:
    whole = (case / "custody.log").read_bytes()
    change(case, 'Newsroom"', 'Newsroon"')
    with CaseStore.open(case) as store:
        settle(store)
        assert set(what_holds(store)) == {OUT, "op001"}  # its taking back is proven no longer
    (case / "custody.log").write_bytes(whole)
    with CaseStore.open(case) as store:
        settle(store)
        assert set(what_holds(store)) == {OUT}
        assert "op001" in members(store)


def test_a_line_that_confirms_is_not_believed(case: Path) -> None:
    with Case(CaseStore.open(case)) as opened:
        opened.decide("op002", "confirm", by=BY, because="seen")
        change(case, '"said_by": "A. Example', '"said_by": "B. Example')
        decide(opened._store, "op003", "confirm", BY, "seen")
        held = what_holds(opened._store)
    assert held["op002"].verdict == "confirm"  # the findings were made with it
    assert "op003" not in held


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_command_that_reads_findings_warns_once(
    case: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str
) -> None:
    said = {"en": "The custody log is not as", "fr": "Le journal de conservation n’est plus"}[
        language
    ]
    out = str(tmp_path / "out")
    commands = (
        ["campaigns", str(case)],
        ["narratives", str(case)],
        ["hypotheses", "show", str(case), "C1"],
        ["dossier", "show", str(case)],
        ["claim", "list", str(case)],
        ["decide", str(case), "--list"],
        ["decide", str(case), "op0004", "exclude", "--by", BY, "--because", "x"],
        ["judge", str(case), "--withdraw", "J0", "--by", BY, "--because", "x"],
        ["export", str(case), "--format", "csv", "--output", out],
        ["report", str(case), "--output", f"{out}.html"],
        ["brief", str(case), "--output", f"{out}-brief.html"],
    )
    for command in commands:
        main([*command, "--lang", language])
        assert said not in capsys.readouterr().err, command
    change(case, 'Newsroom"', 'Newsroon"')
    for command in commands:
        main([*command, "--lang", language])
        assert capsys.readouterr().err.count(said) == 1, command


@pytest.mark.parametrize("language", ["en", "fr"])
def test_report_and_brief_say_so_first(case: Path, tmp_path: Path, language: str) -> None:
    said = {"en": "none is let back in", "fr": "aucun n’est remis parmi les autres"}[language]
    for changed in (False, True):
        if changed:
            change(case, 'Newsroom"', 'Newsroon"')
        with CaseStore.open(case) as store:
            brief = write_brief(store, tmp_path / f"brief-{changed}.html", lang=language)
            report = write_report(store, tmp_path / f"report-{changed}.html", lang=language)
        for page in (brief, report):
            assert (said in Path(page).read_text("utf-8")) is changed
