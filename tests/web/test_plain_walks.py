"""Without JavaScript everything is there too; and while another command works, pages still read."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from served_case import PHONE, Served, served, walking
from walked_case import WalkedCase, changed_later, walked_case
from walked_steps import decide, investigate, of_group

TESTS: Final = Path(__file__).parents[1]
HOLD: Final = """
import sys
from demasque.api import open_case
with open_case(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> WalkedCase:
    return walked_case(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def server(case: WalkedCase) -> Iterator[Served]:
    with served(case.path) as running:
        yield running


def test_an_investigation_without_scripts(chromium: Any, server: Served, case: WalkedCase) -> None:
    """The same way by links and forms alone, in French, on a phone."""
    pytest.importorskip("stix2", reason="exports of STIX take the extra stix")
    server.sessions.lang = "fr"
    with walking(chromium, server, java_script_enabled=False, viewport=PHONE) as walk:
        file = investigate(walk, case, scripts=False)
        assert '"type": "bundle"' in file.path().read_text("utf-8")


@contextmanager
def at_work(case: Path) -> Iterator[None]:
    """Another command works on the case until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(case)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.communicate("")


def test_pages_read_while_another_command_works_and_show_what_it_found(
    chromium: Any, server: Served, case: WalkedCase
) -> None:
    server.sessions.lang = "en"
    with walking(chromium, server) as walk:
        with at_work(case.path):
            before = of_group(walk)
            decide(walk, case.members[0], "confirm")
            assert walk.page.locator(".flash.problem").count() == 1
            assert of_group(walk) == before
        changed_later(case.path)
        for _ in range(100):
            walk.to("/")
            if "888" in walk.page.locator("main").inner_text():
                break
            walk.page.wait_for_timeout(200)
        assert "888" in walk.page.locator("main").inner_text()
