"""People accept and reject techniques: words stay, follow the accounts, and doubt outweighs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demasque.case import CaseStore
from demasque.cli import main
from demasque.dossier import (
    SaidOfTechnique,
    TechniqueVerdict,
    export_dossier,
    import_dossier,
    journal_entries,
    said_of_techniques,
    say_of_technique,
    take_back_technique,
)
from demasque.dossier.techniques.reading_techniques import what_holds_of
from demasque.errors import UsageError
from demasque.schema import POSTS
from hand_made import START, rows
from judged_cases import find, made

ACCEPT, REJECT = TechniqueVerdict
ANNA, BEN = "A. Example, an office", "B. Example, an office"
COPYPASTA = "T0084.001"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with made(tmp_path / "case") as store:
        plain = {"posted_at": START, "time_precision": "second", "kind": "original"}
        records = [
            {"post": f"p{account}", "account": account, "platform": "x", "text": "Words."} | plain
            for account in "abcdefg"
        ]
        store.replace({"posts": rows(POSTS, records)})
        yield store


def say(
    store: CaseStore,
    verdict: TechniqueVerdict,
    by: str = ANNA,
    because: str = "Seen.",
    **more: object,
) -> SaidOfTechnique:
    return say_of_technique(store, "C1", COPYPASTA, verdict, by=by, because=because, **more)


def holds(store: CaseStore) -> dict[tuple[str, str], str]:
    held = what_holds_of(said_of_techniques(store))
    return {place: said.verdict.value for place, said in held.items()}


def test_what_a_person_says_comes_back(store: CaseStore) -> None:
    said = say(store, ACCEPT, posts=["pb", "pa"])
    assert said_of_techniques(store) == (said,)
    assert (said.campaign, said.technique.id, said.by) == ("C1", COPYPASTA, ANNA)
    assert (said.posts, said.stands) == (("pa", "pb"), True)
    assert say(store, ACCEPT, posts=["pa", "pb"]) == said
    assert len(journal_entries(store)) == 1


def test_the_same_persons_later_word_takes_the_place_of_the_earlier(store: CaseStore) -> None:
    say(store, ACCEPT)
    say(store, REJECT, because="Looked again.")
    say(store, ACCEPT, by="a.  example, AN OFFICE", because="And again.")
    assert [each.stands for each in said_of_techniques(store)] == [False, False, True]
    assert holds(store) == {("C1", COPYPASTA): "accept"}


@pytest.mark.parametrize("order", [(ANNA, BEN), (BEN, ANNA)])
def test_one_who_rejects_outweighs_those_who_accept(
    store: CaseStore, order: tuple[str, str]
) -> None:
    for person in order:
        say(store, REJECT if person == BEN else ACCEPT, by=person)
    assert holds(store) == {("C1", COPYPASTA): "reject"}
    assert not take_back_technique(store, "C1", COPYPASTA, by=BEN).stands
    assert holds(store) == {("C1", COPYPASTA): "accept"}
    assert len(said_of_techniques(store)) == 2


def test_words_follow_the_accounts_when_campaigns_change_names(store: CaseStore) -> None:
    say(store, ACCEPT)
    find(store, {"C1": ["e", "f", "g"], "C5": ["a", "b", "c", "h"]})
    assert holds(store) == {("C5", COPYPASTA): "accept"}
    find(store, {"C1": ["e", "f", "g"]})
    assert holds(store) == {}
    (said,) = said_of_techniques(store)
    assert (said.campaign, said.named, said.stands) == (None, "C1", True)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"campaign": "C9"}, "There is no campaign 'C9'"),
        ({"technique": "T9999"}, "has no technique 'T9999'"),
        ({"technique": "T0141.001"}, "is of an earlier version"),
        ({"because": " "}, "Say something in because"),
        ({"by": " "}, "Say who judges"),
        ({"posts": ["pe"]}, "No member of the campaign wrote a post 'pe'"),
    ],
)
def test_what_cannot_be_said_is_not_written(
    store: CaseStore, changed: dict[str, object], message: str
) -> None:
    said = {"campaign": "C1", "technique": COPYPASTA, "by": ANNA, "because": "x"} | changed
    with pytest.raises(UsageError, match=message):
        say_of_technique(store, said.pop("campaign"), said.pop("technique"), ACCEPT, **said)  # type: ignore[arg-type]
    assert journal_entries(store) == ()


def test_only_what_stands_is_taken_back(store: CaseStore) -> None:
    say(store, ACCEPT)
    with pytest.raises(UsageError, match=r"Nothing that 'B\. Example, an office' said"):
        take_back_technique(store, "C1", COPYPASTA, by=BEN)


def break_log_at(store: CaseStore, word: str) -> None:
    log = store.path / "custody.log"
    lines = log.read_text("utf-8").splitlines(True)
    n = next(n for n, line in enumerate(lines) if word in line)
    log.write_text("".join([*lines[:n], *lines[n + 1 :]]), "utf-8")


def test_a_changed_log_accepts_nothing_and_lets_rejections_stand(store: CaseStore) -> None:
    say(store, ACCEPT)
    say_of_technique(store, "C2", COPYPASTA, ACCEPT, by=ANNA, because="Removed line.")
    say(store, REJECT, by=BEN)
    say_of_technique(store, "C2", "T0116", ACCEPT, by=ANNA, because="Later.")
    break_log_at(store, "Removed line.")
    assert store.custody.verify() is not None
    assert holds(store) == {("C1", COPYPASTA): "reject"}


def test_a_rejection_is_not_taken_back_by_a_line_that_proves_nothing(store: CaseStore) -> None:
    say(store, REJECT)
    say(store, REJECT, by=BEN, because="Removed line.")
    take_back_technique(store, "C1", COPYPASTA, by=ANNA)
    break_log_at(store, "Removed line.")
    assert holds(store) == {("C1", COPYPASTA): "reject"}


def test_words_go_out_and_come_back_as_files(store: CaseStore, tmp_path: Path) -> None:
    say(store, ACCEPT, posts=["pa"])
    say(store, REJECT, because="Looked again.")
    take_back_technique(store, "C1", COPYPASTA, by=ANNA)
    export_dossier(store, tmp_path / "dossier")
    with made(tmp_path / "other") as other:
        assert len(import_dossier(other, tmp_path / "dossier").added) == 3
        assert [each.entry for each in said_of_techniques(other)] == [
            each.entry for each in said_of_techniques(store)
        ]
        assert holds(other) == {}


HAND_WRITTEN = """\
format = "demasque dossier"
version = 1

