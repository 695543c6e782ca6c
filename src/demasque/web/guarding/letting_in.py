"""Who may look: whoever brings the token once, and the cookie from then on."""

from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import State
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from demasque.web.sessions import Session, Sessions

COOKIE: Final = "demasque"


class LettingIn:
    """Answers only browsers that were let in; puts their session into the request's state."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self.app = app
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if asked and asked == self.sessions.token:
            session = self.sessions.begin()
            answer = RedirectResponse(scope["path"], 303)
            answer.set_cookie(COOKIE, session.id, httponly=True, samesite="strict")
            await answer(scope, receive, send)
            return
        known = self._session(scope)
        if known is None:
            await PlainTextResponse("Not let in.", 403)(scope, receive, send)
            return
        scope.setdefault("state", State())["session"] = known
        await self.app(scope, receive, send)

    def _session(self, scope: Scope) -> Session | None:
        headers = dict(scope["headers"])
        cookies = cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))
        return self.sessions.get(cookies.get(COOKIE, ""))
