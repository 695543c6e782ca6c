"""The queue of accounts to decide on, the most informative first."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.findings import QUEUE, decision_queue, next_accounts
from demasque.sentences import Sentence
from demasque.web.missing_pages import NotThereError
from demasque.web.pages.deciding.list_parts import list_part
from demasque.web.views import Asked, Shown, View

_EACH: Final = 20
"""Accounts on a page: each has its reasons, its evidence and a form."""

_STANDINGS: Final = ("member", "attached", "unsure")


def _read(asked: Asked) -> Shown:
    store = asked.edition.store
    whole: pa.Table = asked.edition.once("decision queue", lambda: decision_queue(store))
    standing, group = asked.query.get("standing"), asked.query.get("group")
    if standing is not None and standing not in _STANDINGS:
        raise NotThereError(Sentence("The queue has no part {name}.", name=repr(standing[:40])))
    queue = whole
    if standing is not None:
        queue = queue.filter(pc.equal(queue["standing"], standing))
    if group is not None:
        queue = queue.filter(pc.equal(queue["campaign"], group))
    part = list_part(asked, queue.num_rows, _EACH)
    counted = {each["values"]: each["counts"] for each in _counts(whole)}
    content = {
        "order": QUEUE,
        "accounts": next_accounts(store, queue, _EACH, part.skip),
        "part": part,
        "counts": [(each, counted.get(each, 0)) for each in _STANDINGS],
        "all": whole.num_rows,
        "standing": standing,
        "group": group,
    }
    return Shown(Sentence("Next to decide"), content, {"queue": lambda: queue})


def _counts(queue: pa.Table) -> list[dict[str, object]]:
    counted: list[dict[str, object]] = pc.value_counts(queue["standing"]).to_pylist()
    return counted


NEXT: Final = View("next", "/next", "next.html", _read, menu=Sentence("Next to decide"))
