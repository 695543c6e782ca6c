"""Forms that were posted: what they hold, and the way back to them."""

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from demasque.sentences import Sentence
from demasque.web.acting.act import Posted
from demasque.web.sessions import Flash, Session, Typed, Undo

_NOT_TYPED: Final = frozenset({"csrf", "at", "way_back"})
"""Fields that no person fills: they are not kept for the next try. An undo has ``way_back``."""


def session_of(request: Request) -> Session:
    """The session that the guard let in."""
    session: Session = request.state.session
    return session


async def posted_of(request: Request) -> Posted:
    """Read the form."""
    session = session_of(request)
    async with request.form() as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        repeated = {
            name: tuple(each for each in form.getlist(name) if isinstance(each, str))
            for name in fields
        }
    return Posted(session, request.path_params, fields, repeated)


def remember_speaker(posted: Posted) -> None:
    """Offer who said this in the next form: for what was done, not for what was refused."""
    posted.session.by = posted.value("by") or posted.session.by


def not_done(request: Request, posted: Posted, problem: Sentence) -> Response:
    """Go back to the form, which shows what was typed, and what is wrong with it.

    An undo was typed by nobody: it is offered once more.
    """
    if posted.value("way_back"):
        values = {name: one for name, one in posted.form.items() if name not in _NOT_TYPED}
        again = Undo(request.url.path, values)
        posted.session.flashes.append(Flash(problem, again, problem=True))
        return RedirectResponse(address_before(request), 303)
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
