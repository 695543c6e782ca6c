"""Pages of messages, pictures and clips, and venues: what an analyst is promised there."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from io import StringIO
from time import sleep

import pytest

from demasque.findings import PostSearch, WordIndex, posts_fingerprint
from handed_case import HandedCase, handed_case
from media_rows import CLIPS, VICTIM, media, plain, with_media

pytest.importorskip("starlette", reason="the page needs the extra web")
pytest.importorskip("httpx", reason="Starlette's TestClient needs httpx")

from starlette.testclient import TestClient

from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.searching.case_search import case_search
from demasque.web.searching.word_indexes import IndexBuild, WordIndexes
from demasque.web.serving import guarded
from demasque.web.sessions import Session, Sessions

HOST = "http://127.0.0.1:8765"


@dataclass
class Reader:
    """A browser that was let in."""

    client: TestClient
    case: HandedCase
    session: Session
    keeper: EditionKeeper

    def get(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        return answer.text

    def rows(self, address: str) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(self.get(address))))


@contextmanager
def _let_in(case: HandedCase) -> Iterator[Reader]:
    sessions = Sessions("en", read_only=False)
    with (
        EditionKeeper(case.path) as keeper,
        TestClient(guarded(keeper, sessions), HOST) as client,
    ):
        client.get("/", params={"token": sessions.token})
        session = sessions.get(client.cookies["demasque"])
        assert session is not None
        yield Reader(client, case, session, keeper)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    case = handed_case(tmp_path_factory.mktemp("things"))
    with _let_in(case) as let_in:
        yield let_in


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A case with pictures, one of which is a private person's."""
    folder = tmp_path_factory.mktemp("pictures")
    with with_media(folder, private=("bystander0",)) as store:
        path = store.path
    with _let_in(HandedCase(path)) as let_in:
        yield let_in


def test_messages_are_listed_with_who_carried_them(reader: Reader) -> None:
    page = reader.get("/messages")
    assert "The committee hides its minutes" in page
    rows = reader.rows("/messages?csv=messages")
    assert {"code", "accounts", "members", "others", "posts"} <= rows[0].keys()
    # Each message of the operation was posted by its 24 accounts; one of them people excluded.
    assert max(int(row["accounts"]) for row in rows) == 23
    assert all(int(row["members"]) + int(row["others"]) == int(row["accounts"]) for row in rows)


def test_a_list_is_sorted_by_the_column_asked_for(reader: Reader) -> None:
    page = reader.get("/messages?sort=first_at")
    times = re.findall(r'<td class="w"><time datetime="([^"]+)"', page)[::2]
    assert times == sorted(times)
    assert 'aria-sort="ascending"' in page
    refused = reader.get("/messages?sort=<script>", 404)
    assert "This list is not sorted by" in refused
    assert "<script>'" not in refused


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 30])
def test_what_is_no_page_is_said(reader: Reader, page: str) -> None:
    assert "is not the number of a page." in reader.get(f"/messages?page={page}", 404)


def test_a_page_behind_the_last_is_said(reader: Reader) -> None:
    assert "This list has 1 page." in reader.get("/messages?page=2", 404)


def _code(reader: Reader, words: str) -> str:
    page = reader.get("/messages")
    found = re.search(rf'href="/messages/([^"]+)">[^<]*</a>(?:(?!</th>).)*{words}', page, re.S)
    assert found is not None
    return found[1]


def test_a_message_shows_its_words_where_it_was_posted_and_its_posts(reader: Reader) -> None:
    code = _code(reader, "委员会")
    page = reader.get(f"/messages/{code}")
    assert "委员会向所有要求查看会议记录的人" in page
    assert 'href="/campaigns/C1"' in page
    assert "youtube" in page
    assert "Ministry of Minutes" in page
    posts = reader.rows(f"/messages/{code}?csv=posts")
    assert {*reader.case.members, reader.case.excluded} <= {row["account"] for row in posts}
    for name in ("Paul Particulier", "Zoe_Handle", "rawacct-"):
        assert name not in page


def test_an_excluded_account_is_marked_and_in_no_figure(reader: Reader) -> None:
    page = reader.get(f"/messages/{_code(reader, '委员会')}")
    assert "<dt>Accounts</dt><dd>23</dd>" in page
    assert "1 account that people excluded posted it too" in page
    assert "excluded by people: in no figure" in page
    assert f'href="/accounts/{reader.case.excluded}"' in page


def test_a_message_is_reached_by_code_in_either_case_and_by_number(reader: Reader) -> None:
    code = _code(reader, "委员会")
    rows = reader.rows("/messages?csv=messages")
    trace = next(row["trace"] for row in rows if row["code"] == code)
    posts = reader.get(f"/messages/{code}?csv=posts")
    assert reader.get(f"/messages/{code.lower()}?csv=posts") == posts
    assert reader.get(f"/messages/{trace}?csv=posts") == posts


@pytest.mark.parametrize("code", ["Nzzzz", "N", "W999", "12", "9" * 40, "-", "%00", "..%2f..", "é"])
def test_a_message_that_is_not_there_is_said(reader: Reader, code: str) -> None:
    answer = reader.client.get(f"/messages/{code}")
    assert answer.status_code == 404


