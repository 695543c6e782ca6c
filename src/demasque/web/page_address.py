"""The address of the page that is looked at, and of the same page asked otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class PageAddress:
    """Where a page stands: ``path`` as it is written, quoted, and what was asked of it."""

    path: str
    query: Mapping[str, str]

    @classmethod
    def of(cls, address: str, parts: Mapping[str, str], query: Mapping[str, str]) -> "PageAddress":
        """The page at an address such as "/accounts/{account}"."""
        path = address
        for name, value in parts.items():
            path = path.replace("{" + name + ":path}", quote(value))
            path = path.replace("{" + name + "}", quote(value, safe=""))
        return cls(path, {name: value for name, value in query.items() if name not in _NOT_KEPT})

    def __call__(self, changes: Mapping[str, str | int | None] | None = None) -> str:
        """The address with other values asked for; None takes one out."""
        asked = {**self.query, **(changes or {})}
        kept = sorted((name, str(value)) for name, value in asked.items() if value is not None)
        return self.path + (f"?{urlencode(kept)}" if kept else "")


_NOT_KEPT = ("csv", "lang", "token")
