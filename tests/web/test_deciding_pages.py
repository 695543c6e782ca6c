"""Pages of accounts, ties, decisions, claims and the log: what an analyst is promised there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import demasque
from handed_case import HandedCase, handed_case

pytest.importorskip("starlette", reason="the page needs the extra web")
pytest.importorskip("httpx", reason="Starlette's TestClient needs httpx")

from starlette.testclient import TestClient

from demasque.case import CaseStore
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.serving import guarded
from demasque.web.sessions import Sessions

HOST = "http://127.0.0.1:8765"
BY, WHY = "B. Second, Other Office", "Wrote to us; a real association."


@dataclass
class Browser:
    """A browser that was let in."""

    client: TestClient
    csrf: str
    case: HandedCase
    keeper: EditionKeeper

    @contextmanager
    def store(self) -> Iterator[CaseStore]:
        """The tables of what is shown."""
        yield self.keeper.current().store

    def get(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, address: str, **fields: Any) -> str:
        """Post a form; the page that comes after it."""
        answer = self.client.post(
            address,
            data={"csrf": self.csrf, **fields},
            headers={"origin": HOST, "referer": f"{HOST}/"},
        )
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    case = handed_case(tmp_path_factory.mktemp("deciding"))
    sessions = Sessions("en", read_only=False)
    with (
        EditionKeeper(case.path) as keeper,
        TestClient(guarded(keeper, sessions), HOST) as client,
    ):
        client.get("/", params={"token": sessions.token})
        csrf = sessions.get(client.cookies["demasque"])
        assert csrf is not None
        yield Browser(client, csrf.csrf, case, keeper)


def _standing(path: Path) -> dict[str, str]:
    with demasque.open_case(path) as case:
        rows = case.decisions().to_pylist()
    return {each["account"]: each["holds"] for each in rows if each["stands"]}


def _words(page: str) -> str:
    return re.sub(r"<[^>]*>|\s+", " ", page[page.index("<main") : page.index("Cite this")])


def test_a_decision_is_written_and_its_figures_are_told_at_once(browser: Browser) -> None:
    one, left = browser.case.members[0], len(browser.case.members) - 1
    told = browser.post(f"/accounts/{one}/decide", verdict="exclude", by=BY, because=WHY)
    assert f"Account {one[:8]} is excluded. C1 has {left} accounts now." in told
    assert _standing(browser.case.path)[one] == "exclude"
    told = browser.post("/decide", accounts=one, verdict="undo", by=BY)
    assert f"C1 has {left + 1} accounts now." in told
    assert one not in _standing(browser.case.path)


def test_an_account_says_where_it_stands_and_with_whom(browser: Browser) -> None:
    one = browser.case.members[1]
    shown = browser.get(f"/accounts/{one}")
    assert 'Member of group <a href="/campaigns/C1">C1</a>' in shown
    # Pseudonyms, and with them the order among equals and the groups of evenly tied accounts,
    # differ by case: whoever is listed is tied with it, in its group or in another.
    with browser.store() as store:
        tied = store.sql(
            "SELECT account_a, account_b FROM strengths WHERE ? IN (account_a, account_b)", [one]
        ).to_pylist()
    others = set(re.findall(rf'href="/ties/{one}/(\w+)"', shown))
    assert others
    assert others <= {account for pair in tied for account in pair.values()} - {one}
    assert "same message" in shown
    assert "where chance alone gives" in shown
    asked = browser.get(f"/accounts/{one}?signs=1")
    assert "none of them says anything of one account alone" in asked
    assert "May also mean:" in asked
    assert shown.count('<g class="lane') == 9, "one lane each for it and eight partners"
    assert 'data-key="x"' in shown


def test_an_excluded_account_can_be_looked_at_and_brought_back(browser: Browser) -> None:
    shown = browser.get(f"/accounts/{browser.case.excluded}")
    assert "Excluded by people’s decisions." in shown
    assert "Known to us in person." in shown
    assert "Take my decision back" in shown


def test_an_excluded_partner_is_listed_marked_and_not_counted(browser: Browser) -> None:
    one = browser.case.members[1]

    def shown() -> tuple[int, str]:
        page = browser.get(f"/accounts/{one}")
        (n,) = re.findall(r"(\d+) accounts are tied with it", page)
        return int(n), page

    before, page = shown()
    lanes = page.split('id="in-time"')[1].split('id="ties"')[0]
    other = re.findall(r'href="/accounts/(\w+)"', lanes)[0]
    browser.post(f"/accounts/{other}/decide", verdict="exclude", by=BY, because=WHY)
    after, page = shown()
    assert after == before - 1
    assert "listed too, marked, and not counted" in page
    lanes, ties = page.split('id="in-time"')[1].split('id="ties"')
    assert f"/accounts/{other}" not in lanes
    (row,) = [each for each in ties.split("<tr")[1:] if f"/accounts/{other}" in each]
    assert 'class="row excluded"' in row
    browser.post("/decide", accounts=other, verdict="undo", by=BY)


def test_the_table_of_posts_is_of_the_stretch(browser: Browser) -> None:
    address = f"/accounts/{browser.case.members[1]}?csv=posts"
    whole = browser.get(address).splitlines()
    day = browser.get(f"{address}&from=2026-03-03&until=2026-03-04").splitlines()
    assert len(day) - 1 == 2 < len(whole) - 1
    assert all("2026-03-03" in line for line in day[1:])


def test_a_stretch_of_time_narrows_posts_but_not_ties(browser: Browser) -> None:
    one = browser.case.members[1]
    whole = browser.get(f"/accounts/{one}")
    day = browser.get(f"/accounts/{one}?from=2026-03-03&until=2026-03-04")
    assert len(re.findall("<article", day)) == 2 < len(re.findall("<article", whole))
    assert day.count('<a href="/ties/') == whole.count('<a href="/ties/')


def _met(browser: Browser, account: str, asked: str = "") -> dict[str, int]:
    """How many pairs of posts an account's page says that it has with each of its partners."""
    shown = browser.get(f"/accounts/{account}{asked}")
    lanes = shown[shown.index('<table class="narrow">') :]
    lanes = lanes[: lanes.index("</table>")]
    return {
        other: int(pairs)
        for other, pairs in re.findall(r'href="/ties/[^/]+/([^"?]+)[^"]*">(\d+)<', lanes)
    }