def test_hostile_words_are_inert(reader: Reader) -> None:
    page = reader.get("/messages")
    assert "&lt;script&gt;alert(" in page
    assert "<script>alert(" not in page
    code = _code(reader, "&lt;script&gt;")
    assert "<script>alert(" not in reader.get(f"/messages/{code}")


def test_a_stretch_of_time_narrows_list_and_message(reader: Reader) -> None:
    code = _code(reader, "委员会")
    assert "委员会" not in reader.get("/messages?until=2026-03-02T12:00")
    empty = reader.get(f"/messages/{code}?until=2026-03-02T12:00")
    assert "<dt>Posts</dt><dd>0</dd>" in empty
    assert "Figures are of the stretch of time that was asked for." in empty


def test_venues_stand_with_names_of_bodies_and_none_of_persons(reader: Reader) -> None:
    page = reader.get("/venues")
    assert "Ministry of Minutes" in page
    assert "private person" in page
    assert "Paul Particulier" not in page
    ministry = reader.case.venues["rawacct-ministry"]
    page = reader.get(f"/venues/{ministry}")
    assert "Ministry of Minutes" in page
    assert "department" in page
    assert "of these posts are of members of groups" in page
    posts = reader.rows(f"/venues/{ministry}?csv=posts")
    assert posts
    assert {row["venue"] for row in posts} == {ministry}
    private = reader.case.venues["rawacct-somebody"]
    assert "Paul Particulier" not in reader.get(f"/venues/{private}")


def test_a_venue_that_is_not_there_is_said(reader: Reader) -> None:
    assert "This case has no account" in reader.get("/venues/nobody", 404)


