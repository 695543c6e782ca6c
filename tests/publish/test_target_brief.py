"""What somebody who was targeted is told: counts that are right, nothing repeated, nobody named."""

import json
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demasque.api import Case
from demasque.campaigns import aimed_posts, find_campaigns
from demasque.case import CaseStore
from demasque.dossier.handovers.handed_over import handovers
from demasque.dossier.journal.journal import EntryKind, write_entry
from demasque.dossier.judging_by_people.judged_members import about
from demasque.errors import UsageError
from demasque.findings import named_venue
from demasque.publish import write_target_brief
from demasque.publish.target_brief.contact_list import (
    LONGEST_WORDS,
    MOST_CONTACTS,
    countries,
    read_contacts,
    shipped_contacts,
)
from demasque.publish.target_brief.known_of_posters import LONGEST_STATEMENT
from demasque.schema import (
    HASHTAGS,
    LINKS,
    MEDIA_USE,
    MEMBERSHIPS,
    MENTIONS,
    PERSONAL_DETAILS,
    POSTS,
    VENUE_LIST,
)
from demasque.wording import LANGUAGES
from hand_made import SENTENCES, case_of, minutes, rows, world
from read_once import read_once

TODAY = date(2026, 3, 20)
BROWSER = next((p for n in ("chromium", "google-chrome") if (p := shutil.which(n))), None)


def targeted() -> dict[str, pa.Table]:
    """The hand-made world: a ministry under whose posts eight accounts post, and a person whom
    two of their posts mention."""
    tables = world()
    own = [row for row in tables["posts"].to_pylist() if row["account"].startswith("op")]
    under = [row["post"] for row in own if row["venue"] == "ministry"]
    return tables | {
        "mentions": rows(MENTIONS, [{"post": p, "account": "person"} for p in under[:2]]),
        "links": rows(LINKS, [{"post": under[0], "url": "https://content.example/bad"}]),
        "hashtags": rows(HASHTAGS, [{"post": p, "tag": "ShameOnThem"} for p in under[:5]]),
        "media_use": rows(MEDIA_USE, [{"post": p, "media": "f" * 64} for p in under[:3]]),
        "personal_details": rows(
            PERSONAL_DETAILS,
            [{"post": under[0], "kind": kind, "count": 1} for kind in ("phone", "email")],
        ),
        "venue_list": rows(
            VENUE_LIST,
            [
                {"account": "ministry", "kind": "department", "name": "Ministère des Procès"},
                {"account": "person", "kind": "politician", "name": "Jeanne Exemple"},
                {"account": "bystander0", "kind": "media", "name": "Procès du jour"},
                {"account": "bystander1", "kind": "private_person", "name": None},
            ],
        ),
    }


@pytest.fixture(autouse=True)
def _reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demasque.findings.handover.target_findings.read_findings", read_once)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("targeted"), targeted()) as made:
        find_campaigns(made)
        with made.run("detect", {}, seed=1):
            pass
        yield made


def page(store: CaseStore, folder: Path, whom: str = "ministry", **asked: Any) -> str:
    path = folder / "brief.html"
    write_target_brief(store, path, named_venue(store, whom), today=TODAY, **asked)
    return path.read_text("utf-8")


Read = Callable[..., str]


