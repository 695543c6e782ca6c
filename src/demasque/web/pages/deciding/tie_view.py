"""Two accounts side by side: what ties them, and every pair of posts that does."""

from typing import Final

from demasque.findings import PairsAsked, account_facts, pairs_query, seen_tie
from demasque.publish import marked_pair
from demasque.sentences import Sentence
from demasque.web.missing_pages import NotThereError
from demasque.web.pages.deciding.list_parts import list_part, page_number
from demasque.web.views import Asked, Shown, View

_EACH: Final = 20
"""Pairs of posts on a page: each takes the height of a post."""


def _read(asked: Asked) -> Shown:
    store = asked.edition.store
    named = asked.path["one"], asked.path["other"]
    if named[0] == named[1]:
        raise NotThereError(Sentence("A tie has two accounts; here one is named twice."))
    facts = {name: account_facts(store, name) for name in sorted(named)}
    for name, known in facts.items():
        if known is None:
            raise NotThereError(
                Sentence("This case has no account {account}.", account=repr(name[:80]))
            )
    kind, span = asked.query.get("kind") or None, asked.span
    skip = (page_number(asked) - 1) * _EACH
    tie = seen_tie(store, *named, PairsAsked(kind, span.since, span.until, _EACH, skip))
    whole = pairs_query(tied=bool(tie.kinds))
    content = {
        "tie": tie,
        "facts": facts,
        "kind": kind,
        "pairs": [(each, marked_pair(pair)) for each, pair in tie.pairs],
        "part": list_part(asked, tie.total, _EACH),
    }
    return Shown(
        Sentence("{one} and {other}", one=tie.account_a[:8], other=tie.account_b[:8]),
        content,
        {
            "posts": lambda: store.stream(
                whole, (tie.account_a, tie.account_b, kind, span.since, span.until)
            )
        },
    )


TIE: Final = View("tie", "/ties/{one}/{other}", "tie.html", _read, timed=True)
