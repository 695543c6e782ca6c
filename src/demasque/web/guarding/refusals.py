"""The page of a request that was refused: status, what is wrong, and what to do.

A browser that was let in reads it in its language; any other in both, its own first.
"""

from functools import cache
from http import HTTPStatus
from typing import Any, Final

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import Scope

from demasque.publish import environment
from demasque.sentences import Sentence
from demasque.web.sessions import Session
from demasque.wording import LANGUAGES, catalogue

REFUSED: Final = Sentence("Refused")
NOT_LET_IN: Final = Sentence("Not let in")


def refusal(
    scope: Scope, status: HTTPStatus, sentence: Sentence, title: Sentence = REFUSED, **more: Any
) -> HTMLResponse:
    """Make the page; ``more`` is for its template."""
    said = {"title": title, "sentence": sentence, **more}
    languages = _languages(scope)
    sections = [
        Markup(_templates(lang).get_template("_refused.html").render(said)) for lang in languages
    ]
    page = _templates(languages[0]).get_template("refused.html")
    return HTMLResponse(page.render(title=title, sections=sections), status)


def session_in(scope: Scope) -> Session | None:
    """The session of this request, where it was let in."""
    session = scope.get("state", {}).get("session")
    return session if isinstance(session, Session) else None


def _languages(scope: Scope) -> list[str]:
    session = session_in(scope)
    if session is not None:
        return [session.lang]
    asked = Request(scope).headers.get("accept-language", "").lower()
    places = [(asked.find(lang) % 10**6, lang) for lang in LANGUAGES]
    return [lang for _, lang in sorted(places, key=lambda each: each[0])]


@cache
def _templates(lang: str) -> Environment:
    return environment(catalogue(lang), PackageLoader("demasque.web"))
