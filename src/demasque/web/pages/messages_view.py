"""Messages: all that two accounts or more wrote; and one of them, with its copies."""

from functools import partial
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns import families_of, names_of
from demasque.errors import UsageError
from demasque.findings import (
    FAMILY_POSTS,
    exemplar_words,
    families_named,
    message_codes,
    message_family,
    told_messages,
    whole_posts,
)
from demasque.sentences import Sentence
from demasque.web.drawing.spread_picture import spread_picture
from demasque.web.editions.edition import Edition
from demasque.web.listing import EACH, page_asked, page_rows, paging, sorted_rows, sorting
from demasque.web.missing_pages import NotThereError
from demasque.web.views import Asked, Shown, View

_COLUMNS: Final = {
    "accounts": "descending",
    "members": "descending",
    "others": "descending",
    "posts": "descending",
    "groups": "descending",
    "first_at": "ascending",
    "last_at": "descending",
    "half_seconds": "ascending",
}


def _read_list(asked: Asked) -> Shown:
    table = _messages(asked)
    by = sorting(asked, _COLUMNS, "accounts")
    shown = paging(asked, table.num_rows)
    rows = page_rows(sorted_rows(table, by.column, _COLUMNS[by.column]), shown)
    codes = codes_of_messages(asked.edition)
    words = exemplar_words(asked.edition.store, [str(row["exemplar"]) for row in rows])
    for row in rows:
        row["code"] = codes.get(row["trace"])
        row["address"] = row["code"] or row["trace"]
        row["words"], row["language"] = words.get(str(row["exemplar"]), ("", None))
    return Shown(
        Sentence("Messages"),
        {"rows": rows, "paging": shown, "sorting": by},
        {"messages": partial(_whole_list, asked)},
    )


def _messages(asked: Asked) -> pa.Table:
    edition, span = asked.edition, asked.span
    if span:
        return told_messages(edition.store, span.since, span.until)
    return edition.figures_once("messages", lambda: told_messages(edition.store))


def _code_table(edition: Edition) -> pa.Table:
    table: pa.Table = edition.figures_once("message codes", lambda: message_codes(edition.store))
    return table


def codes_of_messages(edition: Edition) -> dict[object, str]:
    """By number, the code of every message that two accounts or more wrote."""

    def made() -> dict[object, str]:
        table = _code_table(edition)
        return dict(zip(table["trace"].to_pylist(), table["code"].to_pylist(), strict=True))

    codes: dict[object, str] = edition.figures_once("code of message", made)
    return codes


def _whole_list(asked: Asked) -> pa.Table:
    table = _messages(asked)
    codes = _code_table(asked.edition)
    places = pc.index_in(table["trace"], codes["trace"])
    return table.add_column(1, "code", codes["code"].take(places)).set_column(
        2,
        "names",
        pc.binary_join(table["names"], "; "),
    )


def _read_one(asked: Asked) -> Shown:
    edition, span = asked.edition, asked.span
    families, code = _asked_for(asked)
    found = message_family(edition.store, families, span.since, span.until, page_asked(asked), EACH)
    if found is None:
        raise NotThereError(Sentence("This case has no message {code}.", code=repr(code)))
    codes = codes_of_messages(edition)
    names = names_of(edition.store, families)
    content: dict[str, Any] = {
        "family": found,
        "code": code,
        "codes": codes,
        "names": [name for each in families for name in names.get(each, ())],
        "paging": paging(asked, found.posts_in_all),
        "picture": spread_picture(found.figures),
    }
    posts = partial(
        whole_posts, edition.store, FAMILY_POSTS, (list(families),), span.since, span.until
    )
    return Shown(Sentence("Message {code}", code=code), content, {"posts": posts})


def _asked_for(asked: Asked) -> tuple[list[int], str]:
    """The messages that the address names, and how they are called."""
    written = asked.path["family"].strip()[:64]
    if written[:1] in ("w", "W"):
        try:
            return families_of(asked.edition.store, written), written.upper()
        except UsageError as error:
            raise NotThereError(error.sentence) from None
    families = families_named(_code_table(asked.edition), written)
    if len(families) != 1:
        raise NotThereError(Sentence("This case has no message {code}.", code=repr(written)))
    return families, codes_of_messages(asked.edition).get(families[0], str(families[0]))


MESSAGES: Final = View(
    "messages", "/messages", "messages.html", _read_list, timed=True, menu=Sentence("Messages")
)
MESSAGE: Final = View("message", "/messages/{family}", "message.html", _read_one, timed=True)
