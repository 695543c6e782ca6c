"""From what a view shows to what a browser gets: HTML or CSV, in the reader's language."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader
from starlette.requests import Request

from demasque.publish import environment
from demasque.sentences import Sentence
from demasque.web.missing_pages import NotThereError
from demasque.web.sessions import Session
from demasque.web.views import Asked, Shown, TimeSpan, View
from demasque.wording import LANGUAGES, catalogue


def page(view: View, asked: Asked, shown: Shown, views: Sequence[View]) -> str:
    """Render one page."""
    return rendered(
        view.template,
        asked.session,
        views,
        view=view,
        title=shown.title,
        asked=asked,
        tables=sorted(shown.tables),
        case=asked.edition.found.case,
        edition=asked.edition.number,
        **shown.content,
    )


def rendered(template: str, session: Session, views: Sequence[View], **content: Any) -> str:
    """Render a template in the session's language, with what every page has round it."""
    return (
        _templates(session.lang)
        .get_template(template)
        .render(
            session=session,
            languages=LANGUAGES,
            menu=[each for each in views if each.menu is not None],
            flashes=session.taken_flashes(),
            **content,
        )
    )


def span_asked(request: Request) -> TimeSpan:
    """Read the stretch of time from ``?from=...&until=...`` (ISO 8601, UTC unless it says else).

    Raises NotThereError for what is no time.
    """
    return TimeSpan(_moment(request, "from"), _moment(request, "until"))


def _moment(request: Request, name: str) -> datetime | None:
    written = request.query_params.get(name, "").strip()
    if not written:
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise NotThereError(
            Sentence("{written} is not a time such as 2026-03-01T12:00.", written=repr(written))
        ) from None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def address_with(request: Request, **changes: str | None) -> str:
    """The address of the same page with other values asked for; None takes one out."""
    query = dict(request.query_params) | changes
    kept = {name: value for name, value in query.items() if value is not None}
    return request.url.path + (f"?{urlencode(sorted(kept.items()))}" if kept else "")


@cache
def _templates(lang: str) -> Environment:
    return environment(catalogue(lang), PackageLoader("demasque.web"))
