"""One account: where it stands and why, its posts beside its partners', and the decision on it."""

from typing import Final

from demasque.accounts import Seen
from demasque.findings import (
    ALL_POSTS,
    LANES,
    PARTNERS,
    PLACES,
    AccountFacts,
    PostsInTime,
    PostsPage,
    account_decisions,
    account_facts,
    counted_partners,
    met_by_attached,
    partners_query,
    posts_in_time,
    posts_page,
    tied_partners,
)
from demasque.publish import ShownSign, marked_pair, shown_signs
from demasque.sentences import Sentence
from demasque.web.missing_pages import NotThereError
from demasque.web.pages.deciding.list_parts import list_part, page_number
from demasque.web.views import Asked, Shown, View

_EACH: Final = 100
_POSTS: Final = 50
"""Posts on a page."""


def _read(asked: Asked) -> Shown:
    store, account = asked.edition.store, asked.path["account"]
    facts = account_facts(store, account)
    if facts is None:
        raise NotThereError(
            Sentence("This case has no account {account}.", account=repr(account[:80]))
        )
    order = _order(asked)
    page = page_number(asked, "partners")
    tied = tied_partners(store, account, order, _EACH, (page - 1) * _EACH)
    posts = _posts(asked, account)
    content = {
        "account": account,
        "facts": facts,
        "decision": facts.decision,
        "decisions": account_decisions(store, account),
        "order": order,
        "partners": tied.rows,
        "tied": tied,
        "partners_part": list_part(asked, tied.listed, _EACH, "partners"),
        "lanes": _lanes(asked, account, posts),
        "places": PLACES,
        "met": tuple(map(marked_pair, met_by_attached(store, account))),
        "signs": _signs(asked, facts),
        "posts": posts,
        "posts_part": list_part(asked, posts.total, _POSTS),
    }
    return Shown(
        Sentence("Account {account}", account=account[:8]),
        content,
        {
            "posts": lambda: store.stream(ALL_POSTS, (account, asked.span.since, asked.span.until)),
            "ties": lambda: store.stream(_TABLE.format(partners_query()), (account, account)),
        },
    )


_TABLE: Final = """
SELECT partner, p.bits AS bits_of_all_kinds, campaign, excluded, unnest(kinds, recursive := true)
FROM ({}) p"""


def _order(asked: Asked) -> str:
    order = asked.query.get("sort", "bits")
    if order not in PARTNERS:
        raise NotThereError(
            Sentence("This table is not sorted by {column}.", column=repr(order[:40]))
        )
    return order


def _posts(asked: Asked, account: str) -> PostsPage:
    skip = (page_number(asked) - 1) * _POSTS
    span = asked.span
    return posts_page(asked.edition.store, account, span.since, span.until, _POSTS, skip)


def _lanes(asked: Asked, account: str, posts: PostsPage) -> PostsInTime | None:
    """Posts in time over the stretch in which the account itself posts; None where it does not."""
    if posts.first_at is None or posts.last_at is None:
        return None
    store = asked.edition.store
    strongest = counted_partners(store, account, LANES)
    names = [each.partner for each in strongest]
    drawn = posts.first_at, posts.last_at
    return posts_in_time(store, account, names, drawn, (asked.span.since, asked.span.until))


def _signs(asked: Asked, facts: AccountFacts) -> tuple[ShownSign, ...] | None:
    """What stands out in its group, where that is asked for: seconds on a large case."""
    if facts.tier != "member" or facts.campaign is None or "signs" not in asked.query:
        return None
    signs = shown_signs(asked.edition.campaign(facts.campaign).assessment)
    return tuple(each for each in signs if each.sign.seen is Seen.PRESENT)


ACCOUNT: Final = View("account", "/accounts/{account}", "account.html", _read, timed=True)
