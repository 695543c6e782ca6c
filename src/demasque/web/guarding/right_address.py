"""Was this server meant, and did the request come from its own pages?

A name of another host that leads here (DNS rebinding), a page of another site that posts a form or
fetches what it cannot read: all are refused before anything is looked up.
"""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from demasque.sentences import Sentence
from demasque.web.guarding.doorway import Doorway
from demasque.web.guarding.refusals import refusal

_READING: Final = ("GET", "HEAD")
_OURS: Final = ("same-origin", "none")  # "none": typed, or opened from a bookmark


class RightAddress:
    """Answers only requests that are meant for this server and that a browser's user meant."""

    def __init__(self, app: ASGIApp, doorway: Doorway) -> None:
        self.app = app
        self.doorway = doorway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)  # not spoken here
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is None:
            scope["scheme"] = self.doorway.scheme
        await (refused or self.app)(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        limits = self.doorway.limits
        if sum(len(name) + len(value) for name, value in scope["headers"]) > limits.head:
            too_much = Sentence("The browser sends too much before the request itself.")
            return refusal(scope, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, too_much)
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > limits.address:
            too_long = Sentence("The address is too long.")
            return refusal(scope, HTTPStatus.REQUEST_URI_TOO_LONG, too_long)
        origin = self.doorway.origin(scope)
        if origin is None:
            elsewhere = Sentence("This server is not called so. Use the address that it printed.")
            return refusal(scope, HTTPStatus.MISDIRECTED_REQUEST, elsewhere)
        if scope["method"] not in (*_READING, "POST"):
            no_method = Sentence("Pages are read or forms are sent; nothing else is possible here.")
            answer = refusal(scope, HTTPStatus.METHOD_NOT_ALLOWED, no_method)
            answer.headers["allow"] = "GET, HEAD, POST"
            return answer
        if not _from_here(scope, origin):
            foreign = Sentence("A page of another site asked for this. It was not done.")
            return refusal(scope, HTTPStatus.FORBIDDEN, foreign)
        if _odd(scope["path"]):
            nothing = Sentence("There is no page at this address.")
            return refusal(scope, HTTPStatus.NOT_FOUND, nothing, onward="/")
        return None


def _from_here(scope: Scope, origin: str) -> bool:
    """Whether the user meant the request: sent by a page of ours, or an address that was opened.

    Fetch Metadata says so where the browser knows it (W3C, "Fetch Metadata Request Headers"). A
    client that sends neither Origin nor Fetch Metadata is no browser, and has no cookie unless it
    was given one.
    """
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site", "none")
    if scope["method"] in _READING:
        return site in _OURS or headers.get("sec-fetch-mode") == "navigate"
    return site in _OURS and headers.get("origin", origin).lower() == origin


def _odd(path: str) -> bool:
    """Whether a path tries to be something else than the name of a page."""
    return (
        not path.startswith("/")
        or "//" in path
        or "\\" in path
        or any(ord(sign) < 32 or ord(sign) == 127 for sign in path)
        or any(part in {".", ".."} for part in path.split("/"))
    )
