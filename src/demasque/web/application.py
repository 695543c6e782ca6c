"""The server's routes: every view and act, at its address."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

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
from demasque.web.missing_pages import NotThereError
from demasque.web.pages import VIEWS
from demasque.web.picture_answer import PICTURE_ADDRESS, picture_answering
from demasque.web.rendering import page, rendered, report_styles, span_asked
from demasque.web.sessions import Flash, Session, Sessions, Typed
from demasque.web.views import Asked, View
from demasque.wording import LANGUAGES, catalogue

STATIC: Final = Path(__file__).parent / "static"


def application(keeper: EditionKeeper, sessions: Sessions) -> Starlette:
    """The pages and acts of one case."""
    routes = [Route(each.address, _viewing(each, keeper), name=each.id) for each in VIEWS]
    routes += [
        Route(each.address, _acting(each, keeper), name=each.id, methods=["POST"]) for each in ACTS
    ]
    routes.append(Route("/report.css", _report_styles))
    routes.append(Route(PICTURE_ADDRESS, picture_answering(keeper), name="picture"))
    mounts = [Mount("/static", StaticFiles(directory=STATIC), name="static")]
    handlers = {NotThereError: _missing, HTTPException: no_page, Exception: mishap}
    made = Starlette(routes=[*routes, *mounts], exception_handlers=handlers)
    made.state.sessions = sessions
    return made


def session_of(request: Request) -> Session:
    """The session that the guard let in."""
    session: Session = request.state.session
    return session


def _report_styles(request: Request) -> Response:
    return Response(report_styles(), media_type="text/css")


def _viewing(view: View, keeper: EditionKeeper) -> Callable[[Request], Response]:
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
        )
        shown = view.read(asked)
        if "csv" in request.query_params:
            return csv_answer(shown, request.query_params["csv"])
        return HTMLResponse(page(view, asked, shown, VIEWS))

    return answer


def _acting(act: Act, keeper: EditionKeeper) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        session = session_of(request)
        async with request.form() as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            repeated = {
                name: tuple(each for each in form.getlist(name) if isinstance(each, str))
                for name in fields
            }
        posted = Posted(session, request.path_params, fields, repeated)
        _remember_speaker(session, fields)
        try:
            done = await run_in_threadpool(_do, act, keeper, posted)
        except DemasqueError as error:
            return _not_done(request, session, fields, error.sentence)
        session.typed = None
        session.flashes.append(Flash(done.sentence, done.undo))
        return RedirectResponse(done.onward or _back(request), 303)

    return answer


def _do(act: Act, keeper: EditionKeeper, posted: Posted) -> Done:
    with keeper.working() as case:
        return act.do(case, posted)


def _remember_speaker(session: Session, fields: Mapping[str, str]) -> None:
    """Who says this is offered in the next form."""
    session.by = fields.get("by", "").strip() or session.by


def _not_done(
    request: Request, session: Session, fields: Mapping[str, str], problem: Sentence
) -> Response:
    """Go back to the form, which shows what was typed, and what is wrong with it."""
    session.flashes.append(Flash(problem, problem=True))
    key = fields.get("at", "")
    kept = {name: value for name, value in fields.items() if name not in ("csrf", "at")}
    session.typed = Typed(key, kept, problem)
    return RedirectResponse(f"{_back(request)}#{quote(key)}", 303)


def _back(request: Request) -> str:
    """The page that the form was on, on this server."""
    came_from = request.headers.get("referer", "")
    base = str(request.base_url)
    return "/" + came_from.removeprefix(base) if came_from.startswith(base) else "/"


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
