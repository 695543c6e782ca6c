"""A referral to a platform: whom it names, what it asks, what it says of itself, and when it is
refused."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path

import pyarrow as pa
import pytest

import demasque
from demasque.case import CaseStore
from demasque.dossier.journal.journal import EntryKind, write_entry
from demasque.dossier.judging_by_people.judged_members import about
from demasque.errors import DemasqueError, UsageError
from demasque.findings import handed_campaigns, read_findings
from demasque.publish import ReferralRequest
from demasque.publish.referral.letters import letter_document
from demasque.publish.referral.letters.letter_content import LetterNumbers, numbers_section
from demasque.publish.referral.policy_files import kept_policies
from demasque.publish.referral.referral_checks import before_sending
from demasque.publish.referral.referral_values import ReferralRules
from demasque.publish.referral.referred_rows import MemberCounts
from handed_case import MAIL, PHONE, SHOWN, VENUES, HandedCase, handed_case

BY, CONTACT = "B. Writer, Example Office", "errors@example.org"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> HandedCase:
    return handed_case(tmp_path_factory.mktemp("referred"))


def refer(case: HandedCase, path: Path, platform: str = "x", **more: object) -> demasque.Referral:
    asked = {"by": BY, "contact": CONTACT, "reveal": True} | more
    with demasque.open_case(case.path) as opened:
        return opened.refer(path, "C1", platform, **asked)  # type: ignore[arg-type]


def words(page: Path) -> str:
    body = page.read_text("utf-8").split("</style>")[1]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def raw_ids(case: HandedCase, accounts: list[str], platform: str) -> set[str]:
    with demasque.open_case(case.path) as opened:
        return {
            f"rawacct-op-{n:02d}"
            for n in range(24)
            if opened.pseudonym(platform, f"rawacct-op-{n:02d}") in accounts
        }


@pytest.fixture(scope="module")
def folder(case: HandedCase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("docx", reason="python-docx is not installed")
    made = tmp_path_factory.mktemp("letters") / "x"
    refer(case, made)
    return made


def test_the_list_names_members_on_the_platform_and_nobody_else(
    case: HandedCase, folder: Path
) -> None:
    named = {row["account"] for row in table(folder / "accounts.csv")}
    assert named == raw_ids(case, case.members, "x")
    assert named


def test_each_account_and_each_post_has_its_own_reason(folder: Path) -> None:
    posts = table(folder / "posts.csv")
    accounts = table(folder / "accounts.csv")
    assert sum(int(row["posts"]) for row in accounts) == len(posts)
    assert all("shared within the group" in row["reason"] for row in accounts)
    assert all(int(row["other_accounts"]) > 0 for row in posts)
    assert all("the nearest within" in row["reason"] for row in posts)


def test_no_account_is_named_for_what_it_posted_alone(case: HandedCase, folder: Path) -> None:
    """Small talk of members carries nothing that another member posted."""
    named = {row["post"] for row in table(folder / "posts.csv")}
    with demasque.open_case(case.path) as opened:
        alone = opened.sql("SELECT post FROM posts WHERE kind <> 'comment' AND platform = 'x'")[
            "post"
        ].to_pylist()
        assert len(alone) > 10
    with CaseStore.open(case.path) as store:
        shown = store.names.many("post", "x", pa.array(sorted(named))).to_pylist()
    assert not set(shown) & set(alone)


def test_the_letter_asks_for_a_review_and_says_what_it_does_not_know(folder: Path) -> None:
    said = words(folder / "letter.html")
    for expected in (
        *(BY, CONTACT, "under your own rules", "What we do not know", "Authenticity"),
        *("Of these, on this platform: ", "almost certain", "Confidence in this judgement"),
    ):
        assert expected in said, expected
    for never in ("Article 22", "remove", "take down"):
        assert never not in said, never


def test_nobody_but_listed_accounts_is_named(folder: Path) -> None:
    """No names, handles, numbers of persons; bodies on the analyst's list stand by name."""
    for file in ("letter.html", "accounts.csv", "posts.csv"):
        said = (folder / file).read_text("utf-8")
        secrets = (SHOWN, "Paul Particulier", "Jeanne Exemple", PHONE, MAIL, "Zoe_Handle")
        assert [each for each in (*secrets, *VENUES) if each in said] == []
    assert "Ministry of Minutes" in words(folder / "letter.html")


