"""The server's routes: every view and act, at its address."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from anyio import CapacityLimiter
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
from demasque.web.answering.page_answer import AT_ONCE, PageAnswer
from demasque.web.editions.keeping_editions import EditionKeeper, WithheldError
from demasque.web.editions.page_cache import PageCache
from demasque.web.guarding.mishap_pages import mishap, no_page
from demasque.web.jobs import JobQueue, job_routes
from demasque.web.missing_pages import NotThereError
from demasque.web.pages import VIEWS
from demasque.web.picture_answer import PICTURE_ADDRESS, picture_answering
from demasque.web.posting import address_before, not_done, posted_of, remember_speaker, session_of
from demasque.web.rendering import fragment, rendered, report_styles
from demasque.web.sessions import Flash, Sessions

STATIC: Final = Path(__file__).parent / "static"
_DIGITS: Final = 10  # no server takes so many editions that their number has as many


def application(
    keeper: EditionKeeper, sessions: Sessions, jobs: JobQueue | None = None
) -> Starlette:
    """The pages and acts of one case. ``jobs`` does the long work: who lends it closes it."""
    jobs, cache = jobs or JobQueue(keeper.working, keeper.folder_for), PageCache()
    routes = [
        Route(each.address, PageAnswer(each, keeper, cache, jobs), name=each.id, methods=["GET"])
        for each in VIEWS
    ]
    routes.append(Route("/state", _state(keeper)))
    routes += [
        Route(each.address, _acting(each, keeper), name=each.id, methods=["POST"]) for each in ACTS
    ]
    routes += [Route("/report.css", _report_styles), *job_routes(jobs)]
    routes.append(Route(PICTURE_ADDRESS, picture_answering(keeper), name="picture"))
    mounts = [Mount("/static", StaticFiles(directory=STATIC), name="static")]
    handlers = {
        NotThereError: _missing,
        WithheldError: _withheld,
        HTTPException: no_page,
        Exception: mishap,
    }
    made = Starlette(routes=[*routes, *mounts], exception_handlers=handlers)
    made.state.sessions = sessions
    made.state.pages_at_once = CapacityLimiter(AT_ONCE)
    return made


def _report_styles(request: Request) -> Response:
    return Response(report_styles(), media_type="text/css")


def _state(keeper: EditionKeeper) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        shown = request.query_params.get("edition", "")
        state, session = keeper.state, session_of(request)
        newer = shown.isdecimal() and len(shown) < _DIGITS and int(shown) < state.number
        return HTMLResponse(fragment("_state.html", session, state=state, newer=newer))

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
        remember_speaker(posted)
        session.flashes.append(Flash(done.sentence, done.undo))
        return RedirectResponse(done.onward or address_before(request), 303)

    return answer


def _do(act: Act, keeper: EditionKeeper, posted: Posted) -> Done:
    with keeper.working() as case:
        return act.do(case, posted)


def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotThereError)
    return _said(request, 404, Sentence("Nothing there"), error.sentence)


def _withheld(request: Request, error: Exception) -> Response:
    assert isinstance(error, WithheldError)
    answer = _said(request, 503, Sentence("Nothing is shown now"), error.sentence)
    answer.headers["retry-after"] = "2"
    return answer


def _said(request: Request, status: int, title: Sentence, sentence: Sentence) -> Response:
    """A page with a sentence, and nothing of the case."""
    session = session_of(request)
    text = rendered("missing.html", session, VIEWS, title=title, sentence=sentence)
    return HTMLResponse(text, status)