@pytest.mark.parametrize("asked", ["", "?from=2026-03-02&until=2026-03-04"])
def test_an_account_and_its_ties_count_the_same_pairs_of_posts(
    browser: Browser, asked: str
) -> None:
    counted = 0
    for one in browser.case.members:
        for other, pairs in _met(browser, one, asked).items():
            tie = browser.get(f"/ties/{one}/{other}{asked}")
            assert re.search(rf"\b{pairs} pairs? of posts\.", tie), (one, other)
            assert _met(browser, other, asked).get(one, pairs) == pairs
            counted += pairs
    assert counted


def test_a_stretch_that_ends_before_it_begins_is_said_to(browser: Browser) -> None:
    said = "This stretch of time ends before it begins"
    for asked in ("from=2026-03-04&until=2026-03-03", "from=2026-03-04&until=2026-03-04"):
        shown = browser.get(f"/campaigns/C1?{asked}")
        assert said in shown
        assert 'value="2026-03-04T00:00" aria-invalid="true"' in shown
    assert said not in browser.get("/campaigns/C1?from=2026-03-03&until=2026-03-04")


def test_other_pages_of_a_group_keep_the_stretch_where_it_narrows_them(browser: Browser) -> None:
    asked = "from=2026-03-03&until=2026-03-04"
    shown = browser.get(f"/campaigns/C1?{asked}").replace("&amp;", "&")
    assert shown.count(f'href="/campaigns/C1/network?{asked}"') == 3
    assert f"/hypotheses?{asked}" not in shown, "the matrix is of all times"
    assert 'href="/campaigns/C1?from=2026-03-03&lang=fr&until=2026-03-04"' in shown


def test_addresses_of_posts_are_no_links_and_hostile_words_stay_words(browser: Browser) -> None:
    one, other = browser.case.members[1:3]
    for address in (f"/accounts/{one}", f"/ties/{one}/{other}", f"/ties/{one}/{other}?page=1"):
        shown = browser.get(address)
        assert 'href="http' not in shown
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown
        assert not re.search(r"<[^>]* (style|on\w+)=", shown)


def test_a_tie_is_one_page_in_either_order_with_every_pair_of_posts(browser: Browser) -> None:
    one, other = browser.case.members[1:3]
    shown, turned = (browser.get(f"/ties/{a}/{b}") for a, b in ((one, other), (other, one)))
    assert _words(shown) == _words(turned)
    assert "9 pairs of posts." in shown, "each pair once, though it meets in words and in a link"
    assert shown.count('<div class="beside">') == 9
    assert browser.get(f"/ties/{one}/{other}?csv=posts").count("\n") == 1 + 18
    assert "9 pairs of posts." in browser.get(f"/ties/{one}/{other}?kind=text")
    day = browser.get(f"/ties/{one}/{other}?from=2026-03-03&until=2026-03-04")
    assert "1 pair of posts." in day


def test_two_accounts_without_a_tie_are_said_to_have_none(browser: Browser) -> None:
    with browser.store() as store:
        [stranger] = store.sql(
            "SELECT account FROM posts ANTI JOIN strengths ON account IN (account_a, account_b) "
            "ORDER BY account LIMIT 1"
        )["account"].to_pylist()
    shown = browser.get(f"/ties/{browser.case.members[0]}/{stranger}")
    assert "Nothing ties these two accounts." in shown
    assert "They share nothing in this case." in shown


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/a_nobody",
        "/ties/a_nobody/{one}",
        "/ties/{one}/{one}",
        "/accounts/{one}?page=99",
        "/accounts/{one}?page=x",
        "/accounts/{one}?sort=x%27;DROP",
        "/next?standing=x",
        "/next?page=%C2%B2",
        "/log?action=x",
        "/campaigns/C99/hypotheses",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(browser: Browser, address: str) -> None:
    assert "<h1>" in browser.get(address.format(one=browser.case.members[0]), status=404)


