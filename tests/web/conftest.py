"""The browser, once for all walks of a file: each file that walks serves a case of its own."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from served_case import browser  # skips, with a reason, where there is nothing to walk with

    with browser() as launched:
        yield launched
