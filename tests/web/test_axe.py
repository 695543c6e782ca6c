"""Nobody is kept out: axe-core finds no violation of WCAG 2.2 AA on any page.

In both languages, light and dark, on a phone of 390 pixels, where nothing scrolls sideways.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest

from demasque.web.pages import VIEWS
from demasque.web.views import View
from demasque.wording import LANGUAGES
from served_case import PHONE, Walk, served, walking
from walked_addresses import addresses
from walked_case import WalkedCase, walked_case
from walked_steps import start_job

AXE: Final = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN: Final = """async options => (await axe.run(document, options)).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`)
)"""

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="make web did not fetch axe-core")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> WalkedCase:
    return walked_case(tmp_path_factory.mktemp("axe"))


@pytest.fixture(scope="module")
def readers(chromium: Any, case: WalkedCase) -> Iterator[dict[str, Walk]]:
    """A reader of each language, with a phone."""
    with ExitStack() as stack:
        server = stack.enter_context(served(case.path))
        found = {}
        for lang in LANGUAGES:
            server.sessions.lang = lang
            found[lang] = stack.enter_context(walking(chromium, server, viewport=PHONE))
        case.job = start_job(found["en"])
        yield found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
def test_axe_finds_nothing(
    readers: dict[str, Walk], case: WalkedCase, view: View, lang: str
) -> None:
    walk = readers[lang]
    plain, *more = addresses(view, case)
    # A page is long, and axe thorough: each variant is asked in one language, as dark is.
    for address in [plain] if lang == LANGUAGES[0] else [plain, *more]:
        walk.to(address)
        assert walk.page.locator("html").get_attribute("lang") == lang
        assert walk.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        walk.page.evaluate(AXE.read_text("utf-8"))
        assert walk.page.evaluate(RUN, {"runOnly": RULES}) == []
    if lang == LANGUAGES[0]:
        walk.page.emulate_media(color_scheme="dark")
        assert walk.page.evaluate(RUN, {"runOnly": ["color-contrast"]}) == []
        walk.page.emulate_media(color_scheme="light")
    walk.nothing_wrong()


def test_axe_finds_what_is_wrong(readers: dict[str, Walk]) -> None:
    page = readers["en"].page
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    page.evaluate(AXE.read_text("utf-8"))
    assert any("image-alt" in each for each in page.evaluate(RUN, {"runOnly": RULES}))