def test_a_decision_without_a_reason_or_a_name_is_refused(browser: Browser) -> None:
    one = browser.case.members[0]
    told = browser.post(f"/accounts/{one}/decide", verdict="exclude", by=BY, because=" ")
    assert "Say why" in told
    assert "no decision" in browser.post(
        f"/accounts/{one}/decide", verdict="remove", by=BY, because=WHY
    )
    assert "Tick at least one account" in browser.post("/decide", verdict="confirm", because=WHY)
    told = browser.post(
        "/decide", accounts=one, verdict="", by=BY, because=WHY, at="decide-accounts"
    )
    assert "Choose what to decide: confirm, unsure or exclude." in told
    assert one not in _standing(browser.case.path)


def test_several_are_decided_at_once_and_undo_puts_earlier_decisions_back(
    browser: Browser,
) -> None:
    one, other = browser.case.members[3:5]
    browser.post(f"/accounts/{one}/decide", verdict="unsure", by=BY, because=WHY)
    told = browser.post("/decide", accounts=[one, other], verdict="confirm", by=BY, because="Seen.")
    assert "2 accounts are confirmed" in told
    undo = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', told))
    browser.post("/decide", **{name: undo[name] for name in undo if name != "csrf"})
    standing = _standing(browser.case.path)
    assert standing[one] == "unsure"
    assert other not in standing
    queue = browser.get("/next?standing=unsure")
    assert f'id="account-{one}"' in queue


def test_the_queue_asks_for_nobody_twice_and_says_why_it_asks(browser: Browser) -> None:
    shown = browser.get("/next")
    asked = re.findall(r"\ba_\w+", browser.get("/next?csv=queue"))
    assert set(browser.case.members[5:]) <= set(asked)
    assert browser.case.excluded not in asked
    assert "Members come first, by how doubtful their place is" in shown
    assert "of the group’s tie strength goes if it goes" in shown
    assert "Strongest evidence:" in shown


def test_the_log_holds_and_names_no_original_id(browser: Browser) -> None:
    shown = browser.get("/log")
    assert "each is as it was written" in shown
    for table in ("log", "runs"):
        csv = browser.get(f"/log?csv={table}")
        assert "detect" in csv
        assert "rawacct-" not in csv + shown
    assert "dossier" not in browser.get("/log?action=detect&csv=log")


def test_the_log_says_in_words_what_was_done_and_is_narrowed_by_it(browser: Browser) -> None:
    shown = browser.get("/log?action=dossier: judgement")
    done = re.findall(r"<td>(?!<)([^<]+)</td><td class=\"value\"><details>", shown)
    assert set(done) == {"Judgement entered"}
    assert '<option value="dossier: judgement" selected>Judgement entered</option>' in shown
    assert "Jugement inscrit" in browser.get("/log?action=dossier: judgement&lang=fr")
    everything = browser.get("/log?lang=en")
    assert not re.search(r"<td>(dossier|detect|add|init|label)", everything)
    assert "Case made" in everything


def test_hypotheses_and_claims_are_there(browser: Browser) -> None:
    assert "Ranking without it" in browser.get("/campaigns/C1/hypotheses")
    assert "Nobody has written a claim into this case yet." in browser.get("/claims")
    assert "csv=claims" not in browser.get("/claims")


def test_a_matrix_and_claims_are_taken_away_as_tables(browser: Browser) -> None:
    matrix = browser.get("/campaigns/C1/hypotheses?csv=matrix")
    assert matrix.startswith('"row","cause","what","hypothesis"')
    with browser.keeper.working() as case:
        case.claim(
            what="They act together.", who="A ministry", about="the group", when=date(2026, 3, 5),
            where="https://example.org/claim", evidence="documents", by=BY,
        )  # fmt: skip
    lines = browser.get("/claims?csv=claims").splitlines()
    assert [line.count('"documents"') for line in lines] == [0, 1]
    assert browser.get("/claims?csv=carriers").startswith('"claim","carrier"')


def test_headings_go_down_one_level_at_a_time_and_heads_of_tables_have_words(
    browser: Browser,
) -> None:
    for address in (
        "/campaigns/C1/hypotheses",
        "/campaigns/C1?sort=first",
        "/campaigns?sort=posts",
    ):
        shown = browser.get(address)
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", shown)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), (address, levels)
        assert not re.search(r"<th\b[^>]*>\s*</th>", shown)
        assert 'aria-sort="other"' not in shown
    assert 'aria-sort="descending"' in browser.get("/campaigns?sort=posts")
    assert 'aria-sort="ascending"' in browser.get("/campaigns?sort=first")


def test_quoted_words_have_the_language_that_they_read_as(browser: Browser) -> None:
    with browser.store() as store:
        [account, *_] = store.sql(
            "SELECT account FROM posts WHERE lang IS NULL OR lang = '' "
            "GROUP BY account ORDER BY max(length(text)) DESC, account"
        )["account"].to_pylist()
    assert re.search(r'<blockquote class="post"[^>]* lang="', browser.get(f"/accounts/{account}"))
