"""A case that is served to a real browser, which complains of all that goes wrong in it.

A walk fails at the first message on the console, error of a script, request that failed, or request
to anywhere but the server: whatever the walk itself is about.
"""

import shutil
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest

pytest.importorskip("starlette", reason="the page is in the extra web")
pytest.importorskip("uvicorn", reason="the page is in the extra web")
playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright to walk with")

from demasque.web.application import STATIC  # noqa: E402
from demasque.web.editions.following_the_case import following  # noqa: E402
from demasque.web.editions.keeping_editions import EditionKeeper  # noqa: E402
from demasque.web.guarding.doorway import Doorway  # noqa: E402
from demasque.web.page_server import PageServer  # noqa: E402
from demasque.web.serving import guarded  # noqa: E402
from demasque.web.sessions import Sessions  # noqa: E402

BROWSER: Final = next(
    (found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None
)
HAS_SCRIPTS: Final = (STATIC / "vendor/versions.json").is_file()
"""Whether `make web` fetched what others wrote."""
PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1280, "height": 900}
PATIENCE: Final = 15_000
"""Milliseconds after which something that was to appear never will: this machine may be busy."""


@dataclass
class Served:
    """A server of one case. Every ``way_in`` lets one browser in."""

    base: str
    keeper: EditionKeeper
    sessions: Sessions

    @property
    def way_in(self) -> str:
        """An address with a token that was not used."""
        return f"{self.base}/?token={self.sessions.token}"


@contextmanager
def served(case: Path, *, lang: str = "en", read_only: bool = False) -> Iterator[Served]:
    """Serve a case on a port of its own until the block ends."""
    sessions = Sessions(lang, read_only=read_only)
    with socket.socket() as listening, EditionKeeper(case) as keeper:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        keeper.prepare()
        doorway = Doorway().at(port)
        server = PageServer(guarded(keeper, sessions, doorway), doorway.limits)
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        try:
            with following(keeper, every_seconds=0.3):
                yield Served(doorway.address, keeper, sessions)
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@contextmanager
def browser() -> Iterator[Any]:
    """Debian's Chromium; the test is left out where there is none."""
    if BROWSER is None:
        pytest.skip("no chromium is installed here")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@dataclass
class Walk:
    """A page in a browser, and what it had to complain about."""

    page: Any
    base: str
    complaints: list[str] = field(default_factory=list)

    def to(self, address: str) -> None:
        """Go to an address of the server; it must answer with a page."""
        answer = self.page.goto(self.base + address)
        assert answer is not None
        assert answer.ok, f"{address} answers {answer.status}"

    def heading(self) -> str:
        """What the page is about, as its heading says."""
        text: str = self.page.locator("h1").inner_text()
        return text

    def nothing_wrong(self) -> None:
        """Fail with what there is to complain about, and forget it."""
        said, self.complaints[:] = "\n".join(self.complaints), []
        assert not said, said

    def listen(self) -> None:
        """Note all that goes wrong from now on."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._asked)
        self.page.on("dialog", self._dialog)

    def _said(self, message: Any) -> None:
        # What a driver that draws without a graphics card says of its own pace is not the page's.
        of_driver = "GL Driver Message (OpenGL, Performance" in message.text
        if message.type in {"error", "warning"} and not of_driver:
            self.complaints.append(f"{message.type}: {message.text} ({message.location})")

    def _failed(self, request: Any) -> None:
        # A download, or a page that was left before it was whole, counts as aborted.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.base + "/", "data:", "blob:" + self.base)):
            self.complaints.append(f"asked elsewhere: {request.url}")

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@contextmanager
def walking(chromium: Any, server: Served, **options: Any) -> Iterator[Walk]:
    """Let a browser in, with ``options`` of a Playwright context; nothing may go wrong in it."""
    merged: Mapping[str, Any] = {"viewport": DESK, "reduced_motion": "reduce"} | options
    context = chromium.new_context(**merged)
    context.set_default_timeout(PATIENCE)
    walk = Walk(context.new_page(), server.base)
    walk.listen()
    try:
        walk.page.goto(server.way_in)
        assert "token" not in walk.page.url
        yield walk
        walk.nothing_wrong()
    finally:
        context.close()
