"""Whoever writes into a case cannot act through its pages: markup and scripts stay words.

They stand in texts of posts, names and handles of accounts, bios, hashtags, links, the name of the
export and of the case's folder, names of venues, labels, judgements, decisions, claims, evidence
and searches; a real browser is asked whether anything of them came alive.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from demasque.web.pages import VIEWS
from demasque.web.views import View
from served_case import Walk, served, walking
from walked_addresses import addresses
from walked_case import WRITTEN, WalkedCase, walked_case
from walked_steps import start_job

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
