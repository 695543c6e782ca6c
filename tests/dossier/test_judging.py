"""Named persons judge: their words stay, follow the accounts, and keep the rules of the field."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from demasque.assessment import (
    CONFIDENCE_TERMS,
    LIKELIHOOD_TERMS,
    Confidence,
    Likelihood,
    Rung,
    confidence_named,
    likelihood_named,
)
from demasque.case import CaseStore
from demasque.dossier import (
    EntryKind,
    FoundAgain,
    journal_entries,
    judge,
    judgements,
    read_judgement,
    withdraw_judgement,
    write_entry,
)
from demasque.errors import UsageError
from demasque.schema import POSTS, TABLES
from demasque.wording import catalogue
from judged_cases import AT, SAID, find, made


def test_a_judgement_comes_back_in_the_persons_words(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        said = judge(
            store,
            "C1",
            **SAID,
            statement="The operation of 2023.",
            would_change="Another sender of the same newsletter.",
        )
        assert judgements(store) == (said,)
        assert (said.campaign, said.members) == ("C1", ("a", "b", "c", "d"))
        assert (said.rung, said.by) == (Rung.SAME_OPERATION, "A. Example, Example Office")
        assert (said.likelihood, said.confidence) == (Likelihood.LIKELY, Confidence.MODERATE)
        assert said.statement == "The operation of 2023."
        assert said.stands
        assert said.vouched
        assert said.found == FoundAgain("C1", joined=0, left=0)
        assert store.custody.verify() is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rung": 4, "sources": []}, "Rung 4 needs a source outside this case"),
        ({"rung": 3, "sources": []}, "Rung 3 needs a source outside this case"),
        ({"rung": 5}, "no rung 5"),
        ({"rung": -1}, "no rung -1"),
        ({"rung": True}, "no rung True"),
        ({"sources": [" "]}, "no source that others can open"),
        ({"sources": ["http://"]}, "no source that others can open"),
        ({"sources": ["https://localhost/x"]}, "no source that others can open"),
        ({"sources": ["https://[broken"]}, "no source that others can open"),
        ({"sources": ["file:///etc/passwd"]}, "no source that others can open"),
        ({"sources": ["javascript:alert(1)"]}, "no source that others can open"),
        ({"because": " \n"}, "because: it is empty"),
        ({"would_change": ""}, "would_change: it is empty"),
        ({"by": " "}, "Say who judges"),
        ({"likelihood": "mostly"}, "no likelihood called 'mostly'.*very unlikely"),
        ({"confidence": "total"}, "no confidence called 'total'.*moderate"),
        ({"because": "With high confidence it is likely."}, "make two sentences"),
        ({"statement": "C’est très probable, avec une confiance élevée."}, "make two sentences"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_nothing_is_written(
    changed: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with made(tmp_path / "case") as store:
        with pytest.raises(UsageError, match=message):
            judge(store, "C1", **{**SAID, **changed})
        assert journal_entries(store) == ()


def test_up_to_rung_two_no_source_is_needed(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        for rung in range(3):
            assert judge(store, "C1", **{**SAID, "rung": rung, "sources": []}).sources == ()
        with pytest.raises(UsageError, match=r"no campaign 'C9'. Campaigns: C1"):
            judge(store, "C9", **SAID)


def test_two_sentences_for_likelihood_and_confidence_are_welcome(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        words = "It is likely. We have high confidence in the sources; a lookalike is unlikely."
        assert judge(store, "C1", **{**SAID, "because": words}).because == words


def test_degrees_go_by_the_standards_names_in_both_languages() -> None:
    for degree, names in LIKELIHOOD_TERMS.items():
        for name in (*names, names[0].upper(), catalogue("fr").say(degree.words)):
            assert likelihood_named(f" {name} ") is degree
    for level, names in CONFIDENCE_TERMS.items():
        for name in (*names, catalogue("fr").say(level.words)):
            assert confidence_named(name) is level
    assert likelihood_named("tres_probable") is Likelihood.VERY_LIKELY
    terms = [name for names in LIKELIHOOD_TERMS.values() for name in names]
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_likelihood_and_confidence_never_share_a_sentence(language: str, tmp_path: Path) -> None:
    words = catalogue(language)
    degrees = [words.say(each.words) for each in Likelihood]
    with made(tmp_path / "case") as store:
        for likelihood, confidence in product(Likelihood, Confidence):
            said = judge(
                store, "C1", **{**SAID, "likelihood": likelihood, "confidence": confidence}
            )
            sure = words.say(said.confidence_sentence)
            assert not any(degree in sure.lower() for degree in degrees)
            assert "confi" not in words.say(said.likelihood_sentence).lower()
            assert words.say(likelihood.words) in words.say(said.likelihood_sentence)


def test_a_later_judgement_takes_the_place_and_the_earlier_one_stays(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        first = judge(store, "C1", **SAID)
        second = judge(store, "C1", **{**SAID, "because": "More."}, supersedes=first.id)
        kept, now = judgements(store)
        assert (kept.superseded_by, kept.because) == (second.id, SAID["because"])
        assert (kept.stands, now.stands) == (False, True)
        with pytest.raises(UsageError, match=f"superseded by {second.id}"):
            judge(store, "C1", **{**SAID, "because": "Again."}, supersedes=first.id)
        with pytest.raises(UsageError, match="no judgement J00000000"):
            judge(store, "C1", **SAID, supersedes="J00000000")
        with pytest.raises(UsageError, match="is about C1, not C2"):
            judge(store, "C2", **SAID, supersedes=second.id)
        assert len(journal_entries(store)) == 2


def test_a_second_reader_is_somebody_else(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        first = judge(store, "C1", **SAID)
        with pytest.raises(UsageError, match="a second reader is somebody else"):
            read_judgement(store, first.id, by="a. EXAMPLE, Elsewhere", agrees="yes", because="x")
        with pytest.raises(UsageError, match="yes, no, partly; not 'maybe'"):
            read_judgement(store, first.id, by="B", agrees="maybe", because="x")
        with pytest.raises(UsageError, match="it is empty"):
            read_judgement(store, first.id, by="B", agrees="no", because="")
        said = read_judgement(store, first.id, by="B", agrees="partly", because="One is old.")
        (reading,) = said.readings
        assert (reading.by, reading.agrees, reading.because) == ("B", "partly", "One is old.")
        assert said.stands


def test_a_judgement_is_withdrawn_once_and_with_a_reason(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        first = judge(store, "C1", **SAID)
        with pytest.raises(UsageError, match="it is empty"):
            withdraw_judgement(store, first.id, by="A. Example", because=" ")
        gone = withdraw_judgement(store, first.id, by=SAID["by"], because="The report was wrong.")
        assert gone.withdrawal is not None
        assert not gone.stands
        with pytest.raises(UsageError, match=r"was withdrawn by A\. Example"):
            judge(store, "C1", **SAID, supersedes=first.id)
        with pytest.raises(UsageError, match=r"was withdrawn by A\. Example"):
            withdraw_judgement(store, first.id, by="B", because="x")
        assert [each.because for each in judgements(store)] == [SAID["because"]]


def test_a_judgement_follows_the_accounts_not_the_name(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        judge(store, "C1", **SAID)
        find(store, {"C1": ["x", "y", "z"], "C7": ["a", "b", "c", "n", "o"]})
        assert judgements(store)[0].found == FoundAgain("C7", joined=2, left=1)
        find(store, {"C1": ["a", "b", "x"], "C2": ["c", "d", "y"]})  # no half is more than half
        assert judgements(store)[0].found is None
        find(store, {})
        assert judgements(store)[0].found is None
        assert judgements(store)[0].campaign == "C1"


@pytest.mark.parametrize("changed", ["likely", "members", "A. Example"])
def test_what_a_broken_log_no_longer_proves_is_not_vouched_for(
    changed: str, tmp_path: Path
) -> None:
    with made(tmp_path / "case") as store:
        first = judge(store, "C2", **SAID)
        judge(store, "C1", **{**SAID, "because": "Later."})
        lines = store.custody.path.read_text("utf-8").splitlines(keepends=True)
        place = first.line  # the line after it
        lines[place] = lines[place].replace(changed, "other")
        store.custody.path.write_text("".join(lines), "utf-8")
        kept = {each.id: each.vouched for each in judgements(store)}
        assert kept.pop(first.id)
        assert not any(kept.values())  # where it can be read at all


def test_a_reading_is_vouched_for_by_itself(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        first = judge(store, "C1", **SAID)
        write_entry(store, EntryKind.CLAIM, "D", {"what": "x"})
        read_judgement(store, first.id, by="B", agrees="yes", because="Looked at all.")
        log = store.custody.path
        log.write_text(log.read_text("utf-8").replace('"what": "x"', '"what": "y"'), "utf-8")
        (said,) = judgements(store)
        assert (said.vouched, [each.vouched for each in said.readings]) == (True, [False])


def test_a_log_with_lines_taken_out_vouches_for_nothing(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        judge(store, "C2", **SAID)
        judge(store, "C1", **SAID)
        lines = store.custody.path.read_text("utf-8").splitlines(keepends=True)
        store.custody.path.write_text("".join([*lines[:-2], lines[-1]]), "utf-8")
        assert [each.vouched for each in judgements(store)] == [False]


def test_the_log_holds_whom_it_was_about(tmp_path: Path) -> None:
    with CaseStore.create(tmp_path / "case") as store:
        find(store, {"C1": ["b", "a"]})
        judge(store, "C1", **SAID)
        (entry,) = journal_entries(store, EntryKind.JUDGEMENT)
        assert entry.body["members"] == ["a", "b"]
        assert entry.body["accounts"] == 2
        assert len(entry.body["members_sha256"]) == 64
        assert json.loads(json.dumps(entry.body)) == entry.body


def test_accounts_of_the_case_are_not_named_in_what_is_kept_for_good(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        post = {
            "post": "1", "platform": "x", "account": "somebody", "posted_at": AT,
            "time_precision": "second", "kind": "original", "text": "Good morning.",
            "source_file": "f", "source_line": 1,
        }  # fmt: skip
        mention = {"post": "1", "position": 0, "account": "somebody"}  # handles are ids here
        mentions = pa.Table.from_pylist([mention], TABLES["mentions"].schema)
        store.append({"posts": pa.Table.from_pylist([post], POSTS), "mentions": mentions})
        words = "They answer @somebody.\nAnd @else does."
        said = judge(
            store, "C1", **{**SAID, "because": words, "sources": ["https://x.com/somebody"]}
        )
        assert "somebody" not in store.custody.path.read_text("utf-8")
        assert said.because.splitlines()[1] == "And @else does."
        read = read_judgement(store, said.id, by="B", agrees="no", because="@somebody is genuine.")
        assert "@somebody" not in read.readings[0].because