def test_likelihood_and_confidence_never_share_a_sentence(folder: Path) -> None:
    for sentence in re.split(r"(?<=[.:]) ", words(folder / "letter.html").lower()):
        assert not ("likel" in sentence and "confiden" in sentence), sentence


def test_the_word_processor_file_says_what_the_page_says(folder: Path) -> None:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    read = docx.Document(str(folder / "letter.docx"))
    said = words(folder / "letter.html")
    for paragraph in read.paragraphs:
        for part in paragraph.text.strip(" _").split("\t"):
            assert " ".join(part.split()) in said
    rows = [[cell.text for cell in row.cells] for row in read.tables[0].rows]
    named = {row[0].split("\n")[0] for row in rows[1:]}
    assert named == {row["account"] for row in table(folder / "accounts.csv")}
    assert read.core_properties.language == "en-CA"


def test_numbers_say_of_what_they_are_and_none_is_said_of_nobody() -> None:
    counts = MemberCounts(members=9, here=4, unsure=0, excluded=0)
    assert numbers_section(LetterNumbers(4, 7, counts, 0)).points == (
        "The whole group, on all platforms: 9 accounts.",
        "Of these, on this platform: 4 accounts.",
        "Listed here, all on this platform: 4 accounts, 7 posts.",
    )
    left = LetterNumbers(1, 1, replace(counts, unsure=1, excluded=2), 2)
    assert [each.split(" because")[0] for each in numbers_section(left).points[3:]] == [
        "On this platform, 2 accounts were excluded after review by named persons; they are "
        "counted nowhere above.",
        "On this platform, 1 account is left out",
        "On this platform, 2 accounts are left out",
    ]


