"""Serve one case: prepare what is shown, print one line, answer until Ctrl-C."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from starlette.types import ASGIApp

from demasque.progress import Progress, quiet
from demasque.sentences import Sentence
from demasque.web.answering.reading_ahead import read_ahead
from demasque.web.application import application
from demasque.web.editions.following_the_case import following
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.guarding.all_guards import USUAL, guard
from demasque.web.guarding.doorway import Doorway
from demasque.web.guarding.fault_reports import faults_told
from demasque.web.jobs import JobQueue
from demasque.web.listening import listening
from demasque.web.page_server import PageServer, ending_cleanly
from demasque.web.rendering import scripts_there
from demasque.web.searching.word_indexes import indexing
from demasque.web.serve_options import LOOPBACK, ServeOptions
from demasque.web.sessions import Sessions

__all__ = ["LOOPBACK", "guarded", "serve"]


def serve(
    case: str | os.PathLike[str],
    options: ServeOptions,
    say: Callable[[str], None],
    progress: Progress = quiet,
    note: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the case in folder ``case`` until Ctrl-C.

    ``say`` is told the address once it answers, ``note`` what else whoever runs it should know.

    While another command works on the case this waits, and tells ``note`` so once.

    Raises:
        UsageError: there is no case, or the options make no sense together.
        DemasqueError: the port is taken.
    """
    doorway = options.doorway()
    with (
        ending_cleanly(),
        listening(options.bound, options.port) as taken,
        EditionKeeper(Path(case)) as keeper,
        indexing(keeper.case),
        closing(JobQueue(keeper.working, keeper.folder_for)) as jobs,
        faults_told(note),
    ):
        doorway = doorway.at(taken.getsockname()[1])
        keeper.prepare(progress, note)

        def tell(token: str) -> None:
            address = f"{doorway.address}/?token={token}"
            note(Sentence("To let in another browser: {address}", address=address))

        sessions = Sessions(options.lang, read_only=options.read_only, on_token=tell)
        server = PageServer(guarded(keeper, sessions, doorway, jobs), doorway.limits)
        warning = options.warning()
        if warning is not None:
            note(warning)
        if not scripts_there():
            note(
                Sentence(
                    "Pages do without brushing and the moving network: their scripts were not "
                    "fetched (make web)."
                )
            )
        way_in = "/" if doorway.password else f"/?token={sessions.token}"
        say(doorway.address + way_in)
        with following(keeper, read_ahead):
            server.run([taken])


def guarded(
    keeper: EditionKeeper,
    sessions: Sessions,
    doorway: Doorway = USUAL,
    jobs: JobQueue | None = None,
) -> ASGIApp:
    """The pages and acts of one case, behind every guard."""
    return guard(application(keeper, sessions, jobs), sessions, doorway)
