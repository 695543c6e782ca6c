"""The answer to whoever asks for a page: read from one edition, which stays until it is sent."""

from typing import Final

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from demasque.web.answering.csv_answer import csv_answer
from demasque.web.editions.edition import Edition
from demasque.web.editions.keeping_editions import CaseState, EditionKeeper
from demasque.web.editions.page_cache import PageCache
from demasque.web.jobs import JobQueue
from demasque.web.pages import VIEWS
from demasque.web.rendering import page, span_asked
from demasque.web.sessions import Session
from demasque.web.views import Asked, View
from demasque.wording import LANGUAGES, catalogue

AT_ONCE: Final = 4
"""Pages that are read at once: what each asks of the tables has a share of their memory."""


class PageAnswer:
    """An ASGI application for one view: its page, or one of its tables as CSV."""

    def __init__(self, view: View, keeper: EditionKeeper, cache: PageCache, jobs: JobQueue) -> None:
        self.view = view
        self.keeper = keeper
        self.cache = cache
        self.jobs = jobs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; NotThereError where there is nothing of this address."""
        request = Request(scope, receive)
        limit: CapacityLimiter = request.app.state.pages_at_once
        with self.keeper.reading() as edition:
            answer = await to_thread.run_sync(self._answer, request, edition, limiter=limit)
            await answer(scope, receive, send)

    def _answer(self, request: Request, edition: Edition) -> Response:
        session: Session = request.state.session
        if request.query_params.get("lang") in LANGUAGES:
            session.lang = request.query_params["lang"]
        state = self.keeper.state
        once = self.view.live or session.flashes or session.typed is not None
        key = None if once else _key(request, edition, session, state)
        kept = None if key is None else self.cache.get(key)
        if kept is not None:
            return HTMLResponse(kept)
        return self._made(request, edition, session, state, key)

    def _made(
        self,
        request: Request,
        edition: Edition,
        session: Session,
        state: CaseState,
        key: object | None,
    ) -> Response:
        asked = Asked(
            edition,
            session,
            catalogue(session.lang),
            request.path_params,
            dict(request.query_params),
            span_asked(request),
            self.jobs,
        )
        shown = self.view.read(asked)
        if "csv" in request.query_params:
            return csv_answer(shown, request.query_params["csv"])
        made = page(self.view, asked, shown, VIEWS, state).encode()
        if key is not None:
            self.cache.keep(key, made)
        return HTMLResponse(made)


def _key(request: Request, edition: Edition, session: Session, state: CaseState) -> object:
    """All that a page depends on."""
    asked = (request.url.path, request.url.query)
    return edition.number, session.id, session.lang, session.by, asked, state