@pytest.fixture(scope="module")
def read(store: CaseStore, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The page for somebody, each made once."""
    folder = tmp_path_factory.mktemp("read")
    return cache(lambda whom="ministry", **asked: page(store, folder, whom, **asked))


def words(html: str) -> str:
    body = html.split("</style>")[1]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def test_it_says_how_many_where_and_when(read: Read) -> None:
    text = words(read(country="CA"))
    assert "Posts found that address you: 56. They come from 8 accounts" in text
    assert "from 2 Mar 2026 to 8 Mar 2026 (UTC), on 7 days." in text
    assert "The day with most of them was 2 Mar 2026 (8 posts)." in text
    assert "under your posts or on your page (56)" in text
    assert "facebook (28) and x (28)" in text
    for told in (
        *("telephone numbers: in 1 post", "e-mail addresses: in 1 post"),
        *("pictures or clips: in 3 posts", "links to other pages: in 1 post"),
        *("hashtags: in 5 posts", "First, ask the platform to remove the posts"),
    ):
        assert told in text, told


def test_a_post_that_addresses_somebody_twice_is_counted_once(store: CaseStore, read: Read) -> None:
    found = aimed_posts(store, ["ministry", "person"])
    assert found is not None
    assert (found.posts, found.under, found.mentions) == (56, 56, 0)
    assert "mentioning you (2)" in words(read("person", lang="en", country="CA"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_repeated_nobody_named_and_nothing_leads_there(read: Read, lang: str) -> None:
    for whom in ("ministry", "person"):
        html = read(whom, lang=lang, country="CA")
        for sentence, _ in SENTENCES:
            assert sentence[:30] not in unescape(html)
        for gone in ("op000", "Jeanne Exemple", "ShameOnThem", "content.example", "a1"):
            assert gone not in html.split("</style>")[1], gone
        assert not re.search(r"<a\b|href|<img|src=|://|mailto:|tel:|url\(|@import", html)
    assert "Ministère des Procès" in read("ministry", lang=lang, country="CA")


def test_it_never_says_who_is_behind_it(read: Read) -> None:
    text = words(read())
    assert "Who is behind these accounts, and why they do it. This program does not" in text
    assert "Genuine people and offices coordinate too." in text
    assert "does not assess danger" in text
    assert "call the emergency number of where you are" in text


def test_how_likely_and_how_sure_never_share_a_sentence(read: Read) -> None:
    paragraphs = re.findall(r"<p>(.*?)</p>", read())
    likely = [one for one in paragraphs if re.search(r"likel|certain", one)]
    assert likely
    assert not any("onfidence" in one for one in likely)
    assert any("onfidence" in one for one in paragraphs)


def test_the_same_case_gives_the_same_bytes(store: CaseStore, tmp_path: Path, read: Read) -> None:
    assert page(store, tmp_path, country="CA") == read(country="CA")


def test_a_body_is_found_by_its_name_without_accents_and_capitals(store: CaseStore) -> None:
    for word in ("Ministère des Procès", "MINISTERE DES PROCES", "ministere"):
        assert named_venue(store, word).accounts == ("ministry",)
    assert named_venue(store, "ministry").name == "Ministère des Procès"
    assert named_venue(store, "jeanne exemple").name is None
    with pytest.raises(UsageError, match="Ministère des Procès, Procès du jour"):
        named_venue(store, "proces")
    with pytest.raises(UsageError, match="Nobody on the list of venues is called 'the king'"):
        named_venue(store, "the king")
    with pytest.raises(UsageError, match="no account of 'x' with the id '12345'"):
        named_venue(store, "12345", "x")


def test_an_account_is_found_by_the_platforms_own_id(tmp_path: Path) -> None:
    tables = targeted()
    with case_of(tmp_path) as store:
        (made,) = store.names.many("account", "x", pa.array(["12345"])).to_pylist()
        posts = [
            row | {"venue": made if row["venue"] else None} for row in tables["posts"].to_pylist()
        ]
        store.replace(tables | {"posts": rows(POSTS, posts)})
        assert named_venue(store, "@12345", " X ").accounts == (made,)


def test_where_nobody_attacked_there_is_a_sentence_and_no_file(
    store: CaseStore, tmp_path: Path
) -> None:
    before = len(handovers(store))
    for whom in ("bystander0", "bystander1", "op000"):
        with pytest.raises(UsageError, match="No post of a campaign addresses this account"):
            page(store, tmp_path, whom)
    with pytest.raises(UsageError, match="No post of C2 addresses this account"):
        page(store, tmp_path, campaign="C2")
    with pytest.raises(UsageError, match="There is no campaign C9"):
        page(store, tmp_path, campaign="C9")
    assert list(tmp_path.iterdir()) == []
    assert len(handovers(store)) == before


def test_the_custody_log_keeps_whom_it_was_handed_to_and_no_persons_name(
    store: CaseStore, tmp_path: Path
) -> None:
    for whom, receiver in (
        ("ministry", "Ministère des Procès"),
        ("jeanne", "the person targeted"),
    ):
        page(store, tmp_path, whom)
        made = {(each.form, each.receiver, each.accounts) for each in handovers(store)}
        assert ("brief", receiver, 0) in made
    assert "Jeanne" not in (store.path / "custody.log").read_text("utf-8")


def test_a_path_that_cannot_be_written_leaves_no_line_in_the_log(
    store: CaseStore, tmp_path: Path
) -> None:
    before = len(handovers(store))
    for name in ("brief.docx", "."):
        with pytest.raises(UsageError):
            write_target_brief(store, tmp_path / name, named_venue(store, "ministry"))
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_target_brief(store, tmp_path / "file" / "b.html", named_venue(store, "ministry"))
    assert len(handovers(store)) == before


def judged(store: CaseStore, rung: int, statement: str | None, sources: list[str]) -> str:
    body = {
        "rung": rung, "statement": statement, "likelihood": "likely", "confidence": "moderate",
        "because": "We know them.", "sources": sources,
    }  # fmt: skip
    return write_entry(
        store, EntryKind.JUDGEMENT, "A. Judge, an office", {**about(store, "C1"), **body}
    ).id


def test_an_actor_is_named_only_in_a_persons_words_with_a_source(tmp_path: Path) -> None:
    with case_of(tmp_path, targeted()) as store:
        find_campaigns(store)
        judged(store, 4, "Example Actor runs it <b>itself</b>.", ["https://www.office.example/1"])
        text = words(page(store, tmp_path))
        assert "A. Judge, an office judges (" in text
        assert "in these words: “Example Actor runs it <b>itself</b>.”" in text
        assert "Sources given for it: office.example/1." in text
        assert "Likelihood: likely (55% to 80%)." in text
        unsourced = judged(store, 4, "Example Actor does.", [])
        (tmp_path / "brief.html").unlink()
        with pytest.raises(UsageError, match=f"The judgement {unsourced} of C1, on rung 4, has no"):
            page(store, tmp_path)
        assert not (tmp_path / "brief.html").exists()


CONTACT = {
    "when": dict.fromkeys(LANGUAGES, ("when something goes on " * 9)[:LONGEST_WORDS].strip()),
    "who": dict.fromkeys(LANGUAGES, ("the office that minds " * 9)[:LONGEST_WORDS].strip()),
    "phone": "1 800 555 0142 / " * 2 + "1 800 555 0142",
    "email": "e" * 34 + "@office.example",
    "web": "https://office.example/" + "w" * 27,
    "form": True,
}


def contact_file(folder: Path, **changed: Any) -> Path:
    told = {
        "country": "XX", "checked": "2026-03-01", "contacts": [CONTACT] * MOST_CONTACTS,
        "source": dict.fromkeys(LANGUAGES, ("an office that says so " * 9)[:LONGEST_WORDS].strip()),
    }  # fmt: skip
    path = folder / "contacts.json"
    path.write_text(json.dumps(told | changed), "utf-8")
    return path


@pytest.fixture(scope="module")
def worst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    """As long a page as there can be: every kind of detail, way and platform, judged at length."""
    folder, tables = tmp_path_factory.mktemp("worst"), targeted()
    posts = tables["posts"].to_pylist()
    under = [n for n, row in enumerate(posts) if row["venue"] == "ministry"]
    for n in under:
        posts[n]["platform"] = f"a platform with a long name, number {n % 9}"
        if n % 5 == 0:
            posts[n]["kind"] = "quote"
        if n % 7 == 0:
            posts[n] |= {"venue": None, "parent": None}
    kinds = ("phone", "email", "address", "id_document")
    tables |= {
        "posts": rows(POSTS, posts),
        "mentions": rows(
            MENTIONS, [{"post": posts[n]["post"], "account": "ministry"} for n in under]
        ),
        "personal_details": rows(
            PERSONAL_DETAILS,
            [{"post": posts[n]["post"], "kind": k, "count": 1} for n in under for k in kinds],
        ),
        "venue_list": rows(
            VENUE_LIST, [{"account": "ministry", "kind": "department", "name": "Long name " * 40}]
        ),
    }
    with case_of(folder, tables) as store:
        find_campaigns(store)
        with store.run("detect", {}, seed=1):
            pass
        sources = [f"https://office.example/{'long/' * 30}{n}" for n in range(3)]
        judged(store, 4, "A long reason for it. " * (LONGEST_STATEMENT // 10), sources)
        yield store


def pages(pdf: Path) -> int:
    """Pages of a PDF, whose objects may stand in packed streams."""
    content = pdf.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    for each in streams:
        with suppress(zlib.error):
            content += zlib.decompressobj().decompress(each)
    return len(re.findall(rb"/Type\s*/Page\b", content))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_brief_takes_two_printed_pages(
    worst: CaseStore, tmp_path: Path, lang: str
) -> None:
    venue, contacts = named_venue(worst, "ministry"), contact_file(tmp_path)
    path = tmp_path / "brief.html"
    write_target_brief(worst, path, venue, lang=lang, contacts=contacts, today=TODAY)
    if BROWSER is None:
        pytest.skip("no chromium is installed here")
    printed = tmp_path / "brief.pdf"
    subprocess.run(
        [
            *(BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            f"--user-data-dir={tmp_path / 'profile'}",
            *(f"--print-to-pdf={printed}", path.as_uri()),
        ],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert pages(printed) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_pdf_takes_two_pages(worst: CaseStore, tmp_path: Path, lang: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", "import weasyprint"], capture_output=True, check=False
    )
    if asked.returncode:
        pytest.skip("no WeasyPrint here")
    venue, contacts = named_venue(worst, "ministry"), contact_file(tmp_path)
    path = tmp_path / "brief.pdf"
    write_target_brief(worst, path, venue, lang=lang, contacts=contacts, today=TODAY)
    assert pages(path) == 2


def test_the_lists_that_ship_are_whole_in_every_language() -> None:
    assert countries() == ("CA",)
    for lang in LANGUAGES:
        for country in countries():
            listed = shipped_contacts(country.lower(), lang)
            assert listed.emergency == "911"
            assert listed.checked == date(2025, 3, 6)
            assert all(each.when and each.who and each.phone for each in listed.contacts)
    with pytest.raises(UsageError, match=r"no contacts for 'DE'\. There are for: CA"):
        shipped_contacts("DE", "en")


def test_contacts_stand_on_the_page_with_the_day_and_the_source(read: Read) -> None:
    text = words(read(country="CA"))
    for told in (
        *("1-833-CYBER-88", "RCMP.NSIN-RISN.GRC@rcmp-grc.gc.ca", "Checked on 6 Mar 2025"),
        *("Global Affairs Canada", "if that day is more than a year ago, check them"),
        "If you feel threatened, call 911.",
    ):
        assert told in text, told


def test_old_contacts_are_said_on_screen_and_leave_the_page_as_it_is(
    store: CaseStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(store, "tell", said.append)
    venue, path = named_venue(store, "ministry"), tmp_path / "b.html"
    made = []
    for after in (365, 366):
        today = date(2025, 3, 6) + timedelta(days=after)
        write_target_brief(store, path, venue, country="CA", today=today)
        made.append((path.read_bytes(), len(said)))
    assert made[0] == (made[1][0], 0)
    assert said == [
        "The contacts were checked on 2025-03-06, more than a year ago: check them before you hand "
        "the page over."
    ]
    write_target_brief(store, path, venue)
    assert "Contacts can be added with --country (CA)" in said[-1]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"checked": "6 March 2025"}, "field checked: a day such as 2025-03-06 is needed"),
        ({"checked": None}, "field checked: nothing stands here"),
        ({"checked": "2031-01-01"}, "field checked: 2031-01-01 has not come yet"),
        ({"source": "us"}, "field source, en: nothing stands here"),
        ({"contacts": []}, "field contacts: a list of 1 to 5 is needed"),
        ({"contacts": [CONTACT] * 6}, "field contacts: a list of 1 to 5 is needed"),
        ({"contacts": ["police"]}, "field contacts 1, when, en: nothing stands here"),
        ({"contacts": [CONTACT, CONTACT | {"phone": "none"}]}, "field contacts 2, phone: a number"),
        ({"contacts": [CONTACT | {"email": "none"}]}, "field contacts 1, email: an e-mail address"),
        ({"contacts": [CONTACT | {"form": "yes"}]}, "field contacts 1, form: true or false"),
        ({"contacts": [CONTACT | {"who": {"fr": "Police"}}]}, "field contacts 1, who, en: nothing"),
        ({"country": "X" * 121}, "field country: more than 120 characters"),
    ],
)
def test_a_wrong_list_of_contacts_is_said_with_its_field(
    tmp_path: Path, changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        read_contacts(contact_file(tmp_path, **changed), "en", TODAY)


def test_a_list_that_is_no_list_is_said(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    for content in (b"", b"{", b"[" * 100_000, b"[]", b"\xff\xfe"):
        path.write_bytes(content)
        with pytest.raises(UsageError):
            read_contacts(path, "en")
    with pytest.raises(UsageError, match=r"nowhere.json cannot be read"):
        read_contacts(tmp_path / "nowhere.json", "en")


NAMES = ("m0", "m1", "m2", "t0", "t1", "o0")
POST = st.fixed_dictionaries(
    {
        "account": st.sampled_from(NAMES),
        "kind": st.sampled_from(("original", "repost", "quote", "comment")),
        "venue": st.sampled_from((None, *NAMES)),
        "parent": st.sampled_from((None, "p0", "p1", "p2")),
        "mentions": st.sets(st.sampled_from(NAMES), max_size=2),
        "day": st.integers(0, 3),
    }
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("random")) as store:
        yield store


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    posts=st.lists(POST, max_size=12), targets=st.sets(st.sampled_from(("t0", "t1")), min_size=1)
)
def test_the_counts_are_those_that_counting_by_hand_gives(
    empty: CaseStore, posts: list[dict[str, Any]], targets: set[str]
) -> None:
    author = {f"p{n}": each["account"] for n, each in enumerate(posts)}
    ways: dict[str, str] = {}
    for n, each in enumerate(posts):
        name, asked = f"p{n}", set()
        if each["kind"] == "repost":
            continue
        under = each["venue"] or author.get(each["parent"])
        if under in targets and under != each["account"]:
            asked.add("1 quote" if each["kind"] == "quote" else "0 under")
        if (each["mentions"] & targets) - {each["account"]}:
            asked.add("2 mention")
        if asked:
            ways[name] = min(asked)[2:]
    members = {name for name in ways if author[name].startswith("m")}
    empty.replace(
        {
            "posts": rows(
                POSTS,
                [
                    {key: each[key] for key in ("account", "kind", "venue", "parent")}
                    | {"post": f"p{n}", "posted_at": minutes(each["day"] * 1440)}
                    | {"time_precision": "second", "platform": f"on {each['account']}"}
                    for n, each in enumerate(posts)
                ],
            ),
            "mentions": rows(
                MENTIONS,
                [
                    {"post": f"p{n}", "account": one}
                    for n, each in enumerate(posts)
                    for one in sorted(each["mentions"])
                ],
            ),
            "memberships": rows(
                MEMBERSHIPS,
                [
                    {"campaign": "C1", "account": f"m{n}", "bits": 9.0, "partners": 2}
                    for n in range(3)
                ],
            ),
        }
    )
    found = aimed_posts(empty, sorted(targets))
    if not members:
        assert found is None
        return
    assert found is not None
    assert (found.posts, found.by_anybody) == (len(members), len(ways))
    assert found.accounts == len({author[name] for name in members})
    told = {"under": found.under, "quote": found.quotes, "mention": found.mentions}
    assert told == {way: sum(ways[n] == way for n in members) for way in told}
    assert sum(n for _, n in found.platforms) == sum(n for _, n in found.days) == len(members)
    assert aimed_posts(empty, sorted(targets), ["C2"]) is None


def test_the_case_does_the_same_as_the_command(
    store: CaseStore, tmp_path: Path, read: Read
) -> None:
    made = Case(store).brief_for(tmp_path / "a.html", "MINISTERE", country="CA")
    assert made.read_text("utf-8") == read(country="CA")
