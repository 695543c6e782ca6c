"""Everything that people can say of a case travels to a copy of it, and means the same there."""

import shutil
from pathlib import Path

from demasque.api import Case, create_case, open_case
from demasque.dossier import EntryKind
from exports import write_posts

BY = "A. Example, an office"


def say_everything(case: Case, folder: Path) -> None:
    """One entry of every kind, and what supersedes or takes back some of them."""
    said = case.judge(
        "C1", rung=1, by=BY, likelihood="likely", confidence="low", because="They write alike."
    )
    case.read_judgement(said.id, by="B. Example", agrees="partly", because="So do others.")
    accounts = [member.account for member in case.campaign("C1")[0].members]
    case.decide(accounts[-1], "exclude", by=BY, because="A newsroom.")
    case.decide(accounts[0], "unsure", by=BY, because="Perhaps a newsroom.")
    case.undecide(accounts[0], by=BY)
    named = case.add_hypothesis("C1", "A choir", says="They sing together.", by=BY)
    row = case.add_evidence(
        "C1", "A programme is printed.", source="https://example.org/p", reliability="B",
        credibility=2, by=BY, says={named: "CC"},
    )  # fmt: skip
    case.rate_evidence("C1", row, says={named: "I"}, by="B. Example", because="Another choir.")
    page = {"when": "2026-03-02", "by": BY, "evidence": "assertion"}
    one = case.claim(
        "It is paid.", who="An office", about="A choir", where="https://example.org/1", **page
    )
    two = case.claim(
        "It is not.", who="A choir", about="An office", where="https://example.org/2", **page
    )
    case.link_claims(two.id, one.id, "corrects", by=BY)
    case.accept_technique("C1", "T0084.001", by=BY, because="One comment, word for word.")
    case.reject_technique("C1", "T0116", by=BY, because="They answer nobody.")
    (folder / "channels.csv").write_text("site,class\nexample.org,official\n")
    case.claim_channels(folder / "channels.csv", by=BY)


def test_every_kind_of_entry_travels_to_a_copy_of_the_case(tmp_path: Path) -> None:
    with create_case(tmp_path / "case") as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        case.detect(["60s"])
    shutil.copytree(tmp_path / "case", tmp_path / "copy")
    with open_case(tmp_path / "case") as case, open_case(tmp_path / "copy") as copy:
        say_everything(case, tmp_path)
        assert {entry.kind for entry in case.dossier()} == set(EntryKind)
        one, folder = tmp_path / "one.toml", tmp_path / "folder"
        case.export_dossier(one)
        case.export_dossier(folder)
        assert len(copy.import_dossier(folder).added) == len(case.dossier())
        again = copy.export_dossier(tmp_path / "again")
        assert {path.name: path.read_bytes() for path in again.files} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }
        for tell in (
            lambda each: each.claims().drop_columns(["by"]).sort_by("what").to_pylist(),
            lambda each: each.set_aside(),
            lambda each: [member.account for member in each.campaign("C1")[0].members],
            lambda each: [(said.found, said.stands) for said in each.judgements()],
            lambda each: each.hypotheses("C1").places,
            lambda each: each.techniques("C1").select(["technique", "standing"]).to_pylist(),
        ):
            assert tell(copy) == tell(case)
        assert copy.import_dossier(one).added == ()
        assert copy.verify() == case.verify() == []
