"""The server's routes: every view and act, at its address."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from demasque.errors import DemasqueError
from demasque.sentences import Sentence
from demasque.web.acting import ACTS
from demasque.web.acting.act import Act, Done, Posted
from demasque.web.csv_answer import csv_answer
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.guarding.mishap_pages import mishap, no_page
from demasque.web.jobs import JobQueue, job_routes
from demasque.web.missing_pages import NotThereError
from demasque.web.pages import VIEWS
from demasque.web.picture_answer import PICTURE_ADDRESS, picture_answering
from demasque.web.posting import address_before, not_done, posted_of, session_of
from demasque.web.rendering import page, rendered, report_styles, span_asked
from demasque.web.sessions import Flash, Sessions
from demasque.web.views import Asked, View
from demasque.wording import LANGUAGES, catalogue

STATIC: Final = Path(__file__).parent / "static"


def application(keeper: EditionKeeper, sessions: Sessions) -> Starlette:
    """The pages and acts of one case."""
    jobs = JobQueue(keeper.working)
    routes = [Route(each.address, _viewing(each, keeper, jobs), name=each.id) for each in VIEWS]
    routes += [
        Route(each.address, _acting(each, keeper), name=each.id, methods=["POST"]) for each in ACTS
    ]
    routes += [Route("/report.css", _report_styles), *job_routes(jobs)]
    routes.append(Route(PICTURE_ADDRESS, picture_answering(keeper), name="picture"))
    mounts = [Mount("/static", StaticFiles(directory=STATIC), name="static")]
    handlers = {NotThereError: _missing, HTTPException: no_page, Exception: mishap}
    made = Starlette(routes=[*routes, *mounts], exception_handlers=handlers, lifespan=_ending(jobs))
    made.state.sessions = sessions
    return made


def _ending(jobs: JobQueue) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Ends the work that is under way when the server does, and takes its files away."""

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(jobs.close)

    return running


def _report_styles(request: Request) -> Response:
    return Response(report_styles(), media_type="text/css")


def _viewing(view: View, keeper: EditionKeeper, jobs: JobQueue) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        session = session_of(request)
        if request.query_params.get("lang") in LANGUAGES:
            session.lang = request.query_params["lang"]
        asked = Asked(
            keeper.current(),
            session,
            catalogue(session.lang),
            request.path_params,
            dict(request.query_params),
            span_asked(request),
            jobs,
        )
        shown = view.read(asked)
        if "csv" in request.query_params:
            return csv_answer(shown, request.query_params["csv"])
        return HTMLResponse(page(view, asked, shown, VIEWS))

    return answer


def _acting(act: Act, keeper: EditionKeeper) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        posted = await posted_of(request)
        session = posted.session
        try:
            done = await run_in_threadpool(_do, act, keeper, posted)
        except DemasqueError as error:
            return not_done(request, posted, error.sentence)
        session.typed = None
        session.flashes.append(Flash(done.sentence, done.undo))
        return RedirectResponse(done.onward or address_before(request), 303)

    return answer


def _do(act: Act, keeper: EditionKeeper, posted: Posted) -> Done:
    with keeper.working() as case:
        return act.do(case, posted)


def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotThereError)
    text = rendered(
        "missing.html",
        session_of(request),
        VIEWS,
        title=Sentence("Nothing there"),
        sentence=error.sentence,
    )
    return HTMLResponse(text, 404)
