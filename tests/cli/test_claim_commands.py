"""Claims on the command line: entered, linked, listed, counted apart, taken back."""

import re
from pathlib import Path
from subprocess import Popen
from sys import executable

import pytest
from command_line import Run

from demasque.api import create_case, open_case
from exports import write_posts

BY = ("--by", "A. Example, Office of Examples")
FIRST = ("--what", "Group X works for a state", "--who", "Agency A", "--about", "Group X",
         "--when", "2024-03-02", "--where", "https://a.example/report",
         "--evidence", "documents")  # fmt: skip
REPLY = ("--what", "Group X is a hoax", "--who", "Centre B", "--about", "Agency A",
         "--when", "2024-04-15", "--where", "https://b.example/reply",
         "--evidence", "assertion")  # fmt: skip


def claim_id(out: str) -> str:
    found = re.search(r"K[0-9a-f]{8}", out)
    assert found
    return found[0]


def test_a_claim_and_what_answers_it(run: Run, tmp_path: Path) -> None:
    with create_case(tmp_path / "case") as case:
        case.add(write_posts(tmp_path / "posts.csv"))
    first = claim_id(run("claim", "add", "case", *FIRST, *BY).out)
    reply = claim_id(run("claim", "add", "case", *REPLY, "--answers", first, *BY).out)
    third = run("claim", "add", "case", *FIRST[:1], "A dataset", *FIRST[2:], *BY)
    linked = run("claim", "link", "case", claim_id(third.out), first, "--as", "supports", *BY)
    assert f"supports {first}" in linked.out
    listed = run("claim", "list", "case").out
    assert f"answers {first}" in listed
    assert "documents shown" in listed
    listed = run("--lang", "fr", "claim", "list", "case").out
    assert f"répond à {first}" in listed
    assert "documents montrés" in listed
    taken = run("claim", "retract", "case", reply, "--because", "entered twice", *BY)
    assert f"{reply} was taken back" in taken.out
    assert reply not in run("claim", "list", "case").out
    assert run("verify", "case").code == 0


def test_who_carries_a_claim_is_told_with_what_it_does_not_say(run: Run, tmp_path: Path) -> None:
    with create_case(tmp_path / "case") as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        case.detect(["60s"])
        message = case.narratives(limit=1).to_pylist()[0]
    added = run("claim", "add", "case", *FIRST, "--narrative", message["code"], *BY)
    shown = run("claim", "posts", "case", claim_id(added.out), "--limit", "2")
    assert shown.code == 0
    assert "nothing of whether it is true" in shown.out
    assert "Carried by" in shown.out
    bare = claim_id(run("claim", "add", "case", *REPLY, *BY).out)
    shown = run("claim", "posts", "case", bare)
    assert (shown.out, "who carries it is not known" in shown.err) == ("", True)
    (tmp_path / "channels.csv").write_text("platform,account,class\nx,nobody,official\n")
    listed = run("claim", "channels", "case", "channels.csv", *BY)
    assert "1 channel is listed." in listed.out
    assert "line 2" in listed.err


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (("claim", "add", "case", *FIRST), "--by is missing"),
        (("claim", "add", "case", *FIRST[:-1], "proven", *BY), "proven is none of none, assertion"),
        (("claim", "add", "case", *FIRST, "--answers", "K0", *BY), "There is no claim K0"),
        (("claim", "add", "case", *FIRST, "--when", "yesterday", *BY), "yesterday is no day"),
        (("claim", "add", "nowhere", *FIRST, *BY), "nowhere"),
        (("claim", "link", "case", "K1", "K2", "--as", "refutes", *BY), "There is no claim K1"),
        (("claim", "posts", "case", "K1"), "There is no claim K1"),
        (("claim", "retract", "case", "L1", "--because", "x", *BY), "No link and no list"),
        (("claim", "channels", "case", "none.csv", *BY), "none.csv cannot be read"),
    ],
)
def test_wrong_input_ends_in_a_sentence(
    run: Run, tmp_path: Path, line: tuple[str, ...], says: str
) -> None:
    with create_case(tmp_path / "case"):
        pass
    ended = run(*line)
    assert ended.code == 2
    assert says in ended.err
    if (tmp_path / "case").exists():
        assert "There are no claims" in run("claim", "list", "case").out


def test_two_processes_at_once_both_enter_their_claim(tmp_path: Path) -> None:
    with create_case(tmp_path / "case"):
        pass
    start = "import sys; from demasque.cli import main; sys.exit(main())"
    waiting = [
        Popen([executable, "-c", start, "claim", "add", tmp_path / "case", *told, *BY])
        for told in (FIRST, REPLY)
    ]
    assert [each.wait() for each in waiting] == [0, 0]
    with open_case(tmp_path / "case") as case:
        assert case.claims()["who"].to_pylist() == ["Agency A", "Centre B"]
