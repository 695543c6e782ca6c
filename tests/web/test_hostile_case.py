"""Whoever writes into a case cannot act through its pages: markup and scripts stay words.

They stand in texts of posts, names and handles of accounts, bios, hashtags, links, the name of the
export and of the case's folder, names of venues, labels, judgements, decisions, claims, evidence
and searches; a real browser is asked whether anything of them came alive.
"""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.jobs import JobQueue, JobState
from demasque.web.pages import VIEWS
from demasque.web.serving import guarded
from demasque.web.sessions import Sessions
from demasque.web.views import View
from served_case import Walk, served, walking
from walked_addresses import addresses
from walked_case import WRITTEN, WalkedCase, walked_case
from walked_steps import start_job

HOST = "http://127.0.0.1:8765"
ALIVE = """() => [...document.querySelectorAll('*')].filter(each =>
    each.matches('[src="x"], [onerror], [onclick], [onload], [href^="javascript:" i]')
    || (each.matches('script:not([type="application/json"])') && !each.src)
).map(each => each.outerHTML)"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> WalkedCase:
    return walked_case(tmp_path_factory.mktemp("hostile"), hostile=True)


@pytest.fixture(scope="module")
def walk(chromium: Any, case: WalkedCase) -> Iterator[Walk]:
    with served(case.path) as server, walking(chromium, server) as walk:
        case.job = start_job(walk)
        yield walk


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
def test_nothing_that_others_wrote_comes_alive(walk: Walk, case: WalkedCase, view: View) -> None:
    for address in [*addresses(view, case), f"{addresses(view, case)[0]}?q={quote(WRITTEN)}"]:
        walk.to(address)
        assert walk.page.evaluate(ALIVE) == []
        assert walk.page.evaluate("typeof window.hit") == "undefined"
    walk.nothing_wrong()


def test_what_came_alive_would_be_seen(walk: Walk) -> None:
    walk.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<a href=javascript:1>a</a>')"
    )
    assert walk.page.evaluate(ALIVE) == ['<a href="javascript:1">a</a>']


LEADING = {"href", "src", "action", "formaction", "poster", "data", "srcset", "xlink:href"}
SHOWING = {"value", "title", "alt", "content", "aria-label", "label", "placeholder", "datetime"}
NEVER = {"base", "iframe", "frame", "object", "embed", "style", "applet", "template"}


class Markup(HTMLParser):
    """Reads a page as its letters are, and notes what the program never writes itself."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[str] = []
        self.inert = 0  # places in which what was written stands as words
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        whole = self.get_starttag_text() or ""
        self._script = tag == "script" and given.get("type") != "application/json"
        if tag in NEVER or (self._script and not given.get("src", "").startswith("/static/")):
            self.alive.append(whole)
        for name, value in given.items():
            leads_away = name in LEADING and not value.startswith(("/", "#", "?", "data:image/"))
            written = "window.hit" in value and name not in SHOWING | LEADING
            written &= not name.startswith("data-")
            if name.startswith("on") or name == "style" or leads_away or written:
                self.alive.append(whole)
            self.inert += "window.hit" in value

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.alive.append(data)
        self.inert += "window.hit" in data


@pytest.fixture(scope="module")
def read(case: WalkedCase) -> Iterator[tuple[TestClient, WalkedCase]]:
    """A reader who was let in, and the case with a job of this server."""
    sessions = Sessions("fr", read_only=False)
    with (
        EditionKeeper(case.path) as keeper,
        closing(JobQueue(keeper.working, keeper.folder_for)) as jobs,
    ):
        keeper.prepare()
        with TestClient(guarded(keeper, sessions, jobs=jobs), HOST) as client:
            client.get("/", params={"token": sessions.token})
            session = sessions.get(client.cookies["demasque"])
            assert session is not None
            ordered = client.post(
                "/hand-over/verify",
                data={"csrf": session.csrf},
                headers={"origin": HOST, "referer": f"{HOST}/"},
            )
            (job,) = jobs.all()
            assert ordered.url.path == f"/jobs/{job.id}"
            for _ in range(600):
                if not job.state.over:
                    time.sleep(0.1)
            assert job.state is JobState.DONE
            yield client, replace(case, job=job.id)


def test_no_element_and_no_attribute_of_any_page_comes_from_what_others_wrote(
    read: tuple[TestClient, WalkedCase],
) -> None:
    client, case = read
    places = 0
    for view in VIEWS:
        for address in [*addresses(view, case), f"{addresses(view, case)[0]}?q={quote(WRITTEN)}"]:
            answer = client.get(address)
            markup = Markup()
            markup.feed(answer.text)
            assert (address, answer.status_code) == (address, 200)
            assert (address, markup.alive) == (address, [])
            places += markup.inert
    assert places > 12  # they were shown indeed


def test_markup_that_came_alive_would_be_read() -> None:
    for alive in (
        WRITTEN,
        "<a href='javascript:1'>",
        "<p style='x'>",
        "<iframe>",
        "<svg onload=1>",
    ):
        read = Markup()
        read.feed(f'<p title="{alive}')
        read.feed(f'">{alive}')
        assert read.alive
