"""May this form be sent? Its size and type, the token that only our pages know, read-only mode.

Method: the synchronizer token pattern (OWASP Cross-Site Request Forgery Prevention Cheat Sheet).
"""

import hmac
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demasque.sentences import Sentence
from demasque.web.guarding.refusals import refusal, session_in

LEAVE: Final = "/leave"
"""Where a session ends: the one form that read-only mode has too."""

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST_FIELDS: Final = 1000


class FormGuard:
    """Hands on what is read, and forms of our own pages; their whole body is there by then."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        try:
            body = await whole_body(scope, receive, self.most)
        except _TooLargeError:
            await too_large(scope, self.most)(scope, receive, send)
            return
        if body is None:
            return
        refused = await _refused(scope, body)
        await (refused or self.app)(scope, _again(body, receive), send)


class _TooLargeError(Exception):
    """A body is larger than what is taken."""


async def form_of(scope: Scope, receive: Receive, most: int) -> dict[str, str] | Response | None:
    """The fields of a form that are text; the refusal where it is none; None: it never came."""
    try:
        body = await whole_body(scope, receive, most)
    except _TooLargeError:
        return too_large(scope, most)
    return None if body is None else await _fields(scope, body)


async def whole_body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """Read a body, at most so many bytes; None where the browser went away meanwhile.

    Raises _TooLargeError as soon as it is known to be larger, whatever length was announced.
    """
    announced = Headers(scope=scope).get("content-length", "0")
    if announced.isdecimal() and int(announced) > most:
        raise _TooLargeError
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            raise _TooLargeError
        if not message.get("more_body", False):
            return bytes(body)


def too_large(scope: Scope, most: int) -> Response:
    """The refusal of a body that is too large."""
    sentence = Sentence("A form may have at most {most} bytes.", most=most)
    return refusal(scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)


async def _refused(scope: Scope, body: bytes) -> Response | None:
    session = session_in(scope)
    assert session is not None  # nobody else gets as far as here
    fields = await _fields(scope, body)
    if isinstance(fields, Response):
        return fields
    given = fields.get("csrf", "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), session.csrf.encode()):
        sentence = Sentence("This form is not of a page that is open now. Open the page again.")
        return refusal(scope, HTTPStatus.FORBIDDEN, sentence, onward="/")
    if session.read_only and scope["path"] != LEAVE:
        sentence = Sentence("This case is shown for reading only: nothing is changed from here.")
        return refusal(scope, HTTPStatus.FORBIDDEN, sentence, onward="/")
    return None


async def _fields(scope: Scope, body: bytes) -> dict[str, str] | Response:
    kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _FORMS:
        sentence = Sentence("Only forms can be sent here.")
        return refusal(scope, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, sentence)
    try:
        async with Request(scope, _again(body)).form(max_fields=_MOST_FIELDS) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    except (MultiPartException, ValueError, LookupError):
        sentence = Sentence("This form cannot be read.")
        return refusal(scope, HTTPStatus.BAD_REQUEST, sentence)


def _again(body: bytes, after: Receive | None = None) -> Receive:
    """Gives a body that was read already, then what the connection says after it."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if left:
            return left.pop()
        return await after() if after is not None else {"type": "http.disconnect"}

    return receive