def test_addresses_are_spoken_of_only_where_there_are_any(
    case: HandedCase, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Addresses are built" not in words(folder / "letter.html")  # ids of no platform's form
    monkeypatch.setattr(
        "demasque.publish.referral.original_ids.account_link",
        lambda _, account: f"https://x.com/{account}",
    )
    refer(case, tmp_path / "l.html")
    assert "Addresses are built" in words(tmp_path / "l.html")


def test_notes_name_the_receiver_where_the_platform_is_unknown(case: HandedCase) -> None:
    with CaseStore.open(case.path) as store:
        handed = handed_campaigns(read_findings(store, campaigns=["C1"]))[0]
    notes = list(before_sending(handed, ReferralRules(None, ours=True), "Twitter"))
    assert any("No headings of Twitter's rules are kept" in each for each in notes)


def test_a_judgement_without_the_source_it_needs_is_refused(
    case: HandedCase, tmp_path: Path
) -> None:
    with demasque.open_case(case.path) as opened:
        store = opened._store
        body = {
            **about(store, "C1"), "rung": 4, "likelihood": "likely", "confidence": "high",
            "statement": "Example Actor does.", "because": "We know them.", "sources": [],
        }  # fmt: skip
        entry = write_entry(store, EntryKind.JUDGEMENT, BY, body)
        with pytest.raises(UsageError, match=f"{entry.id} of C1, on rung 4, has no source"):
            opened.refer(tmp_path / "l.html", "C1", "x", by=BY, contact=CONTACT, reveal=True)
        opened.withdraw_judgement(entry.id, by=BY, because="No source.")
    assert list(tmp_path.iterdir()) == []


def test_the_same_request_gives_the_same_bytes(
    case: HandedCase, folder: Path, tmp_path: Path
) -> None:
    refer(case, tmp_path / "again")
    for file in sorted(folder.iterdir()):
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name
    with zipfile.ZipFile(io.BytesIO((folder / "letter.docx").read_bytes())) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_french_has_the_notice_of_a_trusted_flagger_only_where_asked(
    case: HandedCase, tmp_path: Path
) -> None:
    status = "statut attribué par le Coordinateur exemple le 4 mars 2026"
    refer(case, tmp_path / "fr.html", lang="fr")
    refer(case, tmp_path / "tf.html", lang="fr", trusted_flagger=status)
    plain, flagged = words(tmp_path / "fr.html"), words(tmp_path / "tf.html")
    assert "selon vos propres règles" in plain
    assert "«" in plain
    assert "“" not in plain
    assert "article 22" not in plain
    assert status in flagged
    for point in ("point a)", "point b)", "point c)", "point d)"):
        assert point in flagged


def test_custody_says_that_ids_were_revealed_before_what_was_handed_to_whom(
    case: HandedCase, tmp_path: Path
) -> None:
    made = refer(case, tmp_path / "y.html", "youtube", to="Trust and Safety")
    lines = (case.path / "custody.log").read_text("utf-8").splitlines()
    revealed, handed = [json.loads(line) for line in lines[-2:]]
    assert (revealed["action"], handed["action"]) == ("reveal", "handover")
    assert handed["details"]["receiver"] == made.receiver == "Trust and Safety"
    assert handed["details"]["accounts"] == made.accounts > 0
    with demasque.open_case(case.path) as opened:
        kept = opened.sql(
            "SELECT DISTINCT account FROM handed_over WHERE handover = ?",
            (handed["details"]["id"],),
        )
        assert set(kept["account"].to_pylist()) <= set(case.members)


def test_who_is_doubted_is_left_out_and_counted(tmp_path: Path, case: HandedCase) -> None:
    with demasque.open_case(case.path) as opened:
        doubted = next(
            each for each in case.members if "x" in opened.sql(
                "SELECT platform FROM posts WHERE account = ?", (each,))["platform"].to_pylist()
        )  # fmt: skip
        opened.decide(doubted, "unsure", by=BY, because="It may be a fan.")
    made = refer(case, tmp_path / "u.html")
    assert made.unsure == 1
    assert "1 account is left out because a named person is unsure" in words(tmp_path / "u.html")
    assert not raw_ids(case, [doubted], "x") & set(words(tmp_path / "u.html").split())
    with demasque.open_case(case.path) as opened:
        opened.undecide(doubted, by=BY)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"reveal": False}, "--reveal"),
        ({"platform": "tiktok"}, "Its accounts are on"),
        ({"by": " "}, "Say who writes"),
        ({"contact": " "}, "report errors"),
        ({"contact": "by post", "trusted_flagger": "awarded"}, "e-mail"),
        ({"trusted_flagger": " "}, "awarded"),
        ({"lang": "de"}, "no wording"),
        ({"platform": "unknown"}, "--to"),
        ({"name": "letter.odt"}, ".html or .docx"),
    ],
)
def test_wrong_requests_are_answered_in_words_and_write_nothing(
    case: HandedCase, tmp_path: Path, more: dict[str, object], told: str
) -> None:
    name = str(more.pop("name", "letter.html")) if "name" in more else "letter.html"
    with pytest.raises(UsageError, match=re.escape(told)):
        refer(case, tmp_path / name, **more)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_campaign_that_is_not_there_is_refused(case: HandedCase, tmp_path: Path) -> None:
    with demasque.open_case(case.path) as opened, pytest.raises(UsageError, match="C99"):
        opened.refer(tmp_path / "l.html", "C99", "x", by=BY, contact=CONTACT, reveal=True)


def test_a_person_who_finds_signs_unlikely_is_not_outvoted(
    case: HandedCase, tmp_path: Path
) -> None:
    with demasque.open_case(case.path) as opened:
        doubt = opened.judge(
            "C1", rung=2, by=BY, likelihood="unlikely", confidence="low", because="I know them."
        )
        with pytest.raises(UsageError, match=doubt.id):
            opened.refer(tmp_path / "l.html", "C1", "x", by=BY, contact=CONTACT, reveal=True)
        opened.withdraw_judgement(doubt.id, by=BY, because="I looked again.")


