"""Search: posts by their words, and sites, hashtags, messages, accounts and groups by name."""

from functools import partial
from typing import Any, Final

from demasque.findings import POSTS_SCANNED, PostSearch, SearchFilter, SearchQuery, read_query
from demasque.sentences import Sentence
from demasque.web.listing import EACH, page_asked, paging
from demasque.web.pages.messages_view import codes_of_messages
from demasque.web.searching.case_search import case_search, named_in
from demasque.web.views import Asked, Shown, View

_FILTERS: Final = ("language", "platform", "group", "site", "tag", "link")


def _read(asked: Asked) -> Shown:
    search, build = case_search(asked.edition)
    written, chosen = asked.query.get("q", ""), _chosen(asked)
    query = read_query(written)
    content: dict[str, Any] = {
        "written": written[:300],
        "query": query,
        "chosen": chosen,
        "languages_there": search.order.languages,
        "platforms_there": search.order.platforms,
        "groups_there": search.standing.groups,
        "impossible": build.impossible,
        "scanned_at_most": POSTS_SCANNED,
        "codes": codes_of_messages(asked.edition),
        "asked_for": bool(query.wanted or chosen.site or chosen.tag or chosen.link),
    }
    if not content["asked_for"]:
        return Shown(Sentence("Search"), content)
    return _found(asked, search, query, chosen, content)


def _found(
    asked: Asked,
    search: PostSearch,
    query: SearchQuery,
    chosen: SearchFilter,
    content: dict[str, Any],
) -> Shown:
    places = search.find(query, chosen)
    result = search.page(places, query, page_asked(asked), EACH)
    content |= {
        "result": result,
        "named": named_in(asked.edition, asked.query.get("q", "")),
        "paging": paging(asked, result.rows),
    }
    return Shown(Sentence("Search"), content, {"posts": partial(search.whole, places)})


def _chosen(asked: Asked) -> SearchFilter:
    given = {name: asked.query.get(name, "").strip()[:300] or None for name in _FILTERS}
    return SearchFilter(**given, since=asked.span.since, until=asked.span.until)


SEARCH: Final = View(
    "search",
    "/search",
    "search.html",
    _read,
    timed=True,
    live=True,  # whether its index is there yet
    menu=Sentence("Search"),
)
