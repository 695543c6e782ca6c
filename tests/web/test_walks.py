"""An investigation as an analyst walks it, in a real browser, in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest

from served_case import Served, served, walking
from walked_case import WalkedCase, walked_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> WalkedCase:
    return walked_case(tmp_path_factory.mktemp("walked"))


@pytest.fixture(scope="module")
def server(case: WalkedCase) -> Iterator[Served]:
    with served(case.path) as running:
        yield running


def test_the_address_with_its_token_opens_the_case(chromium: Any, server: Served) -> None:
    with walking(chromium, server) as walk:
        assert walk.heading() == f"The case {server.keeper.case.name}"
        assert walk.page.locator("html").get_attribute("lang") == "en"


def test_a_complaint_of_the_console_fails_the_walk(chromium: Any, server: Served) -> None:
    with pytest.raises(AssertionError, match="here I am"), walking(chromium, server) as walk:
        walk.page.evaluate("console.error('here I am')")


def test_a_request_to_anywhere_else_fails_the_walk(chromium: Any, server: Served) -> None:
    with pytest.raises(AssertionError, match="9/"), walking(chromium, server) as walk:
        walk.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
