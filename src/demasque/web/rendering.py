"""From what a view shows to what a browser gets: HTML or CSV, in the reader's language."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader
from starlette.requests import Request

from demasque.publish import environment
from demasque.sentences import Sentence
from demasque.web.acting import FORMS, mark_fields
from demasque.web.citing import cited_state
from demasque.web.editions.keeping_editions import CaseState
from demasque.web.missing_pages import NotThereError
from demasque.web.page_address import PageAddress
from demasque.web.sessions import Session
from demasque.web.views import Asked, Shown, TimeSpan, View
from demasque.wording import LANGUAGES, catalogue

VENDOR: Final = Path(__file__).parent / "static" / "vendor"
"""Where ``make web`` puts the scripts of others."""

LANGUAGE_NAMES: Final = {"en": "English", "fr": "Français"}
"""What each language calls itself."""

_PLACE: Final = re.compile(r"\{\w+\}")


def page(view: View, asked: Asked, shown: Shown, views: Sequence[View], state: CaseState) -> str:
    """Render one page; ``state`` is how what it shows stands to the case."""
    here = PageAddress.of(view.address, asked.path, asked.query)
    return rendered(
        view.template,
        asked.session,
        views,
        view=view,
        title=shown.title,
        asked=asked,
        tables=sorted(shown.tables),
        case=asked.edition.case,
        edition=asked.edition.number,
        here=here,
        beside=_beside(view, asked, views),
        same_stretch=PageAddress("", _stretch(asked))(),
        cited=cited_state(asked.edition),
        state=state,
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
            menu=[each for each in views if each.menu is not None and "{" not in each.address],
            scripts=scripts_there(),
            flashes=session.taken_flashes(),
            **content,
        )
    )


def scripts_there() -> bool:
    """Whether the scripts of others were fetched (``make web``): pages are whole without them."""
    return (VENDOR / "versions.json").exists()


def _beside(view: View, asked: Asked, views: Sequence[View]) -> list[tuple[View, str]]:
    """Other pages of the same thing, with their addresses: the second level of the menu."""
    if not asked.path:
        return []
    places = {"{" + name + "}" for name in asked.path}
    first = view.address.split("/")[1]
    return [
        (each, PageAddress.of(each.address, asked.path, _stretch(asked) if each.timed else {})())
        for each in views
        if each.menu is not None
        and each.address.split("/")[1] == first
        and set(_PLACE.findall(each.address)) == places
    ]


def _stretch(asked: Asked) -> dict[str, str]:
    """What asks for the same stretch of time of another page."""
    return {name: asked.query[name] for name in ("from", "until") if asked.query.get(name)}


def fragment(template: str, session: Session, **content: Any) -> str:
    """Render a part of a page by itself, in the session's language."""
    return _templates(session.lang).get_template(template).render(session=session, **content)


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
        # OverflowError: at the ends of the calendar a time elsewhere is none in UTC.
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotThereError(
            Sentence(
                "{written} is not a time such as 2026-03-01T12:00.", written=repr(written[:40])
            )
        ) from None


@cache
def _templates(lang: str) -> Environment:
    made = environment(catalogue(lang), PackageLoader("demasque.web"))
    made.globals |= {
        "language_names": LANGUAGE_NAMES,
        "local": _local,
        "forms": FORMS,
        "mark_fields": mark_fields,
    }
    made.auto_reload = False  # a template is read and compiled once
    return made


def report_styles() -> str:
    """The sheets of the report: pages look like it, and show its parts."""
    return _templates(LANGUAGES[0]).get_template("report_styles.css").render()


def _local(at: datetime | None) -> str:
    """A time as a field of a form writes it: in UTC, to the second where it is not a minute."""
    if at is None:
        return ""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}" if utc.second else f"{utc:%Y-%m-%dT%H:%M}"
