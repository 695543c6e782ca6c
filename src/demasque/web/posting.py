"""Forms that were posted: what they hold, and the way back to them."""

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from demasque.sentences import Sentence
from demasque.web.acting.act import Posted
from demasque.web.sessions import Flash, Session, Typed

_NOT_TYPED: Final = frozenset({"csrf", "at"})
"""Fields that no person fills: they are not kept for the next try."""


def session_of(request: Request) -> Session:
    """The session that the guard let in."""
    session: Session = request.state.session
    return session


async def posted_of(request: Request) -> Posted:
    """Read the form. Who says it is remembered, and offered in the next form."""
    session = session_of(request)
    async with request.form() as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        repeated = {
            name: tuple(each for each in form.getlist(name) if isinstance(each, str))
            for name in fields
        }
    session.by = fields.get("by", "").strip() or session.by
    return Posted(session, request.path_params, fields, repeated)


def not_done(request: Request, posted: Posted, problem: Sentence) -> Response:
    """Go back to the form, which shows what was typed, and what is wrong with it."""
    posted.session.flashes.append(Flash(problem, problem=True))
    typed = typed_in(posted, problem)
    posted.session.typed = typed
    return RedirectResponse(f"{address_before(request)}#{quote(typed.key)}", 303)


def typed_in(posted: Posted, problem: Sentence) -> Typed:
    """What was typed into a form that could not be done, and why it could not."""
    kept = {
        name: " ".join(posted.repeated.get(name, (value,)))
        for name, value in posted.form.items()
        if name not in _NOT_TYPED
    }
    return Typed(posted.form.get("at", ""), kept, problem)


def address_before(request: Request) -> str:
    """The page that the form was on, on this server."""
    came_from = request.headers.get("referer", "")
    base = str(request.base_url)
    return "/" + came_from.removeprefix(base) if came_from.startswith(base) else "/"
