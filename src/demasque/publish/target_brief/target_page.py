"""The brief for whoever was targeted: two printed pages at most, as HTML or PDF."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from demasque.case import CaseStore
from demasque.dossier import keep_handover
from demasque.errors import UsageError
from demasque.findings import NamedVenue, target_findings
from demasque.progress import Progress, quiet
from demasque.publish.paper import fitted_pdf
from demasque.publish.replacing import new_file, refuse_folder
from demasque.publish.target_brief.contact_list import (
    ContactList,
    countries,
    read_contacts,
    shipped_contacts,
)
from demasque.publish.target_brief.target_content import target_brief
from demasque.publish.templating import environment
from demasque.sentences import Sentence
from demasque.wording import catalogue

PAGES: Final = 2
"""Printed pages at most."""

_SIZES: Final = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
"""Points of the page's text, the largest at which all fits."""

_ENDINGS: Final = (".html", ".htm", ".pdf")


def write_target_brief(
    store: CaseStore,
    path: str | os.PathLike[str],
    venue: NamedVenue,
    campaign: str | None = None,
    lang: str = "en",
    progress: Progress = quiet,
    *,
    country: str | None = None,
    contacts: str | os.PathLike[str] | None = None,
    today: date | None = None,
) -> Path:
    """Tell a person or body what campaigns posted at them, and what they can do.

    Args:
        store: an open case.
        path: the file to write, which ends in .html or .pdf; an older one is replaced once the new
            one is complete.
        venue: whom it is for; persons are never named in it.
        campaign: posts of this campaign or operation only; None for all that address them.
        lang: "en" or "fr".
        progress: told the campaigns read.
        country: whose list of contacts is added, such as "CA".
        contacts: a list of one's own in its place.
        today: against which the age of the list is held; None for the day it is.

    Returns:
        The path written. The custody log says that it was handed over, and to which body. The same
        case gives the same bytes, a PDF with the same fonts.

    Raises:
        UsageError: no campaign addresses them, no such campaign, language, country or list of
            contacts, a judgement without the source that it needs, the path cannot be written, or
            a PDF is asked for and what makes one is not installed. Nothing is written then.
    """
    words = catalogue(lang)
    target = Path(path)
    refuse_folder(target)
    if target.suffix.lower() not in _ENDINGS:
        raise UsageError(
            "{path} is neither .html nor .pdf: name a file that ends in one of them.", path=target
        )
    day = today or datetime.now(UTC).date()
    listed = _contacts(country, contacts, lang, day)
    content = target_brief(target_findings(store, venue, campaign, progress), listed)
    html = environment(words).get_template("target_brief.html").render(brief=content)
    _tell(store, listed, day)
    is_pdf = target.suffix.lower() == ".pdf"
    made = fitted_pdf(html, PAGES, _SIZES) if is_pdf else html.encode()
    with new_file(target) as draft:
        draft.write_bytes(made)
        keep_handover(store, "brief", venue.name or "the person targeted", made, campaign=campaign)
    return target


def _contacts(
    country: str | None, path: str | os.PathLike[str] | None, lang: str, today: date
) -> ContactList | None:
    """The contacts asked for, if any."""
    if country is not None and path is not None:
        raise UsageError("Give either --country or --contacts.")
    if path is not None:
        return read_contacts(Path(path), lang, today)
    return None if country is None else shipped_contacts(country, lang)


def _tell(store: CaseStore, contacts: ContactList | None, today: date) -> None:
    """Say on the screen which lists there are, where none was asked for; or that it is old."""
    if contacts is None:
        store.tell(
            Sentence(
                "The page names no offices to turn to. Contacts can be added with --country "
                "({known}), or with --contacts and a list of your own.",
                known=list(countries()),
            )
        )
    elif contacts.is_old(today):
        store.tell(
            Sentence(
                "The contacts were checked on {day}, more than a year ago: check them before you "
                "hand the page over.",
                day=contacts.checked,
            )
        )
