"""Only who said something takes it back, whatever it is; in whatever case and spaces."""

from collections.abc import Callable
from pathlib import Path

import pytest

from demasque.case import CaseStore
from demasque.cli.removals import show_removal
from demasque.cli.screen import Screen
from demasque.dossier import (
    Entry,
    EntryKind,
    add_claim,
    add_hypothesis,
    import_dossier,
    journal_entries,
    judge,
    judgements,
    link_claims,
    retract_entry,
    retract_evidence,
    withdraw_judgement,
    write_entry,
)
from demasque.errors import UsageError
from demasque.ingest import Removal
from judged_cases import SAID, made

BY = "A. Example, Example Office"
OTHER = "Z. Example, Example Office"


def claimed(store: CaseStore, what: str) -> str:
    return add_claim(
        store,
        what,
        who="Somebody",
        about="Somebody else",
        when="2024-07-08",
        where="https://example.org/a",
        evidence="none",
        by=BY,
    ).id


def a_judgement(store: CaseStore) -> tuple[str, Callable[[str, str], object]]:
    made = judge(store, "C1", **SAID).id
    return made, lambda entry, by: withdraw_judgement(store, entry, by=by, because="x")


def a_hypothesis(store: CaseStore) -> tuple[str, Callable[[str, str], object]]:
    made = add_hypothesis(store, "C1", "Other", "Something else.", BY).id
    return made, lambda entry, by: retract_evidence(store, entry, by, "x")


def a_claim(store: CaseStore) -> tuple[str, Callable[[str, str], object]]:
    return claimed(store, "x"), lambda entry, by: retract_entry(store, entry, by=by, because="x")


def a_link(store: CaseStore) -> tuple[str, Callable[[str, str], object]]:
    made = link_claims(store, claimed(store, "x"), claimed(store, "y"), "supports", by=BY).id
    return made, lambda entry, by: retract_entry(store, entry, by=by, because="x")


@pytest.mark.parametrize("said", [a_judgement, a_hypothesis, a_claim, a_link])
def test_nobody_takes_back_what_another_said(
    tmp_path: Path, said: Callable[[CaseStore], tuple[str, Callable[[str, str], object]]]
) -> None:
    with made(tmp_path / "case") as store:
        entry, take_back = said(store)
        before = journal_entries(store)
        with pytest.raises(UsageError, match=r"was said by A\. Example, Example Office, and only"):
            take_back(entry, OTHER)
        with pytest.raises(UsageError, match="Say who judges"):
            take_back(entry, " ")
        assert journal_entries(store) == before
        take_back(entry, "a. EXAMPLE,  example office ")
        *_, last = journal_entries(store)
        assert (last.kind, last.supersedes) == (EntryKind.RETRACTION, entry)


def decided(store: CaseStore) -> Entry:
    body = {"account": "a", "verdict": "exclude", "because": "x"}
    return write_entry(store, EntryKind.DECISION, BY, body)


@pytest.mark.parametrize("kind", ["retraction", "decision"])
def test_entries_of_files_are_held_to_the_same(tmp_path: Path, kind: str) -> None:
    with made(tmp_path / "case") as store:
        earlier = decided(store)
        body = {
            "retraction": 'because = "x"',
            "decision": 'account = "a"\nverdict = "confirm"\nbecause = "x"',
        }[kind]
        file = tmp_path / "dossier.toml"
        file.write_text(
            'format = "demasque dossier"\nversion = 1\n\n'
            f'[[entry]]\nkind = "{kind}"\nsaid_at = 2026-03-02T10:00:00Z\nsaid_by = "{OTHER}"\n'
            f'supersedes = "{earlier.id}"\n\n[entry.body]\n{body}\n',
            "utf-8",
        )
        with pytest.raises(UsageError, match="only who said it takes it back"):
            import_dossier(store, file)
        assert journal_entries(store) == (earlier,)


def test_another_may_supersede_by_name_and_both_stay(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        first = judge(store, "C1", **SAID)
        judge(store, "C1", **{**SAID, "by": OTHER, "likelihood": "unlikely"}, supersedes=first.id)
        assert [each.by for each in judgements(store)] == [BY, OTHER]


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "Taken out: 1 post of 1 account.", "Taken out: 107 posts of 2 accounts."),
        ("fr", "Retiré : 1 publication de 1 compte.", "Retiré : 107 publications de 2 comptes."),
    ],
)
def test_what_went_is_counted_in_words_that_agree(
    language: str, one: str, many: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for posts, accounts, said in ((1, 1, one), (107, 2, many)):
        gone = Removal(
            posts=posts, accounts=accounts, files_rewritten=0, files_removed=0, findings=False
        )
        show_removal(Screen(language), gone, Path("case"))
        assert said in capsys.readouterr().out.replace("\u00a0", " ")
