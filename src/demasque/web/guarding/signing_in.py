"""Entering with a password, where the server is reached by others."""

import asyncio
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope

from demasque.sentences import Sentence
from demasque.web.guarding.doorway import Doorway
from demasque.web.guarding.form_guard import form_of
from demasque.web.guarding.refusals import NOT_LET_IN, refusal
from demasque.web.guarding.request_rates import RequestRates
from demasque.web.sessions import Session, Sessions

ENTER: Final = "/enter"

_PASSWORD_NEEDED: Final = Sentence("Whoever looks at this case gives its password first.")
_WRONG: Final = Sentence("This is not the password.")
_WAIT: Final = Sentence("Too many attempts. Wait a minute, then try again.")


class SigningIn:
    """The door of a server with a password, and what is answered to one."""

    def __init__(self, sessions: Sessions, doorway: Doorway) -> None:
        limits = doorway.limits
        self.sessions = sessions
        self.doorway = doorway
        self._each = RequestRates(limits.sign_ins / 60, limits.sign_ins)
        self._all = RequestRates(limits.all_sign_ins / 60, limits.all_sign_ins)

    def door(self, scope: Scope) -> Response:
        """The page with the form."""
        to = scope["path"] if scope["method"] == "GET" else "/"
        return refusal(scope, HTTPStatus.FORBIDDEN, _PASSWORD_NEEDED, NOT_LET_IN, door=to)

    async def answer(self, scope: Scope, receive: Receive) -> Response:
        """Let in whoever knows the password, slowly."""
        form = await form_of(scope, receive, self.doorway.limits.body)
        if form is None or isinstance(form, Response):
            return form or Response(status_code=HTTPStatus.BAD_REQUEST)
        to = form.get("to", "/")
        if not (self._each.may(_from(scope)) and self._all.may("")):
            return refusal(scope, HTTPStatus.TOO_MANY_REQUESTS, _WAIT, NOT_LET_IN, door=to)
        password = self.doorway.password
        assert password is not None  # there is no form without
        if not await run_in_threadpool(password.matches, form.get("password", "")):
            await asyncio.sleep(self.doorway.limits.wrong_seconds)
            return refusal(scope, HTTPStatus.FORBIDDEN, _WRONG, NOT_LET_IN, door=to)
        return entered(to, self.sessions.begin(), self.doorway)


def entered(to: str, session: Session, doorway: Doorway) -> Response:
    """Hand out the cookie, and go on to a page of this server without what let the browser in."""
    ours = to.startswith("/") and not to.startswith(("//", "/\\"))
    answer = RedirectResponse(to if ours else "/", HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        doorway.cookie,
        session.id,
        httponly=True,
        samesite="strict",
        secure=doorway.scheme == "https",
    )
    return answer


def _from(scope: Scope) -> str:
    """Who tries: an address, or the network of one that chooses among very many (IPv6, /64)."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return str(host)
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host
