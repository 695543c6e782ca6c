"""Serve one case: prepare what is shown, print one line, answer until Ctrl-C."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from demasque.progress import Progress, quiet
from demasque.web.application import application
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.guarding.letting_in import LettingIn
from demasque.web.sessions import Sessions

LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True)
class ServeOptions:
    """How a case is served.

    ``public_address`` and ``password`` come together: whoever knows both reads the case.
    """

    port: int = 8765
    lang: str = "en"
    read_only: bool = False
    public_address: str | None = None
    password: str | None = None


def serve(
    case: str | os.PathLike[str],
    options: ServeOptions,
    say: Callable[[str], None],
    progress: Progress = quiet,
) -> None:
    """Serve the case in folder ``case`` until Ctrl-C; ``say`` is told the address once it answers.

    Raises:
        UsageError: there is no case, or the options make no sense together.
        DemasqueError: the port is taken.
    """
    sessions = Sessions(options.lang, read_only=options.read_only)
    with EditionKeeper(Path(case)) as keeper:
        keeper.prepare(progress)
        app = guarded(keeper, sessions)
        say(f"http://{LOOPBACK}:{options.port}/?token={sessions.token}")
        config = uvicorn.Config(app, LOOPBACK, options.port, log_level="warning", access_log=False)
        uvicorn.Server(config).run()


def guarded(keeper: EditionKeeper, sessions: Sessions) -> ASGIApp:
    """The pages and acts of one case, behind every guard."""
    return LettingIn(application(keeper, sessions), sessions)
