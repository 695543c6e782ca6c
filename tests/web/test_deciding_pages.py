"""Pages of accounts, ties, decisions, claims and the log: what an analyst is promised there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import demasque
from handed_case import HandedCase, handed_case

pytest.importorskip("starlette", reason="the page needs the extra web")
pytest.importorskip("httpx", reason="Starlette's TestClient needs httpx")

from starlette.testclient import TestClient

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
    with EditionKeeper(case.path) as keeper:
        client = TestClient(guarded(keeper, sessions), HOST)
        client.get("/", params={"token": sessions.token})
        csrf = sessions.get(client.cookies["demasque"])
        assert csrf is not None
        yield Browser(client, csrf.csrf, case)


def _standing(path: Path) -> dict[str, str]:
    with demasque.open_case(path) as case:
        rows = case.decisions().to_pylist()
    return {each["account"]: each["holds"] for each in rows if each["stands"]}


def test_a_decision_is_written_and_its_figures_are_told_at_once(browser: Browser) -> None:
    one, left = browser.case.members[0], len(browser.case.members) - 1
    told = browser.post(f"/accounts/{one}/decide", verdict="exclude", by=BY, because=WHY)
    assert f"Account {one[:8]} is excluded. C1 has {left} accounts now." in told
    assert _standing(browser.case.path)[one] == "exclude"
    told = browser.post("/decide", accounts=one, verdict="undo", by=BY)
    assert f"C1 has {left + 1} accounts now." in told
    assert one not in _standing(browser.case.path)