def test_pages_are_worded_in_french(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    code = reader.rows("/messages?csv=messages")[0]["code"]
    venue = reader.case.venues["rawacct-ministry"]
    monkeypatch.setattr(reader.session, "lang", "fr")
    for address, words in (
        ("/messages", "Membres de groupes"),
        (f"/messages/{code}", "Ses formulations"),
        ("/venues", "Heures de déferlement"),
        (f"/venues/{venue}", "Ce qui y a été placé"),
        ("/media", "Aucune image ni vidéo"),
    ):
        assert words in unescape(reader.get(address))


def test_no_page_has_a_style_a_script_or_an_address_of_elsewhere(
    reader: Reader, gallery: Reader
) -> None:
    code = reader.rows("/messages?csv=messages")[0]["code"]
    venue = reader.case.venues["rawacct-ministry"]
    addresses = ["/messages", f"/messages/{code}", "/venues", f"/venues/{venue}", "/media"]
    pages = [reader.get(each) for each in addresses]
    pages += [gallery.get("/media"), gallery.get(f"/media/{media('clip')}")]
    for page in pages:
        assert " style=" not in page
        assert not re.findall(r"<[^>]* on\w+=", page)
        assert not re.findall(r'(?:href|src|action)="(?![/?#])', page)


@pytest.fixture(scope="module")
def indexed(reader: Reader) -> Reader:
    """The same, its index of words made."""
    reader.get("/search?q=minutes")
    for _ in range(300):
        if "The index of words is being made" not in reader.get("/search?q=minutes"):
            break
        sleep(0.1)
    return reader


def test_a_search_finds_each_copied_message_once_with_its_posts(indexed: Reader) -> None:
    page = indexed.get("/search?q=会议记录")
    assert page.count('class="post"') == 1
    assert "<mark>会议记录</mark>" in page
    code = _code(indexed, "委员会")
    assert f'href="/messages/{code}"' in page
    assert "23 posts" in page
    assert len(indexed.rows("/search?q=会议记录&csv=posts")) == 24


def test_a_search_is_narrowed_by_group_language_platform_and_time(indexed: Reader) -> None:
    assert "No post was found" in indexed.get("/search?q=会议记录&platform=none")
    assert "No post was found" in indexed.get("/search?q=会议记录&until=2026-03-02")
    narrowed = indexed.rows("/search?q=会议记录&platform=x&group=C1&csv=posts")
    assert 0 < len(narrowed) < 24
    assert {row["platform"] for row in narrowed} == {"x"}


def test_a_search_finds_sites_accounts_and_groups_by_name(indexed: Reader) -> None:
    assert 'href="/search?site=minutes.example.net"' in indexed.get("/search?q=minutes.example")
    assert "<mark>" not in indexed.get("/search?site=minutes.example.net")
    assert "No post was found" not in indexed.get("/search?site=minutes.example.net")


def test_a_search_finds_a_link_as_it_was_written(indexed: Reader) -> None:
    shown = indexed.get("/search?q=https://minutes.example.net/item/4")
    assert 'href="/search?link=minutes.example.net/item/4"' in shown
    assert "No post was found" not in indexed.get("/search?link=minutes.example.net/item/4")
    assert "No post was found" in indexed.get("/search?link=minutes.example.net/item/400")
    account = indexed.case.members[0]
    assert f'href="/accounts/{account}"' in indexed.get(f"/search?q={account[:8]}")
    assert 'href="/campaigns/C1"' in indexed.get("/search?q=c1")


@pytest.mark.parametrize("query", ['"', "-", '") OR (', "<script>alert(1)</script>", "%00", "%ff"])
def test_a_hostile_query_harms_nothing(indexed: Reader, query: str) -> None:
    page = indexed.get(f"/search?q={query}")
    assert "<script>alert(1)" not in page


def test_a_long_query_is_read_at_its_beginning(indexed: Reader) -> None:
    page = indexed.get("/search?q=" + "minutes " * 60)
    assert "The question was long: its beginning was read." in page
    assert "The address is too long." in indexed.get("/search?q=" + "minutes " * 1_250, 414)


def test_a_search_without_a_word_says_how_to_ask(indexed: Reader) -> None:
    assert "All words must stand in a post" in indexed.get("/search")
    assert "There is no word to look for in that." in indexed.get("/search?q=%21%21")


def test_a_search_before_the_index_says_so_and_answers(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = IndexBuild((0, 0))
    search, _ = case_search(reader.keeper.current())
    unready = PostSearch(reader.keeper.current().store, search.order, search.standing, None)
    monkeypatch.setattr(
        "demasque.web.pages.search_view.case_search", lambda edition: (unready, waiting)
    )
    page = reader.get("/search?q=会议记录")
    assert "The index of words is being made" in page
    assert "<mark>会议记录</mark>" in page
    waiting.impossible = True
    assert "has no full-text index (FTS5)" in reader.get("/search?q=会议记录")


def test_an_index_is_made_once_for_the_same_posts(reader: Reader) -> None:
    store, indexes = reader.keeper.current().store, WordIndexes()
    posts = posts_fingerprint(store)
    first = indexes.of(store, posts)
    assert indexes.of(store, posts) is first
    first.wait(60)
    assert first.index is not None
    assert indexes.of(store, posts) is first


def test_an_index_that_could_not_be_made_is_tried_again(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> WordIndex:
        raise OSError("no room")

    store, indexes = reader.keeper.current().store, WordIndexes()
    posts = posts_fingerprint(store)
    with monkeypatch.context() as patched:
        patched.setattr(WordIndex, "make", failing)
        first = indexes.of(store, posts)
        first.wait(60)
    assert first.failed
    again = indexes.of(store, posts)
    again.wait(60)
    assert again.index is not None


def test_media_is_a_sheet_of_blurred_pictures(gallery: Reader) -> None:
    page = gallery.get("/media")
    assert f'src="/media/{media("clip")}/picture"' in page
    assert f'src="/media/{media("victim")}/picture"' not in page
    assert "protected: not shown" in page
    assert "clear=1" not in page


def test_a_picture_is_blurred_unless_it_is_asked_for_clear(gallery: Reader) -> None:
    answer = gallery.client.get(f"/media/{media('clip')}/picture")
    assert answer.content == plain("clip", True)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    clear = gallery.client.get(f"/media/{media('clip')}/picture?clear=1")
    assert clear.content == plain("clip", False)


@pytest.mark.parametrize("name", VICTIM)
@pytest.mark.parametrize("asked", ["", "?clear=1"])
def test_a_protected_picture_is_never_answered(gallery: Reader, name: str, asked: str) -> None:
    for address in (f"/media/{media(name)}/picture", f"/media/{media(name).upper()}/picture"):
        assert "There is no picture to show here." in gallery.get(address + asked, 404)


@pytest.mark.parametrize("name", ["../../store.duckdb", "..%2f..%2fstore.duckdb", "x", "%00"])
def test_no_other_file_is_answered(gallery: Reader, name: str) -> None:
    assert gallery.client.get(f"/media/{name}/picture").status_code == 404


def test_a_clip_shows_its_versions_and_where_it_was_posted(gallery: Reader) -> None:
    page = gallery.get(f"/media/{media('clip')}")
    assert all(f'href="/media/{media(name)}"' in page for name in CLIPS)
    assert "mirrored" in page
    assert "THE GREEN LIGHTHOUSE" in page
    assert "<dt>Posts</dt><dd>56</dd>" in page
    assert "Show it clearly" in page
    clear = gallery.get(f"/media/{media('clip')}?clear=1")
    assert f'src="/media/{media("clip")}/picture?clear=1"' in clear
    assert "Blur it again" in clear


def test_of_a_protected_file_no_word_is_told(gallery: Reader) -> None:
    page = gallery.get(f"/media/{media('victim')}?clear=1")
    assert "This file is protected" in page
    assert "HER OWN WORDS" not in page
    assert "/picture" not in page


def test_a_file_that_is_not_there_is_said(gallery: Reader) -> None:
    assert "This case has no picture or clip" in gallery.get("/media/abc", 404)


def test_the_files_themselves_are_not_served(gallery: Reader) -> None:
    for address in (f"/media/{media('clip')}/file", "/evidence/", f"/evidence/{media('clip')}"):
        gallery.get(address, 404)
