"""``demasque decide``: what a person types, and what becomes of it."""

import re
import shutil
from pathlib import Path

import pytest
from command_line import Run

from demasque.api import open_case
from exports import MEMBERS

BY = ("--by", "A. Example, an office")
WHY = ("--because", "A newsroom.")


@pytest.fixture
def case(found_case: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(found_case, tmp_path / "case"))


def a_member(case: Path) -> str:
    with open_case(case) as opened:
        return str(opened.memberships()["account"][0].as_py())


def test_an_account_is_excluded_listed_and_taken_back(run: Run, case: Path) -> None:
    account = a_member(case)
    done = run("decide", "case", account[:8], "exclude", *BY, *WHY)
    assert (done.code, done.err) == (0, "")
    assert "The decision on 1 account is written down." in done.out
    assert "C1: 1 account was set aside by 1 decision of a named person." in done.out
    assert "set aside by 1 decision" in run("campaigns", "case").out
    for word in (account, "excluded", "A. Example, an office", "A newsroom.", "yes"):
        assert word in run("decide", "case", "--list").out
    run("export", "case", "--format", "csv", "-o", "tables")
    assert account not in Path("tables/memberships.csv").read_text("utf-8")
    run("export", "case", "--format", "gexf", "-o", "net.gexf")
    network = Path("net.gexf").read_text("utf-8")
    assert account not in network
    assert "<description>C1: 1 account was set aside" in network
    run("export", "case", "--format", "graphml", "-o", "net.graphml")
    assert "<desc>C1: 1 account was set aside" in Path("net.graphml").read_text("utf-8")
    undone = run("decide", "case", account, "--undo", *BY)
    assert "The decision on 1 account was taken back" in undone.out
    assert "set aside" not in undone.out + run("campaigns", "case").out
    assert run("verify", "case").code == 0


def test_platform_ids_are_read_and_not_kept(run: Run, case: Path) -> None:
    done = run("decide", "case", "exclude", "--platform", "x", "--id", MEMBERS[0], *BY, *WHY)
    assert done.code == 0, done.err
    unknown = run("decide", "case", "exclude", "--platform", "x", "--id", "nobody-9", *BY, *WHY)
    assert unknown.code == 2
    assert "no account of 'x' with the id 'nobody-9'" in unknown.err
    for file in (case / "custody.log", *(case / "runs").glob("*-decide*/run.json")):
        words = file.read_text("utf-8")
        assert MEMBERS[0] not in words
        assert "nobody-9" not in words


def test_wrong_requests_are_sentences_and_write_nothing(run: Run, case: Path) -> None:
    account, log = a_member(case), (case / "custody.log").read_bytes()
    before = sorted((case / "runs").iterdir())
    for arguments, said in (
        (("a_zzzzzz", "exclude", *BY, *WHY), "no account 'a_zzzzzz'"),
        ((account, "a_zzzzzz", "exclude", *BY, *WHY), "no account 'a_zzzzzz'"),
        (("a_", "exclude", *BY, *WHY), "too short"),
        ((account, *BY, *WHY), "Say last what you decide: confirm, exclude or unsure."),
        ((account, "ban", *BY, *WHY), "Say last what you decide"),
        (("exclude", *BY, *WHY), "Name at least one account"),
        ((account, "exclude", *WHY), "Say who decides"),
        ((account, "exclude", *BY), "Say why"),
        ((account, "exclude", "--by", " ", *WHY), "Say who judges"),
        ((account, "exclude", "--undo", *BY), "Give either a decision or --undo."),
        ((account, "--undo", *BY), "No decision of 'A. Example, an office'"),
        ((account, "exclude", "--platform", "x", *BY, *WHY), "--platform and --id together"),
        ((account, "exclude", "--platform", "x", "--id", "1", *BY, *WHY), "either by pseudonym"),
        (("--list", account), "--list stands alone"),
    ):
        refused = run("decide", "case", *arguments)
        assert (refused.code, said in refused.err) == (2, True), refused
    assert (case / "custody.log").read_bytes() == log
    assert sorted((case / "runs").iterdir()) == before


def test_an_anonymised_case_is_decided_on_by_pseudonym(run: Run, case: Path) -> None:
    account = a_member(case)
    run("anonymise", "case", "--yes")
    refused = run("decide", "case", "unsure", "--platform", "x", "--id", MEMBERS[0], *BY, *WHY)
    assert (refused.code, "anonymised" in refused.err) == (1, True), refused
    assert run("decide", "case", account, "unsure", *BY, *WHY).code == 0


def test_it_speaks_french(run: Run, case: Path) -> None:
    account = a_member(case)
    done = run("--lang", "fr", "decide", "case", account, "exclude", *BY, *WHY)
    assert "La décision sur 1 compte est consignée." in done.out
    assert "C1 : 1 compte a été écarté par 1 décision d’une personne nommée." in done.out
    assert "Aucune" not in run("decide", "case", "--list", "--lang", "fr").out
    assert "COMPTE... DÉCISION" in run("decide", "--help", "--lang", "fr").out
    run("report", "case", "-o", "r.html", "--lang", "fr")
    html = Path("r.html").read_text("utf-8")
    report = re.sub(r"<[^>]+>", "", html)
    assert "Décisions sur des comptes" in report
    assert "1 compte a été écarté par 1 décision d’une personne nommée." in report
    (campaign,) = re.findall('<article class="campaign.*?</article>', html, re.S)
    assert account not in campaign, "who carried a message first is told of anybody, elsewhere"
