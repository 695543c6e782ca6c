"""What people decide on accounts holds, in figures and exports, and can be taken back."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copied_case import copied
from demasque.api import Case
from demasque.campaigns import (
    attach_accounts,
    find_campaigns,
    find_operations,
    keep_names,
    place_campaigns,
)
from demasque.case import CaseStore, verify
from demasque.cli import main
from demasque.dossier import apply_decisions, decide, decisions_made, settle, take_back
from demasque.errors import UsageError
from demasque.findings import TABLES, TIED_ACCOUNTS, TIED_PAIRS, read_findings, set_aside_sentences
from demasque.ingest import forget
from demasque.schema import INCIDENT_ACCOUNTS, INCIDENTS, REUSE
from hand_made import START, attached_rows, case_of, rows, world

BY = "A. Example, an office"
RESTS_ON_MEMBERS = (
    "memberships", "campaigns", "operations", "operation_links", "targets", "target_days",
    "floods", "name_changes",
)  # fmt: skip


def find(store: CaseStore) -> None:
    """What a detection does once ties are found."""
    with store.replacing_findings():
        tables = world()
        results = ("events", "traces", "ties", "strengths", "account_bits")
        store.replace({name: tables[name] for name in results})
        find_campaigns(store)
        apply_decisions(store)
        attach_accounts(store, attached_rows({"campaign": "C1", "account": "bystander1"}))
        find_operations(store)
        place_campaigns(store)


def found(folder: Path) -> CaseStore:
    copied(found_in, folder)
    return CaseStore.open(folder / "case")


def found_in(folder: Path) -> None:
    with case_of(folder, {name: world()[name] for name in ("posts", "accounts")}) as store:
        find(store)


def everything(store: CaseStore) -> dict[str, pa.Table]:
    return {name: store.sql(f"FROM {name} ORDER BY ALL") for name in RESTS_ON_MEMBERS}


def exclude(store: CaseStore, *accounts: str, by: str = BY) -> None:
    for account in accounts:
        decide(store, account, "exclude", by, "a newsroom")
    settle(store)


def members(store: CaseStore, campaign: str = "C1") -> set[str]:
    rows = store.sql("SELECT account FROM memberships WHERE campaign = ?", [campaign])
    return set(rows["account"].to_pylist())


def test_an_excluded_account_leaves_members_figures_and_targets(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        before = store.sql("SELECT * FROM campaigns WHERE campaign = 'C1'").to_pylist()[0]
        exclude(store, "op000")
        after = store.sql("SELECT * FROM campaigns WHERE campaign = 'C1'").to_pylist()[0]
        assert "op000" not in members(store)
        assert (before["accounts"], after["accounts"]) == (8, 7)
        assert (before["ties"], after["ties"]) == (28, 21)
        assert (before["posts"], after["posts"]) == (112, 98)
        posts = store.sql("SELECT posts, members FROM targets WHERE campaign = 'C1'").to_pylist()
        assert posts == [{"posts": 49, "members": 7}]
        partners = store.sql("SELECT DISTINCT partners FROM memberships WHERE campaign = 'C1'")
        assert partners["partners"].to_pylist() == [6]


def test_nothing_that_is_exported_ties_an_excluded_account(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        exclude(store, "op000", "bystander1")
        for name in (*TABLES, "nodes", "edges"):
            query = {"nodes": TIED_ACCOUNTS, "edges": TIED_PAIRS}.get(name) or TABLES[name]
            rows = store.sql(query).to_pylist()
            named = [row for row in rows if {"op000", "bystander1"} & {*map(str, row.values())}]
            if name in ("accounts", "posts", "copies"):  # an account of the case like any other
                assert all(row.get("campaign") is row.get("tier") is None for row in named)
            elif name != "rejects":
                assert named == [], name
        mine = [
            row for row in store.sql(TABLES["accounts"]).to_pylist() if row["account"] == "op000"
        ]
        assert [(row["decision"], row["bits"]) for row in mine] == [("exclude", None)]
        counted = store.sql(TABLES["set_aside"]).to_pylist()
    assert counted == [{"campaign": "C1", "why": "excluded", "accounts": 1, "decisions": 1}]


def test_confirmed_and_doubted_members_stay_with_a_mark(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        before = everything(store)
        decide(store, "op001", "confirm", BY, "seen")
        decide(store, "op002", "unsure", BY, "seen")
        assert settle(store)
        assert everything(store) == before
        marks = store.sql(TABLES["memberships"]).to_pylist()
    assert {row["account"]: row["decision"] for row in marks if row["decision"]} == {
        "op001": "confirm",
        "op002": "unsure",
    }


def test_taken_back_everything_is_as_it_was(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        before = everything(store)
        exclude(store, "op000", "op003", "office1")
        take_back(store, "op000", BY)
        settle(store)
        assert "op000" in members(store)
        for account in ("op003", "office1"):
            take_back(store, account, " a. example,  AN office ")
        assert settle(store)
        assert everything(store) == before
        assert store.sql("FROM set_aside").num_rows == 0
        assert [each.stands for each in decisions_made(store)] == [False] * 3


def test_decided_first_or_detected_first_comes_to_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with found(tmp_path / "a") as store:
        exclude(store, "op000", "office0")
        detected_first = everything(store)
        find(store)
        again = everything(store)
    with case_of(tmp_path / "b", {n: world()[n] for n in ("posts", "accounts")}) as store:
        exclude(store, "op000", "office0")
        find(store)
        decided_first = everything(store)
    assert decided_first == detected_first == again


def test_a_group_of_whom_too_few_are_left_goes_and_comes_back_under_its_name(
    tmp_path: Path,
) -> None:
    with found(tmp_path) as store:
        exclude(store, "office0", "office1")
        assert store.sql("SELECT campaign FROM campaigns")["campaign"].to_pylist() == ["C1"]
        rows = store.sql("SELECT account, why FROM set_aside ORDER BY account").to_pylist()
        assert {row["account"]: row["why"] for row in rows} == {
            "office0": "excluded",
            "office1": "excluded",
            "office2": "untied",
        }
        report = read_findings(store)
        assert [each.campaign for each in report.summaries] == ["C1"]
        assert [each.found_still for each in report.dossier.set_aside.campaigns] == [False]
        find(store)
        take_back(store, "office1", BY)
        settle(store)
        assert members(store, "C2") == {"office1", "office2"}
        assert store.sql("FROM name_changes").num_rows == 0


def test_where_decisions_leave_no_group_report_and_brief_say_so(tmp_path: Path) -> None:
    with Case(found(tmp_path)) as case:
        case.detect()  # for the record of a run; in it nothing is tied
        case._store.replace({name: world()[name] for name in ("ties", "strengths")})
        find_campaigns(case._store)
        everybody = case.memberships()["account"].to_pylist()
        case.decide(everybody, "exclude", by=BY, because="a newsroom")
        assert case.campaigns().num_rows == 0
        said = "2 groups were found; named persons set all of their accounts aside."
        assert said in " ".join(case.why_nothing())
        for path in (case.report(tmp_path / "r.html"), case.brief(tmp_path / "b.html")):
            page = " ".join(path.read_text("utf-8").split())
            assert said in page
            assert "No group of accounts was found" not in page
            assert "No group of accounts found" not in page
            assert "<h1>No group of accounts left</h1>" in page
        case.undecide(everybody, by=BY)
        case.decide(everybody[1:], "exclude", by=BY, because="a newsroom")
        said = "too few of their accounts are left to speak of one: named persons excluded"
        assert said in " ".join(case.why_nothing())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 groups were found; named persons set all of their accounts aside."),
        ("fr", "2 groupes ont été trouvés ; des personnes nommées en ont écarté tous les comptes."),
    ],
)
def test_on_screen_nothing_is_explained_by_chance_that_people_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    with Case(found(tmp_path)) as case:
        case.detect()
        case._store.replace({name: world()[name] for name in ("ties", "strengths")})
        find_campaigns(case._store)
        everybody = case.memberships()["account"].to_pylist()
        case.decide(everybody, "exclude", by=BY, because="a newsroom")
        folder = str(case.path)
    assert main(["campaigns", folder, "--lang", language]) == 0
    shown = capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    assert shown.startswith(said)
    assert len(set(shown.splitlines())) == len(shown.splitlines())
    assert not {"chance", "hasard"} & set(shown.replace(",", " ").split())


def test_leads_name_no_excluded_account(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        pair = {"account_a": "bystander1", "account_b": "op000", "shared": 3, "excused": 0}
        pair |= {"expected": 0.1, "log10_p": -5.0, "q": 0.01, "first_at": START}
        named = {"incident": "I1", "shared": 3, "expected": 0.1, "log10_p": -4.0, "q": 0.01}
        incident = named | {"kind": "text", "trace": 100, "carriers": 8, "accounts": 2}
        incident |= {"company": 4, "first_at": START, "last_at": START}
        accounts = [named | {"account": account} for account in ("op000", "op001")]
        store.replace(
            {
                "reuse": rows(REUSE, [pair | {"last_at": START, "traces": [100]}]),
                "incidents": rows(INCIDENTS, [incident]),
                "incident_accounts": rows(INCIDENT_ACCOUNTS, accounts),
            }
        )
        assert read_findings(store).reuse.pairs == 1
        exclude(store, "op000")
        report = read_findings(store)
        assert (report.reuse.pairs, report.reuse.shown) == (0, ())
        assert (report.incidents.incidents, report.incidents.accounts) == (1, 1)
        exported = store.sql(TABLES["incidents"]).to_pylist()
        assert [row["accounts"] for row in exported] == [1]
        assert store.sql(TABLES["incident_accounts"])["account"].to_pylist() == ["op001"]
        assert store.sql(TABLES["reuse"]).num_rows == 0
        exclude(store, "op001")
        assert store.sql(TABLES["incidents"]).num_rows == 0
        assert read_findings(store).incidents.shown == ()


def test_who_was_tied_to_excluded_accounts_only_leaves_with_them(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        lonely = "SELECT * FROM strengths WHERE account_a <> 'op007' AND account_b <> 'op007'"
        hub = "SELECT * FROM strengths WHERE account_a = 'op000' AND account_b = 'op007'"
        left = store.sql(f"{lonely} UNION ALL {hub}").cast(world()["strengths"].schema)
        store.replace({"strengths": left})
        exclude(store, "op000")
        assert members(store) == {f"op00{n}" for n in range(1, 7)}


BRIDGED = """
    SELECT * FROM strengths
    WHERE account_a = 'op000' OR starts_with(account_a, 'office')
       OR (account_a <= 'op004') = (account_b <= 'op004')"""
"""op000 alone joins op001 to op004 with op005 to op007."""


def find_bridged(store: CaseStore) -> None:
    with store.replacing_findings():
        tables = world()
        store.replace({name: tables[name] for name in ("events", "traces", "ties", "strengths")})
        store.replace({"strengths": store.sql(BRIDGED).cast(tables["strengths"].schema)})
        find_campaigns(store)
        apply_decisions(store)
        find_operations(store)
    keep_names(store)


def test_what_only_an_excluded_account_joined_is_two_groups(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        find_bridged(store)
        before = everything(store)
        exclude(store, "op000")
        for _ in range(2):  # as the decision comes, and at every later detection
            assert members(store, "C1") == {f"op00{n}" for n in range(1, 5)}
            assert members(store, "C3") == {"op005", "op006", "op007"}
            counted = store.sql("SELECT campaign, accounts, ties FROM campaigns ORDER BY campaign")
            assert counted.to_pylist() == [
                {"campaign": "C1", "accounts": 4, "ties": 6},
                {"campaign": "C2", "accounts": 3, "ties": 3},
                {"campaign": "C3", "accounts": 3, "ties": 3},
            ]
            assert store.sql("FROM name_changes").num_rows == 0
            assert "a group of its own now: C3." in " ".join(set_aside_sentences(store))
            find_bridged(store)
        exclude(store, "op005")
        assert members(store, "C3") == {"op006", "op007"}
        for account in ("op000", "op005"):
            take_back(store, account, BY)
        settle(store)
        assert everything(store)["memberships"] == before["memberships"]
        exclude(store, "op000")
        assert members(store, "C3") == {"op005", "op006", "op007"}, "under its name again"


def test_a_majority_of_excluded_members_does_not_take_the_name(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        exclude(store, *(f"op00{n}" for n in range(6)))
        assert members(store) == {"op006", "op007"}
        find(store)
        assert members(store) == {"op006", "op007"}
        assert store.sql("FROM name_changes").num_rows == 0
        operation = "SELECT operation FROM operations WHERE campaign = 'C1'"
        assert store.sql(operation)["operation"].to_pylist() == ["O1"]


def test_the_most_cautious_of_several_persons_holds(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        exclude(store, "op000")
        decide(store, "op000", "confirm", "B. Other", "seen as well")
        settle(store)
        assert "op000" not in members(store)
        take_back(store, "op000", BY)
        settle(store)
        assert "op000" in members(store)


def test_a_person_who_decides_anew_supersedes_and_the_same_again_adds_nothing(
    tmp_path: Path,
) -> None:
    with found(tmp_path) as store:
        first = decide(store, "op000", "exclude", BY, "a newsroom")
        assert decide(store, "op000", "exclude", BY, " a  newsroom") == first
        decide(store, "op000", "confirm", BY, "no newsroom after all")
        said = [(str(each.verdict), each.stands) for each in decisions_made(store)]
    assert said == [("exclude", False), ("confirm", True)]


@pytest.mark.parametrize(
    ("account", "verdict", "by", "because", "wrong"),
    [
        ("nobody_at_all", "exclude", BY, "x", "no account 'nobody_at_all'"),
        ("bystander", "exclude", BY, "x", "Several accounts begin with 'bystander'"),
        ("byst", "exclude", BY, "x", "too short"),
        ("", "exclude", BY, "x", "too short"),
        ("op000", "ban", BY, "x", "'ban' is no decision. Decisions: confirm, unsure, exclude"),
        ("op000", "exclude", "  ", "x", "Say who judges"),
        ("op000", "exclude", BY, " ", "Say why"),
    ],
)
def test_what_cannot_be_decided_is_said_and_nothing_is_written(
    tmp_path: Path, account: str, verdict: str, by: str, because: str, wrong: str
) -> None:
    with found(tmp_path) as store:
        log = (tmp_path / "case" / "custody.log").read_bytes() if decisions_made(store) else None
        with pytest.raises(UsageError, match=wrong):
            decide(store, account, verdict, by, because)
        assert decisions_made(store) == ()
        assert log is None
        assert not settle(store)


def test_nothing_to_take_back_is_said(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        exclude(store, "op000")
        with pytest.raises(UsageError, match="No decision of 'B' on op000 stands"):
            take_back(store, "op000", "B")
        take_back(store, "op000", BY)
        with pytest.raises(UsageError, match="No decision of"):
            take_back(store, "op000", BY)


def test_an_account_is_named_by_how_it_begins(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        assert decide(store, "bystander1", "unsure", BY, "x").account == "bystander1"
        assert decide(store, "minist…", "unsure", BY, "x").account == "ministry"


def test_decisions_on_others_outlive_the_forgotten(tmp_path: Path) -> None:
    with found(tmp_path) as store:
        exclude(store, "op000", "op001")
        forget(store, ["op000"])
        assert not settle(store)
        assert store.sql("SELECT account FROM decided")["account"].to_pylist() == ["op001"]
        find(store)
        assert "op001" not in members(store)
        assert not settle(store)
        with pytest.raises(UsageError, match="no account"):
            decide(store, "op000_", "exclude", BY, "x")
        assert len(decisions_made(store)) == 2
        assert verify(store) == []


def test_case_and_store_say_the_same(tmp_path: Path) -> None:
    with Case(found(tmp_path)) as case:
        made = case.decide(["op000", "op001", "op000"], "exclude", by=BY, because="x").to_pylist()
        assert [row["account"] for row in made] == ["op000", "op001"]
        assert {row["holds"] for row in made} == {"exclude"}
        assert case.campaigns()["accounts"].to_pylist()[0] == 6
        said = ["C1: 2 accounts were set aside by 2 decisions of named persons."]
        assert list(case.set_aside()) == said
        with pytest.raises(UsageError, match="no account"):
            case.decide(["op002", "nobody_here"], "exclude", by=BY, because="x")
        with pytest.raises(UsageError, match="No decision of"):
            case.undecide(["op000", "op002"], by=BY)
        assert case.decisions()["stands"].to_pylist() == [True, True]
        undone = case.undecide(["op000", "op001"], by=BY)
        assert undone["holds"].to_pylist() == [None, None]
        assert case.set_aside() == ()
        assert case.campaigns()["accounts"].to_pylist()[0] == 8


steps = st.lists(
    st.tuples(st.sampled_from(["exclude", "unsure", "undo"]), st.sampled_from(range(11))),
    max_size=6,
)


@given(steps)
@settings(max_examples=6)
def test_whatever_was_decided_before_only_what_holds_now_counts(
    said: list[tuple[str, int]],
) -> None:
    names = [*(f"op00{n}" for n in range(8)), "office0", "office1", "office2"]
    out: set[str] = set()
    with TemporaryDirectory() as folder, found(Path(folder)) as store:
        whole = store.sql("SELECT account, campaign FROM memberships").to_pylist()
        for verdict, number in said:
            account = names[number]
            if verdict == "undo":
                with suppress(UsageError):
                    take_back(store, account, BY)
            else:
                decide(store, account, verdict, BY, "drawn by lot")
            out = (out | {account}) if verdict == "exclude" else (out - {account})
            settle(store)
        for campaign in ("C1", "C2"):  # everybody is tied to everybody in both
            left = {each["account"] for each in whole if each["campaign"] == campaign} - out
            assert members(store, campaign) == (left if len(left) > 1 else set())
        aside = store.sql("SELECT account FROM set_aside WHERE why = 'excluded'")["account"]
        assert set(aside.to_pylist()) == out
        assert verify(store) == []
