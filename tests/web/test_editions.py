"""The page keeps up with the case, and is of one state of it at any moment."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest

import demasque
from handed_case import HandedCase, handed_case

pytest.importorskip("starlette", reason="the page is in the extra web")
pytest.importorskip("httpx", reason="Starlette's TestClient needs httpx")

from starlette.testclient import TestClient

from demasque.case import CaseStore
from demasque.errors import DemasqueError
from demasque.sentences import Sentence
from demasque.web.answering.reading_ahead import read_ahead
from demasque.web.editions.edition import Edition
from demasque.web.editions.following_the_case import following
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.editions.kept_values import KeptValues
from demasque.web.editions.page_cache import PageCache
from demasque.web.missing_pages import NotThereError
from demasque.web.serving import guarded
from demasque.web.sessions import Flash, Sessions

BASE = "http://127.0.0.1:8765"
OFFICE = "A. Analyst, Office"
WHY = "Known to us."

Browser = tuple[TestClient, Sessions]


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> HandedCase:
    return handed_case(tmp_path_factory.mktemp("editions"))


@pytest.fixture
def case(handed: HandedCase, tmp_path: Path) -> Path:
    shutil.copytree(handed.path, tmp_path / "case")
    return tmp_path / "case"


@pytest.fixture
def keeper(case: Path) -> Iterator[EditionKeeper]:
    with EditionKeeper(case) as kept:
        kept.prepare()
        yield kept


def copies(case: Path) -> list[str]:
    return sorted(path.parent.name for path in case.glob(".looking-*/*/store.duckdb"))


def exclude(path: Path, account: str) -> None:
    with demasque.open_case(path) as case:
        case.decide(account, "exclude", by=OFFICE, because=WHY)


@pytest.fixture
def browser(keeper: EditionKeeper) -> Iterator[Browser]:
    sessions = Sessions("en", read_only=False)
    with TestClient(guarded(keeper, sessions), BASE) as client:
        client.get("/", params={"token": sessions.token})
        yield client, sessions


def test_pages_follow_what_a_command_did(keeper: EditionKeeper, handed: HandedCase) -> None:
    before = keeper.current()
    keeper.follow()
    assert keeper.current() is before
    members = before.campaign("C1").profile.members
    exclude(keeper.case, handed.members[0])
    assert keeper.current() is before
    keeper.follow()
    after = keeper.current()
    assert after.number == before.number + 1
    assert len(after.campaign("C1").profile.members) == len(members) - 1
    assert keeper.state.at_work_since is None


def test_pages_go_on_while_a_command_works_and_say_so(
    keeper: EditionKeeper, browser: Browser
) -> None:
    client, _ = browser
    with CaseStore.open(keeper.case):
        keeper.follow()
        since = keeper.state.at_work_since
        assert since is not None
        keeper.follow()
        assert keeper.state.at_work_since == since
        page = client.get("/")
        assert page.status_code == 200
        assert "Another command has been at work on this case since" in page.text
        with pytest.raises(DemasqueError, match="Another command"), keeper.working(0.0):
            pass
    keeper.follow()
    assert "This is the case as it stands." in client.get("/").text


def test_what_an_act_did_is_there_on_the_next_page(
    keeper: EditionKeeper, handed: HandedCase
) -> None:
    with keeper.working() as case:
        case.decide(handed.members[0], "exclude", by=OFFICE, because=WHY)
    decided = keeper.current().store.sql("SELECT * FROM decided")["account"].to_pylist()
    assert handed.members[0] in decided


def test_a_copy_stays_while_a_page_is_read_from_it_and_no_longer(keeper: EditionKeeper) -> None:
    with keeper.reading() as edition:
        keeper.renew()
        assert copies(keeper.case) == ["1", "2"]
        assert edition.store.sql("SELECT 1 AS one")["one"].to_pylist() == [1]
    assert copies(keeper.case) == ["2"]


def test_nothing_is_left_in_the_case_at_the_end(case: Path) -> None:
    with EditionKeeper(case) as keeper:
        keeper.prepare()
        keeper.renew()
    assert list(case.glob(".looking-*")) == []


def test_a_table_is_sent_whole_from_the_edition_it_was_asked_of(
    keeper: EditionKeeper, browser: Browser
) -> None:
    client, _ = browser
    assert client.get("/?csv=rejects").status_code == 200
    assert not any(keeper._readers.values())


def test_who_is_forgotten_is_shown_no_longer_than_the_next_look(
    keeper: EditionKeeper, handed: HandedCase
) -> None:
    gone = handed.members[0]
    with demasque.open_case(keeper.case) as case:
        case.forget(gone)
    keeper.follow()
    found = keeper.current().store.sql("SELECT * FROM posts WHERE account = ?", [gone])
    assert found.num_rows == 0
    assert copies(keeper.case) == ["2"]


def test_who_is_forgotten_is_not_shown_while_a_later_command_works(
    keeper: EditionKeeper, handed: HandedCase, browser: Browser
) -> None:
    client, sessions = browser
    gone = f"/accounts/{handed.members[0]}"
    assert client.get(gone).status_code == 200
    with demasque.open_case(keeper.case) as case:
        case.forget(handed.members[0])
    with CaseStore.open(keeper.case):
        for _ in range(2):  # before it was noticed, and after
            for address in (gone, "/", "/?csv=rejects", "/media/" + "0" * 64 + "/picture"):
                answer = client.get(address)
                assert answer.status_code == 503
                assert "Something was taken out of this case" in answer.text
                assert handed.members[0] not in answer.text
            assert "Something was taken out" in client.get("/state?edition=1").text
            keeper.follow()
            assert copies(keeper.case) == []
        client.cookies.clear()
        sessions.lang = "fr"
        client.get("/", params={"token": sessions.token})
        assert "Quelque chose a été retiré" in client.get("/").text
    keeper.follow()
    assert client.get("/").status_code == 200
    assert client.get(gone).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/?from=0001-01-01T00:00%2B23:00",
        "/?until=9999-12-31T23:59:59-23:59",
        "/venues?page=0" + "9" * 5000,
        "/messages?page=" + "9" * 30,
        "/campaigns?page=0" + "9" * 30,
    ],
)
def test_what_is_out_of_all_bounds_is_answered_with_a_sentence(
    browser: Browser, address: str
) -> None:
    answer = browser[0].get(address)
    # A page without such a stretch or list of pages takes no notice.
    assert answer.status_code in (200, 404)
    assert "9" * 100 not in answer.text


def test_a_very_long_number_posted_is_refused_in_words(
    browser: Browser,
) -> None:
    client, _ = browser
    assert client.get("/state?edition=" + "9" * 5000).status_code == 200
    csrf = re.findall(r'name="csrf" value="([^"]+)"', client.get("/hand-over").text)[0]
    for address, name in (("/hand-over/graphml", "edges"), ("/campaigns/C1/judge", "rung")):
        form = {"csrf": csrf, name: "9" * 5000, "by": OFFICE, "because": WHY}
        answer = client.post(address, data=form, headers={"origin": BASE})
        assert answer.status_code == 200  # back at the form, with what is wrong
        assert 'class="flash problem"' in answer.text


def test_figures_are_read_anew_only_where_something_happened_on_which_they_rest(
    keeper: EditionKeeper, handed: HandedCase
) -> None:
    first = keeper.current()
    figures, parts = first.campaign("C1"), first.parts
    with keeper.working() as case:
        case.judge("C1", rung=1, likelihood="likely", confidence="low", by=OFFICE, because=WHY)
    beside = keeper.current()
    assert beside is not first
    assert beside.campaign("C1") is figures
    assert beside.parts.waves is parts.waves
    with keeper.working() as case:
        case.decide(handed.members[0], "exclude", by=OFFICE, because=WHY)
    assert keeper.current().campaign("C1") != figures


def test_one_campaign_is_read_without_the_others(keeper: EditionKeeper) -> None:
    edition = keeper.current()
    alone = edition.found_with("C1")
    assert alone.campaigns == (edition.campaign("C1"),)
    assert [each.campaign for each in alone.summaries if each.in_full] == ["C1"]
    with pytest.raises(NotThereError):
        edition.campaign("C99")


def test_several_threads_read_one_edition(keeper: EditionKeeper) -> None:
    query = "SELECT account, count(*) AS n FROM posts GROUP BY 1 ORDER BY 1"
    expected = keeper.current().store.sql(query)
    answers: list[Any] = []
    together = Barrier(6)

    def read() -> None:
        together.wait()
        answers.extend(keeper.current().store.sql(query) for _ in range(5))

    threads = [Thread(target=read) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(answers) == 30
    assert all(each == expected for each in answers)


def test_who_makes_a_value_holds_up_only_those_who_ask_for_it() -> None:
    kept, begun, go_on = KeptValues(), Event(), Event()
    made: list[str] = []

    def slow() -> str:
        begun.set()
        go_on.wait(10)
        made.append("slow")
        return "slow"

    threads = [Thread(target=kept.once, args=("slow", slow)) for _ in range(2)]
    for each in threads:
        each.start()
    assert begun.wait(10)
    assert kept.once("quick", lambda: kept.once("within", lambda: 1) + 1) == 2
    go_on.set()
    for each in threads:
        each.join()
    assert made == ["slow"]


def test_what_could_not_be_made_is_tried_again() -> None:
    kept = KeptValues()
    with pytest.raises(ValueError, match="not yet"):
        kept.once("key", lambda: int("not yet"))
    assert kept.once("key", lambda: 7) == 7


def test_pages_kept_are_bounded_in_bytes_and_the_least_used_go_first() -> None:
    cache = PageCache(10)
    for key in "abc":
        cache.keep(key, b"1234")
        cache.get("a")
    assert [cache.get(key) for key in "abc"] == [b"1234", None, b"1234"]
    cache.keep("large", b"x" * 11)
    assert cache.get("large") is None
    assert cache.get("a") is None
    cache.keep("d", b"12")
    cache.keep("d", b"1")
    cache.keep("e", b"123456789")
    assert cache.get("d") == b"1"


def test_a_page_asked_for_twice_is_made_once_and_never_with_what_was_said_to_one(
    keeper: EditionKeeper, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    from demasque.web.answering import page_answer

    render = page_answer.page

    def counted(*given: Any) -> str:
        made.append("page")
        return render(*given)

    monkeypatch.setattr(page_answer, "page", counted)
    client, sessions = browser
    first = client.get("/?page=1")
    assert client.get("/?page=1").content == first.content
    assert len(made) == 1
    session = sessions.get(client.cookies["demasque"])
    assert session is not None
    session.flashes.append(Flash(Sentence("Something was done")))
    assert "Something was done" in client.get("/").text
    assert "Something was done" not in client.get("/").text
    keeper.renew()
    client.get("/")
    assert len(made) == 3


def test_the_case_is_followed_by_itself_and_read_ahead_in(
    keeper: EditionKeeper, handed: HandedCase
) -> None:
    read: list[int] = []
    again = Event()

    def ahead(edition: Edition) -> Iterator[None]:
        for _ in range(3):
            read.append(edition.number)
            if edition.number > 1:
                again.set()
            yield

    with following(keeper, ahead, every_seconds=0.01):
        exclude(keeper.case, handed.members[0])
        assert again.wait(30)
    assert keeper.current().number > 1
    assert read.count(1) <= 3


def test_the_pages_of_the_menu_and_of_groups_are_read_ahead(keeper: EditionKeeper) -> None:
    edition = keeper.current()
    steps = list(read_ahead(edition))
    assert len(steps) > len(edition.summaries)


def test_a_case_that_is_gone_leaves_the_pages_and_a_sentence(keeper: EditionKeeper) -> None:
    keeper.case.rename(keeper.case.with_name("moved"))
    keeper.follow()
    assert keeper.current().store.sql("SELECT 1 FROM posts").num_rows
    assert keeper.state.problem is not None
    keeper.case.with_name("moved").rename(keeper.case)
    keeper.follow()
    assert keeper.state.problem is None


def test_a_head_is_answered(keeper: EditionKeeper, browser: Browser) -> None:
    client, _ = browser
    assert client.head("/").status_code == 200


def test_the_state_says_that_there_is_something_new(
    keeper: EditionKeeper, browser: Browser
) -> None:
    client, _ = browser
    assert 'id="state"' in client.get("/state?edition=1").text
    assert "There is something new" not in client.get("/state?edition=1").text
    keeper.renew()
    assert "There is something new" in client.get("/state?edition=1").text
    assert client.get("/state?edition=x").status_code == 200
