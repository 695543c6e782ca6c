"""A statement for the public: no number without its source, nobody named, a draft until signed."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from demasque.api import Case
from demasque.assessment import Rung, Standing
from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.dossier import (
    CampaignTechnique,
    Policy,
    Technique,
    TechniqueStanding,
    judge,
    keep_handover,
)
from demasque.dossier.handovers.handed_over import handovers
from demasque.dossier.journal.journal import EntryKind, write_entry
from demasque.dossier.judging_by_people.judged_members import about
from demasque.errors import UsageError
from demasque.findings import handed_campaigns
from demasque.publish import write_statement
from demasque.publish.drawing.naming import kind_name
from demasque.publish.statement.statement_content import ADVISED_AGAINST, public_statement
from demasque.publish.statement.statement_values import PublicStatement, StatedFinding
from demasque.schema import PERSONAL_DETAILS, TABLES
from demasque.sentences import Sentence
from demasque.wording import LANGUAGES, catalogue
from hand_made import SENTENCES, case_of, rows, world
from read_once import read_once

JUDGED = {
    "rung": 4, "likelihood": "likely", "confidence": "moderate", "because": "We know them.",
    "statement": "Group 7 of <b>Example</b> runs 12 of them.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demasque.publish.statement.statement_page.read_findings", read_once)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    """Two campaigns: C1 shows signs besides and was handed on; C2 is an office that coordinates."""
    tables = world()
    own = [row["post"] for row in tables["posts"].to_pylist() if row["account"].startswith("op")]
    details = [{"post": post, "kind": "phone", "count": 1} for post in own[:3]]
    tables["personal_details"] = rows(PERSONAL_DETAILS, details)
    with case_of(tmp_path_factory.mktemp("stated"), tables) as made:
        find_campaigns(made)
        with made.run("detect", {}, seed=1):
            pass
        for letter, (receiver, platform, accounts) in enumerate(
            (
                ("x", "x", ["op001", "op003"]),
                ("x", "x", ["op003"]),
                ("facebook", "facebook", ["op000"]),
                ("Example's Site", "unknown", ["op002"]),
            )
        ):
            keep_handover(
                made, "referral", receiver, bytes([letter]), accounts,
                [(accounts[0], own[0])], platform=platform, campaign="C1",
            )  # fmt: skip
        seen = {"at": datetime.now(UTC) + timedelta(days=1), "list": "f" * 64, "line": 1}
        looked = (("op001", "removed"), ("op003", "up"))
        statuses = [seen | {"account": each, "status": status} for each, status in looked]
        made.insert({"statuses": rows(TABLES["statuses"].schema, statuses)})
        keep_handover(made, "brief", "an office", b"brief", campaign="C1")
        judge(made, "C1", by="A. Judge, an office", sources=["https://office.example/1"], **JUDGED)
        yield made


@cache
def stated(store: CaseStore, campaign: str, lang: str = "en") -> PublicStatement:
    found = read_once(store, campaigns=[campaign])
    return public_statement(store, found, handed_campaigns(found)[0], lang)


def numbers(words: str) -> list[str]:
    """Every number, with what stands between the digits of one (1,200; 1 200; 0.5)."""
    return re.findall(r"\d+(?:[.,\u202f\u00a0 ]\d+)*", words)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("campaign", ["C1", "C2"])
def test_no_number_stands_in_a_sentence_without_its_source(
    store: CaseStore, campaign: str, lang: str
) -> None:
    words, statement = catalogue(lang), stated(store, campaign, lang)
    walked = 0
    for part in statement.parts:
        for each in part.sentences:
            assert each.sources, each.words
            told = [number for one in each.sources for number in numbers(words.say(one.said))]
            for number in numbers(words.say(each.words)):
                assert number in told, (each.words, number)
                walked += 1
    assert walked > 10


@pytest.mark.parametrize("campaign", ["C1", "C2"])
def test_every_finding_is_what_its_line_of_the_annex_gives(store: CaseStore, campaign: str) -> None:
    case = Case(store)
    profile, assessment = case.campaign(campaign)
    known = {"case": case, "profile": profile, "assessment": assessment}
    checked = 0
    for source in stated(store, campaign).annex:
        if source.how == "docs/handover.md":
            continue
        assert plain(eval(source.how, known)) == shown(source), source.how
        checked += 1
    assert checked > 10


def plain(given: Any) -> Any:
    """The only value of a table; kinds of trace as they are called; moments as days."""
    if isinstance(given, pa.Table):
        ((given,),) = (row.values() for row in given.to_pylist())
    if isinstance(given, datetime):
        given = given.date()
    if isinstance(given, list):
        return [str(kind_name(each)) for each in given]
    return str(given) if isinstance(given, str) else given


def shown(source: StatedFinding) -> Any:
    value = source.value
    if isinstance(value, list):
        return [str(each) for each in value]
    return str(value) if isinstance(value, str) else value


def test_every_sentence_says_where_its_findings_stand(store: CaseStore, tmp_path: Path) -> None:
    text = write_statement(store, tmp_path / "s.txt", "C1").read_text("utf-8")
    said = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(said) > 30
    assert all(re.search(r"\[\d+\]$", line) for line in said)
    named = {int(n) for line in said for n in re.findall(r"\[(\d+)\]", line)}
    listed = [int(n) for n in re.findall(r"^\[(\d+)\]", text, re.MULTILINE)]
    assert listed == sorted(named) == list(range(1, len(listed) + 1))


def test_what_was_done_is_what_the_case_records(store: CaseStore) -> None:
    said = {str(each.words) for part in stated(store, "C1").parts for each in part.sentences}
    day = next(each for each in handovers(store) if each.form == "referral").made_at.date()
    assert (
        f"2 letters that refer accounts to x were written, the first on {day}. Accounts that they "
        "refer: 2." in said
    )
    one = f"A letter that refers accounts to {{}} was written on {day}. Accounts that it refers: 1."
    assert one.format("facebook") in said
    assert "For those whom the posts address, 1 brief was written." in said
    other = {str(each.words) for part in stated(store, "C2").parts for each in part.sentences}
    assert "No referral to a platform is on record so far." in other


def test_where_the_platform_is_unknown_the_receiver_is_named(store: CaseStore) -> None:
    said = " ".join(
        str(each.words) for part in stated(store, "C1").parts for each in part.sentences
    )
    assert "refers accounts to Example's Site was written" in said
    assert "unknown" not in said


def test_what_became_of_accounts_stands_once_a_platform(store: CaseStore) -> None:
    said = [str(each.words) for part in stated(store, "C1").parts for each in part.sentences]
    assert [each for each in said if "looked at since" in each] == [
        "Accounts in letters to x that somebody looked at since: 2. Removed or suspended: 1."
    ]


def test_the_writer_of_a_draft_is_told_to_check_that_letters_were_sent(
    store: CaseStore, tmp_path: Path
) -> None:
    told = ("letters and briefs of which it speaks were sent", "les lettres et les notes dont elle")
    for name in ("s.html", "s.txt"):
        draft = unescape(write_statement(store, tmp_path / name, "C1").read_text("utf-8"))
        assert all(each in draft for each in told)
        signed = unescape(write_statement(store, tmp_path / name, "C2", "A. B").read_text("utf-8"))
        assert not any(each in signed for each in told)
    assert stated(store, "C2").to_check is None


@pytest.mark.parametrize("campaign", ["C1", "C2"])
def test_explanations_that_stay_open_are_counted(store: CaseStore, campaign: str) -> None:
    _, assessment = Case(store).campaign(campaign)
    left = sum(each.standing is Standing.OPEN for each in assessment.hypotheses)
    said = [str(each.words) for part in stated(store, campaign).parts for each in part.sentences]
    assert [each.split()[0] for each in said if "open: what was measured" in each] == (
        [str(left)] if left else []
    )


@pytest.mark.parametrize("ending", [".html", ".txt"])
def test_nobody_is_named_and_nothing_quoted_shown_or_linked(
    store: CaseStore, tmp_path: Path, ending: str
) -> None:
    made = write_statement(store, tmp_path / f"s{ending}", "C1").read_text("utf-8")
    body = made.split("</style>")[-1]
    for gone in ("op00", "ministry", "bystander", *(each[:30] for each, _ in SENTENCES)):
        assert gone not in unescape(body), gone
    assert not re.search(r"<a\b|href|<img|src=|url\(|@import", made)
    again = write_statement(store, tmp_path / f"again{ending}", "C1")
    assert again.read_text("utf-8") == made


def test_both_languages_stand_in_one_file(store: CaseStore, tmp_path: Path) -> None:
    page = unescape(write_statement(store, tmp_path / "s.html", "C1").read_text("utf-8"))
    for told in ("What was done", "Ce qui a été fait", "Facts", "Faits", '<div lang="fr">'):
        assert told in page
    french = page.split("</style>")[1]
    halves = re.findall(r'<div lang="fr">(.*?)</div>', french, re.DOTALL)
    assert len(halves) == 6
    assert not re.search(r"\b(the|which|they|posts|accounts)\b", " ".join(halves))


def test_it_is_a_draft_until_somebody_signs_it(store: CaseStore, tmp_path: Path) -> None:
    before = len(handovers(store))
    for name in ("s.html", "s.txt"):
        drafted = write_statement(store, tmp_path / name, "C1").read_text("utf-8")
        assert "DRAFT: nobody has signed" in drafted
        assert "ÉBAUCHE : personne n’a signé" in drafted
    assert len(handovers(store)) == before
    by = "  A. <Example>,  an office "
    signed = write_statement(store, tmp_path / "s.html", "C1", by).read_text("utf-8")
    assert "DRAFT" not in signed
    assert "ÉBAUCHE" not in signed
    assert "Signed for publication: A. &lt;Example&gt;, an office" in signed
    made = {(each.form, each.receiver, each.campaign) for each in handovers(store)}
    assert ("statement", "the public", "C1") in made
    with pytest.raises(UsageError, match="Say who signs"):
        write_statement(store, tmp_path / "s.html", "C1", "  ")


def test_where_only_coordination_was_measured_it_advises_not_to_publish(
    store: CaseStore, tmp_path: Path
) -> None:
    office = stated(store, "C2")
    assert office.advised_against == ADVISED_AGAINST[Rung.COORDINATION]
    said = " ".join(str(each.words) for part in office.parts for each in part.sentences)
    assert "not what they appear to be" not in said
    assert "names no actor" in said
    page = write_statement(store, tmp_path / "s.txt", "C2", "A. Example").read_text("utf-8")
    assert page.count("It is advised not to publish this") == 2
    assert page.count("Il est conseillé de ne pas publier ceci") == 2
    assert stated(store, "C1").advised_against is None


def test_an_actor_stands_only_in_a_persons_words_beside_name_and_source(store: CaseStore) -> None:
    said = [str(each.words) for part in stated(store, "C1").parts for each in part.sentences]
    spoken = next(each for each in said if "Example" in each)
    assert spoken.startswith("A. Judge, an office judges (")
    assert "Sources given for it: https://office.example/1." in said
    assert not any("names no actor" in each for each in said)
    likely = [each for each in said if re.search(r"likel|certain", each)]
    assert likely
    assert not any("onfidence" in each for each in likely)


def test_only_techniques_that_people_accepted_are_stated(store: CaseStore) -> None:
    found = read_once(store, campaigns=["C1"])
    copied = Technique("T0084.001", "Use Copypasta", "Copier-coller", "TA06", "Content", "s", None)
    other = Technique("T0049", "Flood Information Space", None, "TA17", "Harm", "s", None)
    seen = tuple(
        CampaignTechnique("C1", each, Policy.SUGGEST, standing, None, ())
        for each, standing in (
            (copied, TechniqueStanding.ACCEPTED),
            (other, TechniqueStanding.PROPOSED),
            (other, TechniqueStanding.REJECTED),
        )
    )
    handed = replace(handed_campaigns(found)[0], techniques=seen)
    for lang, name in (("en", "Use Copypasta"), ("fr", "Copier-coller")):
        parts = public_statement(store, found, handed, lang).parts
        said = " ".join(str(each.words) for part in parts for each in part.sentences)
        assert f"framework was recognised by an analyst: {name} (T0084.001)." in said
        assert "T0049" not in said
    both = replace(handed, techniques=tuple(replace(seen[0], technique=t) for t in (copied, other)))
    parts = public_statement(store, found, both, "en").parts
    said = " ".join(str(each.words) for part in parts for each in part.sentences)
    assert "Techniques of the DISARM framework were recognised, each by an analyst: Use" in said


def test_a_judgement_without_its_source_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        body = {**about(store, "C1"), **JUDGED, "sources": []}
        entry = write_entry(store, EntryKind.JUDGEMENT, "A. Judge, an office", body)
        with pytest.raises(UsageError, match=f"{entry.id} of C1, on rung 4, has no source"):
            write_statement(store, tmp_path / "s.html", "C1", "A. Example")
        assert not (tmp_path / "s.html").exists()
        assert handovers(store) == ()


def test_wrong_requests_are_sentences_and_leave_no_file(store: CaseStore, tmp_path: Path) -> None:
    for name, campaign, says in (
        ("s.docx", "C1", "neither .html nor .pdf nor .txt"),
        (".", "C1", "is a folder"),
        ("s.html", "C9", "There is no campaign 'C9' in this case"),
        ("s.html", "O1", "There is no campaign 'O1' in this case"),
    ):
        with pytest.raises(UsageError, match=re.escape(says)):
            write_statement(store, tmp_path / name, campaign)
    assert list(tmp_path.iterdir()) == []


def test_its_pdf_is_made_of_the_page(store: CaseStore, tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", "import weasyprint"], capture_output=True, check=False
    )
    if asked.returncode:
        pytest.skip("no WeasyPrint here")
    made = write_statement(store, tmp_path / "s.pdf", "C2").read_bytes()
    assert made.startswith(b"%PDF")
    assert b"/URI" not in made


def test_values_of_the_annex_are_worded_as_in_the_sentences() -> None:
    for value, english, french in (
        (1200, "1,200", "1\u202f200"),
        (date(2026, 3, 4), "4 Mar 2026", "4 mars 2026"),
        ([Sentence("same link"), "x"], "same link and x", "même lien et x"),
    ):
        said = StatedFinding(Sentence("posts"), value, "").said
        assert (catalogue("en").say(said), catalogue("fr").say(said)) == (english, french)
