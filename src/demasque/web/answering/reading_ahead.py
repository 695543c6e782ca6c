"""Reading what most people will open, before they do."""

import logging
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from demasque.web.editions.edition import Edition
from demasque.web.missing_pages import NotThereError
from demasque.web.pages import VIEWS
from demasque.web.searching.case_search import prepare_search
from demasque.web.sessions import Session
from demasque.web.views import Asked, View
from demasque.wording import LANGUAGES, catalogue

GROUPS_AHEAD: Final = 20
"""Groups read ahead, the foremost first: as many as the report gives in full. Whoever opens another
first waits for it."""

TOGETHER: Final = 10
"""Groups whose figures are measured at once: at 1 M posts one takes 3 s of a processor, five 4 s,
and ten 5 s; all 20 at once would keep the first ones waiting."""

_NAMED: Final = re.compile(r"\{(\w+)\}")


def read_ahead(edition: Edition) -> Iterator[None]:
    """Begin the index of words, read what the pages without a name in their address rest on, then
    those of groups.

    One page a step, so that whoever takes the steps can stop between them. Nothing is rendered:
    what is costly is kept by the edition.
    """
    prepare_search(edition)
    yield
    for view in VIEWS:
        if not view.live and not _NAMED.search(view.address):
            yield from _read(view, edition, {})
    of_groups = [view for view in VIEWS if _NAMED.findall(view.address) == ["campaign"]]
    names = [each.campaign for each in edition.summaries[:GROUPS_AHEAD]]
    for first in range(0, len(names), TOGETHER):
        some = names[first : first + TOGETHER]
        edition.read_together(some)
        yield
        for name, view in product(some, of_groups):
            yield from _read(view, edition, {"campaign": name})


def _read(view: View, edition: Edition, path: Mapping[str, str]) -> Iterator[None]:
    nobody = Session("", "", LANGUAGES[0], read_only=True)
    try:
        view.read(Asked(edition, nobody, catalogue(nobody.lang), path))
    except NotThereError:
        pass
    except Exception:
        # Whoever opens the page is told; the others are read all the same.
        logging.getLogger(__name__).debug("%s was not read ahead", view.id, exc_info=True)
    yield
