"""Pictures and clips: a contact sheet of all of them; and one, with its copies."""

from functools import partial
from typing import Any, Final

import pyarrow as pa

from demasque.findings import (
    FAMILY_OF_MEDIA_POSTS,
    seen_media,
    seen_media_list,
    whole_posts,
)
from demasque.sentences import Sentence
from demasque.web.drawing.spread_picture import spread_picture
from demasque.web.listing import (
    EACH,
    asked_with,
    page_asked,
    page_rows,
    paging,
    sorted_rows,
    sorting,
)
from demasque.web.missing_pages import NotThereError
from demasque.web.picture_answer import hidden_media
from demasque.web.views import Asked, Shown, View

_COLUMNS: Final = {
    "accounts": "descending",
    "members": "descending",
    "posts": "descending",
    "files": "descending",
    "platforms": "descending",
    "first_at": "ascending",
    "last_at": "descending",
}


def _read_sheet(asked: Asked) -> Shown:
    table = _families(asked)
    by = sorting(asked, _COLUMNS, "accounts")
    shown = paging(asked, table.num_rows)
    content: dict[str, Any] = {
        "rows": page_rows(sorted_rows(table, by.column, _COLUMNS[by.column]), shown),
        "paging": shown,
        "sorting": by,
        "columns": list(_COLUMNS),
        "hidden": hidden_media(asked.edition),
    }
    return Shown(Sentence("Pictures and clips"), content, {"media": lambda: table})


def _families(asked: Asked) -> pa.Table:
    edition, span = asked.edition, asked.span
    if span:
        return seen_media_list(edition.store, span.since, span.until)
    return edition.figures_once("media", lambda: seen_media_list(edition.store))


def _read_one(asked: Asked) -> Shown:
    edition, span, media = asked.edition, asked.span, asked.path["media"].strip().lower()[:64]
    hidden = hidden_media(edition)
    found = seen_media(
        edition.store, media, hidden, span.since, span.until, page_asked(asked), EACH
    )
    if found is None:
        raise NotThereError(
            Sentence("This case has no picture or clip {media}.", media=repr(media))
        )
    content: dict[str, Any] = {
        "seen": found,
        "hidden": hidden,
        "clear": asked.query.get("clear") == "1",
        "cleared": asked_with(asked.query, clear="1"),
        "blurred_again": asked_with(asked.query, clear=None),
        "paging": paging(asked, found.posts_in_all),
        "picture": spread_picture(found.figures),
    }
    posts = partial(
        whole_posts,
        edition.store,
        FAMILY_OF_MEDIA_POSTS,
        (found.family,),
        span.since,
        span.until,
    )
    return Shown(
        Sentence("Picture or clip {code}", code=f"M{media[:6]}"), content, {"posts": posts}
    )


MEDIA: Final = View(
    "media", "/media", "media.html", _read_sheet, timed=True, menu=Sentence("Pictures and clips")
)
CLIP: Final = View("clip", "/media/{media}", "clip.html", _read_one, timed=True)
