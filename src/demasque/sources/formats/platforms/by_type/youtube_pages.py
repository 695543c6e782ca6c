"""What YouTube's pages have in common, whatever they list."""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, defstruct


def page_type(item: Any, paged: bool) -> Any:
    """The type of a page of items, or of a record that is an item itself."""
    return defstruct("Page", [("items", list[item])], gc=False) if paged else item


def items_of(record: Any) -> Sequence[Any]:
    """The items of a page, or of a record that is one itself."""
    return [record] if record.items is UNSET else record.items
