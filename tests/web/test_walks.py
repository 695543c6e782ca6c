"""An investigation as an analyst walks it, in a real browser, in both languages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from demasque.wording import LANGUAGES
from served_case import HAS_SCRIPTS, Served, served, walking
from walked_case import WalkedCase, walked_case
from walked_steps import investigate

needs_scripts = pytest.mark.skipif(not HAS_SCRIPTS, reason="make web did not fetch the scripts")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> WalkedCase:
    return walked_case(tmp_path_factory.mktemp("walked"))


@pytest.fixture(scope="module")
def server(case: WalkedCase) -> Iterator[Served]:
    with served(case.path) as running:
        yield running


@pytest.mark.parametrize("lang", LANGUAGES)
@needs_scripts
def test_an_investigation(chromium: Any, server: Served, case: WalkedCase, lang: str) -> None:
    """Open, find the group, brush, open a tie, exclude, undo, judge, search, export STIX."""
    pytest.importorskip("stix2", reason="exports of STIX take the extra stix")
    server.sessions.lang = lang
    with walking(chromium, server) as walk:
        assert walk.page.locator("html").get_attribute("lang") == lang
        file = investigate(walk, case, scripts=True)
        assert '"type": "bundle"' in file.path().read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_brief_prints(chromium: Any, server: Served, lang: str) -> None:
    """On paper the page is words and figures: what one clicks on is left out."""
    server.sessions.lang = lang
    with walking(chromium, server) as walk:
        walk.to("/campaigns/C1")
        walk.page.emulate_media(media="print")
        assert walk.page.locator("h1").is_visible()
        assert walk.page.locator("main button:visible, header nav:visible").count() == 0
        assert len(re.findall(rb"/Type\s*/Page\b", walk.page.pdf(format="A4"))) >= 2


def test_keys_go_from_row_to_row_and_decide(
    chromium: Any, server: Served, case: WalkedCase
) -> None:
    server.sessions.lang = "en"
    with walking(chromium, server) as walk:
        walk.to("/next")
        press = walk.page.keyboard.press
        rows = walk.page.locator("[data-row]")
        at = [each for each in range(3) if press("j") or _is_at(rows.nth(each))]
        assert at == [0, 1, 2]
        press("k")
        assert _is_at(rows.nth(1))
        rows.nth(1).locator('[name="by"]').fill("J. Keys, Example Office")
        rows.nth(1).locator('[name="because"]').fill("jxcu")  # keys are letters while one types
        assert _is_at(rows.nth(1))
        walk.page.locator("h1").click()
        press("c")
        walk.page.locator(".flash:not(.problem)").wait_for()
        walk.page.wait_for_load_state()
        press("/")
        assert walk.page.evaluate("document.activeElement.id") == "find-q"
        walk.page.evaluate("document.activeElement.blur()")
        press("?")
        assert walk.page.locator("#keys[open]").count() == 1


def _is_at(row: Any) -> bool:
    return "at-row" in (row.get_attribute("class") or "")


def test_a_complaint_of_the_console_fails_the_walk(chromium: Any, server: Served) -> None:
    with pytest.raises(AssertionError, match="here I am"), walking(chromium, server) as walk:
        walk.page.evaluate("console.error('here I am')")


def test_a_request_to_anywhere_else_fails_the_walk(chromium: Any, server: Served) -> None:
    with pytest.raises(AssertionError, match="9/"), walking(chromium, server) as walk:
        walk.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
