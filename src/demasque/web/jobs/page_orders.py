"""All long work that can be ordered from a page, by its id."""

from collections.abc import Mapping
from functools import cache

from demasque.web.jobs.export_orders import export_orders
from demasque.web.jobs.looking_orders import LOOKING
from demasque.web.jobs.order_forms import PageOrder
from demasque.web.jobs.telling_orders import telling_orders


@cache
def orders() -> Mapping[str, PageOrder]:
    """Id -> what can be ordered. Extensions' formats are among them."""
    return {each.form.id: each for group in grouped_orders() for each in group}


def grouped_orders() -> tuple[tuple[PageOrder, ...], ...]:
    """Texts for people, formats for programs, and what only finds something out."""
    return telling_orders(), export_orders(), LOOKING
