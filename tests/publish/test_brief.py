"""One page for readers who are no specialists: what it says, and where little is known."""

import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pyarrow as pa
import pytest

from chain_letter import write_letter
from demasque.api import create_case
from demasque.assessment import Confidence, Likelihood, Rung
from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.findings import CaseFindings, CaseOperation, read_findings
from demasque.findings.messages.passed_on import PassedOn
from demasque.findings.operations.operation_evidence import OperationLink
from demasque.publish import write_brief, write_report
from demasque.publish.brief_content import BriefContent, brief_content
from demasque.schema import MEDIA_IN_POSTS, MEDIA_USE, PERSONAL_DETAILS, POSTS
from demasque.wording import LANGUAGES
from hand_made import case_of, rows, world


def weasyprint_missing() -> str | None:
    """Why no PDF can be made here, or None: a library of the system may be missing, too."""
    asked = subprocess.run(
        [sys.executable, "-c", "import weasyprint"], capture_output=True, text=True, check=False
    )
    return asked.stderr.strip().splitlines()[-1] if asked.returncode else None


MISSING = weasyprint_missing()
needs_weasyprint = pytest.mark.skipif(MISSING is not None, reason=f"no WeasyPrint: {MISSING}")


def objects(pdf: bytes) -> bytes:
    """A PDF with what its streams hold, which may be objects, unpacked behind it."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompressobj().decompress(each) for each in streams)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", objects(pdf)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        with store.run("detect", {}, seed=1):
            pass
        yield store


def content_of(folder: Path, tables: dict[str, pa.Table], campaign: str | None = None):
    with case_of(folder, tables) as store:
        find_campaigns(store)
        return brief_content(read_findings(store), campaign)


def changed(tables: dict[str, pa.Table], **values: object) -> dict[str, pa.Table]:
    """The same tables with these values in every post."""
    return tables | {"posts": rows(POSTS, [r | values for r in tables["posts"].to_pylist()])}


def words(html: str) -> str:
    body = html.split("</style>")[1]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def facts(content: BriefContent) -> dict[str, str]:
    return {str(asked): " ".join(known) for asked, known in content.facts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_but_itself(store: CaseStore, language: str, tmp_path: Path) -> None:
    html = write_brief(store, tmp_path / "brief.html", lang=language).read_text("utf-8")
    assert f'<html lang="{language}">' in html
    assert "<script" not in html
    assert not re.search(r"url\(|@import|https?://|src=", html)
    assert write_brief(store, tmp_path / "again.html", lang=language).read_text("utf-8") == html


def test_it_answers_what_a_reader_asks(store: CaseStore, tmp_path: Path) -> None:
    text = words(write_brief(store, tmp_path / "brief.html").read_text("utf-8"))
    for heading in (
        *("What they say, in their own words", "Translation (by a person):", "How many"),
        *("To whom", "When", "Where", "From outside", "How sure"),
        *("The strongest innocent explanation", "What to do next", "What was not looked at"),
    ):
        assert heading in text
    assert "2 groups of accounts share more" in text
    assert "11 accounts, " in text


def test_it_is_the_first_page_of_the_report(store: CaseStore, tmp_path: Path) -> None:
    brief = write_brief(store, tmp_path / "brief.html").read_text("utf-8")
    report = write_report(store, tmp_path / "report.html").read_text("utf-8")
    section = brief[brief.index('<section class="brief"') : brief.index("</section>")]
    assert section in report
    assert report.index(section) < report.index('<nav class="contents"')


def test_figures_are_those_of_the_findings(store: CaseStore) -> None:
    found = read_findings(store)
    measured = found.campaigns[0].profile
    said = facts(brief_content(found, "C1"))
    assert said["How many"] == f"{len(measured.members)} accounts, {measured.posts} posts."
    venues = sum(venue.posts for venue in measured.venues)
    days = measured.shared_days
    assert said["When"].startswith("They posted the same things ")
    assert str(days[0].day) in said["When"]
    assert str(days[-1].day) in said["When"]
    left = f"{measured.sharing.traces} items were left by two or more of them"
    assert brief_content(found, "C1").found[1].startswith(left)
    assert said["To whom"].startswith(f"{venues} of the posts stand under the posts or on the page")
    whole = facts(brief_content(found))
    assert whole["How many"] == (
        f"{found.overview.members} accounts, "
        f"{sum(each.profile.posts for each in found.campaigns)} posts."
    )


def test_a_campaign_alone_leaves_the_others_out(store: CaseStore, tmp_path: Path) -> None:
    html = write_brief(store, tmp_path / "c2.html", "C2").read_text("utf-8")
    assert "3 accounts share more with each other" in words(html)
    assert "C1" not in words(html)


def test_posts_passed_on_are_not_called_words_of_their_own(
    store: CaseStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read_findings(store)
    first = found.campaigns[0]
    day = found.overview.first_at
    assert day is not None
    passed = PassedOn("Words of somebody else.", "en", 8, 10**6, day, day)
    changed_one = replace(found, campaigns=[replace(first, passed_on=(passed,))])
    monkeypatch.setattr("demasque.publish.brief_page.read_findings", lambda *_, **__: changed_one)
    for lang, heading in (("en", "What they post"), ("fr", "Ce qu’ils publient")):
        page = words(write_brief(store, tmp_path / "b.html", "C1", lang=lang).read_text("utf-8"))
        assert f"{heading} Words of somebody else." in page
        assert "own words" not in page


def test_how_sure_begins_with_a_sentence_that_stands_alone() -> None:
    assert not any(rung.meaning.startswith("Besides") for rung in Rung)


def test_how_likely_and_how_sure_never_share_a_sentence(store: CaseStore) -> None:
    found = read_findings(store)
    for campaign in (None, "C1", "C2"):
        content = brief_content(found, campaign)
        for sentence in content.judgement:
            likely = any(f" {degree.words}." in sentence for degree in Likelihood)
            sure = any(f" {degree.words}." in sentence for degree in Confidence)
            assert not (likely and sure)
        assert any("onfidence" in sentence for sentence in content.judgement)


def test_french_leaves_no_english(store: CaseStore, tmp_path: Path) -> None:
    html = write_brief(store, tmp_path / "brief.html", lang="fr").read_text("utf-8")
    text = words(re.sub(r"<blockquote.*?</blockquote>", "", html))
    assert "Que faire ensuite" in text
    assert not re.search(r"\b(the|accounts|which|than|they|posts)\b", text)


def test_details_of_persons_come_before_telling_anybody_else(tmp_path: Path) -> None:
    tables = world()
    post = next(r["post"] for r in tables["posts"].to_pylist() if r["account"] == "op000")
    detail = [{"post": post, "kind": "phone", "count": 1}]
    tables["personal_details"] = rows(PERSONAL_DETAILS, detail)
    steps = content_of(tmp_path, tables, "C1").next_steps
    first = next(n for n, step in enumerate(steps) if "personal details stand in 1 post" in step)
    assert all(n > first for n, step in enumerate(steps) if step.startswith("Tell"))


def test_owners_of_pages_are_told_only_where_there_are_any(tmp_path: Path) -> None:
    placed = content_of(tmp_path / "a", world(), "C1").next_steps
    assert any("owners of the pages" in step for step in placed)
    own = content_of(tmp_path / "b", changed(world(), venue=None), "C1")
    assert not any("owners of the pages" in step for step in own.next_steps)
    assert facts(own)["To whom"] == "The export does not say under whose posts theirs stand."
    assert any("under whose posts they stand" in each for each in own.not_looked_at)


def test_what_the_export_does_not_say_is_said(tmp_path: Path) -> None:
    tables = changed(world(), platform="x", time_precision="day", text=None)
    tables["accounts"] = tables["accounts"].slice(0, 0)
    said = " ".join(content_of(tmp_path, tables).not_looked_at)
    for missing in (
        *("one platform only", "the words of posts", "when accounts were created"),
        *("how many reacted", "have a time to the day only", "same picture or clip"),
    ):
        assert missing in said
    assert "compared as files" not in said


@pytest.mark.parametrize(
    ("pictured", "filed", "says"),
    [
        (0, 0, ""),
        (3, 0, "compared as files, not by what they show"),
        (3, 2, "of 2 posts were compared by what they show; the exports say of 3"),
        (3, 3, ""),
        (0, 2, ""),
    ],
)
def test_whether_pictures_were_compared_by_what_they_show(
    tmp_path: Path, pictured: int, filed: int, says: str
) -> None:
    tables = world()
    posts = tables["posts"]["post"].to_pylist()
    used = [{"post": post, "media": "f" * 64} for post in posts[:pictured]]
    there = [{"post": post, "media": "f" * 64} for post in posts[:filed]]
    tables |= {"media_use": rows(MEDIA_USE, used), "media_in_posts": rows(MEDIA_IN_POSTS, there)}
    said = " ".join(content_of(tmp_path, tables).not_looked_at)
    assert says in said
    assert ("what they show" in said) == bool(says)


def test_a_case_without_groups_says_so_and_what_that_does_not_show(tmp_path: Path) -> None:
    tables = world()
    empty = {name: tables[name].slice(0, 0) for name in ("ties", "strengths", "account_bits")}
    content = content_of(tmp_path, tables | empty)
    assert content.found[0].startswith("No group of accounts was found")
    assert "does not show that there is none" in content.found[1]
    assert (content.judgement, content.innocent, content.messages) == ((), (), ())
    assert "16 accounts" in facts(content)["How many"]
    assert content.next_steps


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_that_was_not_analysed_and_an_empty_one_have_a_page(
    tmp_path: Path, language: str
) -> None:
    with case_of(tmp_path) as store:
        html = write_brief(store, tmp_path / "brief.html", lang=language).read_text("utf-8")
        content = brief_content(read_findings(store))
    assert "None" not in html
    assert "has not been analysed yet" in content.found[0]
    assert content.not_looked_at == ()


def test_wrong_requests_are_usage_errors_and_write_nothing(
    store: CaseStore, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"\.html nor \.pdf"):
        write_brief(store, tmp_path / "brief.docx")
    with pytest.raises(UsageError, match="no campaign 'C9'"):
        write_brief(store, tmp_path / "brief.html", "C9")
    with pytest.raises(UsageError, match="en, fr"):
        write_brief(store, tmp_path / "brief.html", lang="tlh")
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        write_brief(store, tmp_path / "folder.pdf")
    assert {each.name for each in tmp_path.iterdir()} == {"case", "folder.pdf"}


def test_without_weasyprint_a_pdf_says_what_to_install(
    store: CaseStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(UsageError, match=r"pip install 'demasque\[pdf\]'"):
        write_brief(store, tmp_path / "brief.pdf")
    assert [each.name for each in tmp_path.iterdir()] == ["case"]


@needs_weasyprint
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_one_tagged_page_and_the_same_bytes(
    store: CaseStore, tmp_path: Path, language: str
) -> None:
    written = write_brief(store, tmp_path / "a.pdf", lang=language).read_bytes()
    assert pages(written) == 1
    assert f"/Lang ({language})".encode() in objects(written)
    assert b"/StructTreeRoot" in objects(written)
    assert write_brief(store, tmp_path / "b.pdf", lang=language).read_bytes() == written


@needs_weasyprint
def test_a_page_with_much_to_say_is_still_one(tmp_path: Path) -> None:
    tables = changed(world(size=40, rounds=7), text="很长的一句话。" * 200)
    with case_of(tmp_path, tables) as store:
        find_campaigns(store)
        written = write_brief(store, tmp_path / "brief.pdf", lang="fr").read_bytes()
    assert pages(written) == 1


def test_each_group_is_quoted_before_any_is_quoted_twice(store: CaseStore) -> None:
    found = read_findings(store)
    first, second = found.campaigns
    both = replace(found, campaigns=(first, replace(second, narratives=first.narratives[2:])))
    quoted = brief_content(both).messages
    assert [each.source for each in quoted] == ["C1", "C2", "C1"]
    alone = brief_content(both, "C1").messages
    assert [each.posts for each in alone] == [each.posts for each in first.narratives[:3]]


def test_explanations_supported_elsewhere_are_named_once_with_their_groups(
    store: CaseStore,
) -> None:
    found = read_findings(store)
    first, second = found.campaigns
    third = replace(second, profile=replace(second.profile, campaign="C3"))
    several = replace(found, campaigns=(first, second, third))
    said = [each for each in brief_content(several).innocent if each.startswith("Of C2, C3,")]
    titles = [
        each.title for each in second.assessment.hypotheses if each.standing.value == "supported"
    ]
    assert len(said) == len(titles) >= 1


def test_nobody_is_told_of_a_group_that_only_acts_together(store: CaseStore) -> None:
    found = read_findings(store)
    first, second = found.campaigns
    assert (first.assessment.rung, second.assessment.rung) == (Rung.INDICATORS, Rung.COORDINATION)
    told = [step for step in brief_content(found).next_steps if step.startswith("Tell")]
    assert all("C1" in step and "C2" not in step for step in told)
    assert len(told) == 2
    alone = brief_content(found, "C2").next_steps
    assert not [step for step in alone if step.startswith("Tell")]
    assert any(step.startswith("Report no account") for step in alone)


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> CaseFindings:
    """A message that 60 accounts wrote, once each, beside a small operation."""
    folder = tmp_path_factory.mktemp("letter")
    write_letter(folder / "posts.csv", accounts=60, wordings=30, others=3_000, seed=5)
    with create_case(folder / "case") as case:
        case.add(folder / "posts.csv")
        case.detect(["60s"])
        return read_findings(case._store)


def test_where_no_group_was_found_the_page_is_about_the_message_of_most_accounts(
    letter: CaseFindings,
) -> None:
    alone = replace(letter, campaigns=(), summaries=(), campaigns_left_out=0)
    content = brief_content(alone)
    wave = letter.waves.shown[0]
    assert content.found[0].startswith("No group of accounts was found")
    assert f"written by {wave.figures.accounts} accounts" in content.found[1]
    assert content.messages[0].words.startswith(wave.words[:40])
    assert facts(content)["How many"].startswith(f"{wave.figures.accounts} accounts, ")
    assert "Nothing is judged about any of them." in content.judgement
    assert content.innocent
    assert any("who carries it" in step for step in content.next_steps)
    assert not any(step.startswith("Tell") for step in content.next_steps)


def test_a_message_of_more_accounts_than_are_in_groups_is_named_besides(
    letter: CaseFindings,
) -> None:
    assert letter.campaigns
    written = f"One message was written by {letter.waves.shown[0].figures.accounts} accounts"
    assert any(each.startswith(written) for each in brief_content(letter).found)
    first = letter.campaigns[0].profile.campaign
    assert not any(each.startswith(written) for each in brief_content(letter, first).found)


def in_one_operation(found: CaseFindings) -> CaseFindings:
    link = OperationLink("texts", 1, 1, (3, 3), 0.5, 0.1, 0.01)
    one = CaseOperation("O1", ("C1", "C2"), 11, (link,), (), ())
    return replace(found, operations=replace(found.operations, several=(one,)))


def test_an_operation_is_summed_up_with_what_its_groups_have_in_common(store: CaseStore) -> None:
    found = in_one_operation(read_findings(store))
    content = brief_content(found, "O1")
    assert content.found[0].startswith("2 groups of accounts share more")
    assert content.found[1].startswith("C1, C2 are more alike than chance gives (O1): ")
    assert facts(content)["How many"].startswith("11 accounts, ")
    assert "Together" not in facts(content)
    for name in (None, "C1"):
        assert "(O1)" in facts(brief_content(found, name))["Together"]


def test_an_operation_that_is_none_is_a_usage_error(store: CaseStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no operation 'O9'"):
        write_brief(store, tmp_path / "brief.html", "O9")
    assert not (tmp_path / "brief.html").exists()
