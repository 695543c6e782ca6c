"""Decisions outlive whatever is done to the case around them, and being killed."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from copied_case import copied
from demasque import campaigns
from demasque.api import create_case, open_case
from demasque.campaigns import find_campaigns, keep_names
from demasque.case import CaseStore, verify
from demasque.dossier import apply_decisions, decide, decisions_made, settle
from demasque.ingest import add_files, forget, purge, remap
from demasque.schema import STRENGTHS
from exports import MEMBERS, write_posts
from hand_made import rows
from killed_at import WATCH, Killed

BY = "A. Example, an office"
HERE = str(Path(__file__).parent.parent)


def find(store: CaseStore, members: list[str]) -> None:
    """Find one campaign of these accounts, all tied with all."""
    tied = [
        {"account_a": a, "account_b": b, "bits": 40.0, "kinds": ["text"]}
        for n, a in enumerate(sorted(members))
        for b in sorted(members)[n + 1 :]
    ]
    with store.replacing_findings():
        store.replace({"strengths": rows(STRENGTHS, tied)})
        find_campaigns(store)
        apply_decisions(store)
    keep_names(store)


@pytest.fixture
def store(tmp_path: Path) -> CaseStore:
    """A case of real pseudonyms with a campaign, one of whose members is excluded."""
    copied(decided_in, tmp_path)
    return CaseStore.open(tmp_path / "case")


def decided_in(folder: Path) -> None:
    with CaseStore.create(folder / "case") as made:
        add_files(made, [write_posts(folder / "posts.csv")])
        find(made, accounts(made))
        decide(made, accounts(made)[0], "exclude", BY, "a newsroom")
        decide(made, accounts(made)[1], "confirm", BY, "seen")
        settle(made)


def accounts(store: CaseStore) -> list[str]:
    return [store.names.one("account", "x", member) for member in MEMBERS]


def standing(store: CaseStore) -> tuple[set[str], dict[str, str], list[bool]]:
    """Members, what holds of each account decided on, and which decisions stand."""
    decided = store.sql("FROM decided").to_pylist()
    return (
        set(store.sql("SELECT account FROM memberships")["account"].to_pylist()),
        {row["account"]: row["decision"] for row in decided},
        [each.stands for each in decisions_made(store)],
    )


def test_decisions_outlive_remapping_purging_and_a_new_detection(store: CaseStore) -> None:
    with store:
        before, names = standing(store), accounts(store)
        assert before == (
            set(names[1:]),
            {names[0]: "exclude", names[1]: "confirm"},
            [True, True],
        )
        for change in (
            lambda: remap(store),
            lambda: purge(store, "P90Y"),
            lambda: find(store, names),
            lambda: forget(store, [names[5]]),
        ):
            change()
            assert not settle(store)
            members, decided, stand = standing(store)
            assert (members | {names[5]}, decided, stand) == before
        assert verify(store) == []


def test_a_renamed_campaign_keeps_its_decisions(store: CaseStore) -> None:
    with store:
        names = accounts(store)
        others = [store.names.one("account", "x", f"person-{n}") for n in range(30)]
        find(store, [*names, *others])  # C1 is a small share of it, and is called that no more
        named = store.sql("SELECT DISTINCT campaign FROM memberships")["campaign"].to_pylist()
        assert named == ["C2"]
        aside = store.sql("SELECT campaign, account, why FROM set_aside").to_pylist()
        assert aside == [{"campaign": "C2", "account": names[0], "why": "excluded"}]


def test_a_forgotten_account_has_no_decision_any_more(store: CaseStore) -> None:
    with store:
        names = accounts(store)
        forget(store, names[:1])
        assert not settle(store)
        assert standing(store)[1] == {names[1]: "confirm"}
        assert store.sql("FROM set_aside").num_rows == 0
        assert len(decisions_made(store)) == 2


def test_a_tampered_decision_is_found(store: CaseStore) -> None:
    with store:
        log = store.path / "custody.log"
        log.write_text(log.read_text("utf-8").replace("a newsroom", "not at all"), "utf-8")
        assert any("changed" in problem for problem in verify(store))


def test_a_log_made_unreadable_keeps_nobody_from_verifying(store: CaseStore) -> None:
    store.close()
    log = store.path / "custody.log"
    log.write_text(log.read_text("utf-8").replace('"exclude"', '"perhaps"'), "utf-8")
    with open_case(store.path) as case:
        assert any("changed" in problem for problem in case.verify())
        assert case.memberships().num_rows == 5


def test_figures_follow_with_the_options_of_the_detection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    with create_case(tmp_path / "case") as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        case.detect(["60s", "1h"], fdr=0.02, kinds=["text", "url"], seed=3, memory="500MB")
        member = case.memberships()["account"][0].as_py()
        monkeypatch.setattr(campaigns, "attach", lambda *arguments: asked.append(arguments[1:6]))
        case.decide(member, "exclude", by=BY, because="a newsroom")
    assert asked == [(["60s", "1h"], 0.02, ["text", "url"], 3, "500MB")]


DECIDE = f"""{WATCH}
sys.path.insert(0, {HERE!r})
from demasque.api import Case, open_case
from demasque.case import CaseStore, CustodyLog
from demasque.case.store_file import database

def act(folder, *accounts):
    case = CaseStore.open(folder)
    watch(CustodyLog, "write")  # a decision is said
    watch(database, "_swap")  # figures follow
    with Case(case) as opened:
        opened.decide(accounts, "exclude", by="B. Other", because="an office")
"""


@pytest.fixture(scope="module")
def deciding() -> Iterator[Killed]:
    with Killed(DECIDE) as ready:
        yield ready


def test_killed_at_any_step_what_was_said_holds_when_the_case_opens_next(
    store: CaseStore, tmp_path: Path, deciding: Killed
) -> None:
    names = accounts(store)
    store.close()
    whole = Path(shutil.copytree(tmp_path / "case", tmp_path / "whole"))
    code, steps = deciding.at(0, whole, *names[1:3])
    assert code == 0
    assert steps == 6
    for moment in range(2, steps + 1):
        again = Path(shutil.copytree(tmp_path / "case", tmp_path / f"killed-at-{moment}"))
        assert deciding.at(moment, again, *names[1:3])[0] == -signal.SIGKILL
        with open_case(again) as case:
            said = case.decisions().filter(case.decisions()["stands"]).to_pylist()
            excluded = {row["account"] for row in said if row["holds"] == "exclude"}
            assert names[0] in excluded
            members = set(case.memberships()["account"].to_pylist())
            assert members == set(names) - excluded
            counted = case.campaigns()["accounts"].to_pylist()
            assert counted == ([len(members)] if len(members) > 1 else [])
            assert case.verify() == []
            case.decide(names[1:3], "exclude", by="B. Other", because="an office")
            assert case.memberships().num_rows == 3
