"""Where every page of a case is: the addresses of VIEWS, filled with what `walked_case` has."""

import re
from collections.abc import Iterator
from typing import Final

from demasque.web.pages import VIEWS
from demasque.web.views import View
from walked_case import CHINESE, WalkedCase

_PART: Final = re.compile(r"\{[^}]*\}")
_ASKED: Final = {"search": [f"?q={CHINESE}", "?q=committee"]}
_SPAN: Final = "?from=2026-03-03&until=2026-03-06"


def filled(view: View, case: WalkedCase) -> str:
    """One address of this kind of page; KeyError for a kind of which the case is not known."""
    known = {
        "campaigns": ["C1"],
        "accounts": case.members,
        "ties": case.members,
        "messages": [case.code],
        "media": [case.clip],
        "venues": [case.venue],
        "jobs": [case.job],
    }
    parts = iter(known[view.address.split("/")[1]]) if "{" in view.address else iter(())
    return _PART.sub(lambda _: next(parts), view.address)


def addresses(view: View, case: WalkedCase) -> list[str]:
    """Addresses of this kind of page: plain, narrowed to a stretch of time, with what is asked."""
    plain = filled(view, case)
    more = _ASKED.get(view.id, []) + ([_SPAN] if view.timed else [])
    return [plain, *(plain + each for each in more)]


def every_address(case: WalkedCase) -> Iterator[str]:
    """Addresses of every kind of page."""
    for view in VIEWS:
        yield from addresses(view, case)
