"""Venues: accounts under whose posts, or on whose pages, things were placed; and one of them."""

from functools import partial
from typing import Any, Final

import pyarrow as pa

from demasque.findings import (
    VENUE_POSTS,
    addressed_venue,
    addressed_venues,
    usual_venue,
    whole_posts,
)
from demasque.sentences import Sentence
from demasque.web.drawing.spread_picture import spread_picture
from demasque.web.listing import EACH, page_asked, page_rows, paging, sorted_rows, sorting
from demasque.web.missing_pages import NotThereError
from demasque.web.views import Asked, Shown, View

_COLUMNS: Final = {
    "posts": "descending",
    "accounts": "descending",
    "member_posts": "descending",
    "members": "descending",
    "member_share": "descending",
    "groups": "descending",
    "floods": "descending",
    "first_at": "ascending",
    "last_at": "descending",
}


def _read_list(asked: Asked) -> Shown:
    table = _venues(asked)
    by = sorting(asked, _COLUMNS, "member_posts")
    shown = paging(asked, table.num_rows)
    rows = page_rows(sorted_rows(table, by.column, _COLUMNS[by.column]), shown)
    content: dict[str, Any] = {
        "rows": rows,
        "paging": shown,
        "sorting": by,
        "usual": usual_venue(table),
    }
    return Shown(Sentence("Venues"), content, {"venues": lambda: table})


def _venues(asked: Asked) -> pa.Table:
    edition, span = asked.edition, asked.span
    if span:
        return addressed_venues(edition.store, span.since, span.until)
    return edition.figures_once("venues", lambda: addressed_venues(edition.store))


def _read_one(asked: Asked) -> Shown:
    edition, span, account = asked.edition, asked.span, asked.path["account"]
    found = addressed_venue(edition.store, account, span.since, span.until, page_asked(asked), EACH)
    if found is None:
        raise NotThereError(Sentence("This case has no account {account}.", account=repr(account)))
    content: dict[str, Any] = {
        "venue": found,
        "usual": usual_venue(_venues(asked)),
        "paging": paging(asked, found.posts_in_all),
        "picture": spread_picture(found.figures),
    }
    posts = partial(whole_posts, edition.store, VENUE_POSTS, (account,), span.since, span.until)
    return Shown(Sentence("Venue {account}", account=account[:8]), content, {"posts": posts})


VENUES: Final = View(
    "venues", "/venues", "venues.html", _read_list, timed=True, menu=Sentence("Venues")
)
VENUE: Final = View("venue", "/venues/{account}", "venue.html", _read_one, timed=True)