[[entry]]
kind = "technique"
said_at = 2026-03-04T10:00:00Z
said_by = "C. Reviewer, Another Office"

[entry.body]
campaign = "C1"
technique = "T0084.001"
verdict = "accept"
because = "Word for word."
"""


def test_a_word_written_by_hand_is_completed_once(store: CaseStore, tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text(HAND_WRITTEN, "utf-8")
    import_dossier(store, file)
    assert holds(store) == {("C1", COPYPASTA): "accept"}
    assert import_dossier(store, file).added == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("T0084.001", "T0090", "earlier version of DISARM"),
        ('"accept"', '"maybe"', "verdict: 'maybe' is none of accept, reject"),
        ('"Word for word."', '" "', "Say something in because"),
        ('"C1"', '"C9"', "There is no campaign 'C9'"),
        ("because =", "colour = 1\nbecause =", "there is no field 'colour'"),
        ("because =", "members = 3\nbecause =", "It names the accounts"),
        ("because =", 'posts = ["pe"]\nbecause =', "No member of the campaign"),
    ],
)
def test_a_file_that_cannot_be_taken_says_where(
    store: CaseStore, tmp_path: Path, old: str, new: str, message: str
) -> None:
    file = tmp_path / "words.toml"
    file.write_text(HAND_WRITTEN.replace(old, new), "utf-8")
    with pytest.raises(UsageError, match=r"words\.toml, line 4") as error:
        import_dossier(store, file)
    assert message in str(error.value)
    assert journal_entries(store) == ()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--accept", "T0116", "--reject", "T0116"], "Give one of --accept"),
        (["--by", "A"], "Say what of"),
        (["C1", "--accept", "T0116", "--because", "x"], "Say who says it"),
        (["C1", "--accept", "T0116", "--by", "A"], "Say why"),
        (["--accept", "T0116", "--by", "A", "--because", "x"], "Name the campaign"),
        (["C1", "--undo", "T0116", "--by", "A", "--post", "pa"], "--post goes with --accept"),
    ],
)
def test_the_command_says_what_is_missing(
    words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["techniques", str(tmp_path / "case"), *words]) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_a_case_without_campaigns_has_no_techniques(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    CaseStore.create(tmp_path / "case").close()
    assert main(["techniques", str(tmp_path / "case")]) == 0
    assert "No technique is proposed" in capsys.readouterr().out
    assert main(["techniques", str(tmp_path / "case"), "--lang", "fr"]) == 0
    assert "Aucune technique" in capsys.readouterr().out
