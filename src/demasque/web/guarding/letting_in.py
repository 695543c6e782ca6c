"""Who may look: whoever brings the token once, or the password, and the cookie from then on."""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from demasque.sentences import Sentence
from demasque.web.guarding.doorway import Doorway
from demasque.web.guarding.form_guard import LEAVE
from demasque.web.guarding.refusals import NOT_LET_IN, refusal, session_in
from demasque.web.guarding.request_rates import RequestRates
from demasque.web.guarding.safe_headers import PROGRAM_FILES
from demasque.web.guarding.signing_in import ENTER, SigningIn, entered
from demasque.web.sessions import Session, Sessions

_TOKEN_NEEDED: Final = Sentence(
    "This browser was not let in. Open the newest address that the program printed where it runs: "
    "each address lets in one browser, once."
)
_TOO_OFTEN: Final = Sentence("Too many requests in a short time. Wait a moment, then try again.")


class LettingIn:
    """Answers only browsers that were let in; puts their session into the request's state."""

    def __init__(self, app: ASGIApp, sessions: Sessions, doorway: Doorway) -> None:
        self.app = app
        self.sessions = sessions
        self.doorway = doorway
        limits = doorway.limits
        self._each, self._all, self._strangers = (
            RequestRates(rate, rate * limits.burst_seconds)
            for rate in (limits.session_rate, limits.rate, limits.stranger_rate)
        )
        self._signing_in = SigningIn(sessions, doorway)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        session = self._known(scope)
        if not self._may(session):
            answer = refusal(scope, HTTPStatus.TOO_MANY_REQUESTS, _TOO_OFTEN)
            answer.headers["retry-after"] = "1"
            await answer(scope, receive, send)
        elif session is not None and not _entering(scope):
            scope.setdefault("state", {})["session"] = session
            await self.app(scope, receive, send)
        elif scope["path"].startswith(PROGRAM_FILES) and scope["method"] != "POST":
            await self.app(scope, receive, send)
        else:
            await (await self._at_the_door(scope, receive, session))(scope, receive, send)

    def _may(self, session: Session | None) -> bool:
        if session is None:
            return self._strangers.may("")
        return self._each.may(session.id) and self._all.may("")

    async def _at_the_door(
        self, scope: Scope, receive: Receive, session: Session | None
    ) -> Response:
        reading = scope["method"] == "GET"
        if session is not None and reading:  # let in already: only the address is tidied
            return entered(scope["path"], session, self.doorway)
        if self.doorway.password is not None:
            if scope["method"] == "POST" and scope["path"] == ENTER:
                return await self._signing_in.answer(scope, receive)
            return self._signing_in.door(scope)
        session = self.sessions.let_in(_token(scope) or "") if reading else None
        if session is not None:
            return entered(scope["path"], session, self.doorway)
        again = {"again": scope["path"]} if reading else {}
        return refusal(scope, HTTPStatus.FORBIDDEN, _TOKEN_NEEDED, NOT_LET_IN, **again)

    def _known(self, scope: Scope) -> Session | None:
        for name, value in scope["headers"]:
            if name == b"cookie":
                cookies = cookie_parser(value.decode("latin-1"))
                return self.sessions.get(cookies.get(self.doorway.cookie, ""))
        return None


class Leaving:
    """Ends a session that is left; every other request is handed on."""

    def __init__(self, app: ASGIApp, sessions: Sessions, doorway: Doorway) -> None:
        self.app = app
        self.sessions = sessions
        self.doorway = doorway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        session = session_in(scope)
        if session is None or (scope["method"], scope["path"]) != ("POST", LEAVE):
            await self.app(scope, receive, send)
            return
        self.sessions.end(session)
        left = Sentence("This browser is no longer let in. Nothing of the case is kept in it.")
        answer = refusal(scope, HTTPStatus.OK, left, Sentence("Left"))
        answer.delete_cookie(self.doorway.cookie, httponly=True, samesite="strict")
        await answer(scope, receive, send)


def _entering(scope: Scope) -> bool:
    return scope["path"] == ENTER or _token(scope) is not None


def _token(scope: Scope) -> str | None:
    """What the address gives as its token."""
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return query["token"][0] if "token" in query else None