def test_a_letter_names_no_more_accounts_than_it_can_hold(
    case: HandedCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demasque.publish.referral.referring.ACCOUNTS_LISTED", 2)
    with pytest.raises(UsageError, match="Give a folder"):
        refer(case, tmp_path / "l.html")
    made = refer(case, tmp_path / "all")
    assert len(table(tmp_path / "all" / "accounts.csv")) == made.accounts > 2
    assert "the 2 accounts with the most such posts" in words(tmp_path / "all" / "letter.html")


def test_without_python_docx_a_folder_says_what_it_leaves_out(
    case: HandedCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    assert not letter_document.can_make_documents()
    with pytest.raises(DemasqueError, match="python-docx"):
        refer(case, tmp_path / "l.docx")
    made = refer(case, tmp_path / "all")
    assert any("python-docx" in note for note in made.notes)
    assert not (tmp_path / "all" / "letter.docx").exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("name = ", "not TOML"),
        ('name = "X"', "platforms"),
        ('platforms = ["x"]', "name"),
        ('platforms = ["x"]\nname = "X"', "policy"),
        ('platforms = ["x"]\nname = "X"\n[[policy]]\nlink = "https://x.com"', "title"),
        ('platforms = ["vk"]\nname = "VK"\n[[policy]]\ntitle = "T"\nlink = "https://vk.com/terms"'
         '\nlanguage = "ru"\nchecked = 2026-01-02', "not of x"),
        ('platforms = ["x"]\nname = "X"\n[[policy]]\ntitle = "T"\nlink = "https://x.com/terms"'
         '\nlanguage = "en"\nchecked = 2126-01-02',
         r"mine.toml, field policy, checked \(T\): 2126-01-02 has not come yet"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_headings_is_answered_with_the_field(
    case: HandedCase, tmp_path: Path, content: str, told: str
) -> None:
    kept = tmp_path / "mine.toml"
    kept.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=told):
        refer(case, tmp_path / "l.html", policies=kept)


def test_headings_of_an_analyst_take_the_place_of_those_that_ship(
    case: HandedCase, tmp_path: Path
) -> None:
    kept = tmp_path / "mine.toml"
    kept.write_text(
        'platforms = ["x"]\nname = "X Corp."\n[[policy]]\ntitle = "A rule"\nlanguage = "en"\n'
        'link = "https://x.example/rule"\nchecked = 2020-01-02\n',
        "utf-8",
    )
    made = refer(case, tmp_path / "l.html", policies=kept)
    assert made.receiver == "X Corp."
    assert "A rule (en): https://x.example/rule (read on 2 Jan 2020)" in words(tmp_path / "l.html")
    assert any("more than a year ago" in note for note in made.notes)


@pytest.mark.parametrize(
    "platform",
    ["youtube", "facebook", "instagram", "threads", "x", "tiktok", "reddit", "telegram", "bluesky"],
)
def test_headings_that_ship_are_whole(platform: str) -> None:
    kept = kept_policies(platform)
    assert kept is not None
    assert all(each.link.startswith("https://") and each.title for each in kept.policies)


def test_a_full_disk_leaves_the_letter_before(
    case: HandedCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refer(case, tmp_path / "l.html")
    before = (tmp_path / "l.html").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match="No space left"):
        refer(case, tmp_path / "l.html", lang="fr")
    monkeypatch.undo()
    assert (tmp_path / "l.html").read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["l.html"]


def test_words_of_the_request_are_put_on_one_line() -> None:
    asked = ReferralRequest("C1", "x", " A.\n Writer ", " a@b.example ", " ")
    assert asked.checked() == replace(asked, by="A. Writer", contact="a@b.example", receiver=None)
