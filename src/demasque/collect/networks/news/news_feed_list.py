"""Which feeds are read: addresses over HTTP, one a line."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from demasque.errors import UsageError


def feeds_named(lines: Iterable[str]) -> tuple[str, ...]:
    """Addresses of feeds, each once. Raise UsageError for what is no address."""
    return tuple(dict.fromkeys(map(_feed, lines)))


def _feed(line: str) -> str:
    try:
        parts = urlsplit(line)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise UsageError(
            "{line} is no address of a feed: write it as https://news.example/feed.xml.",
            line=repr(line),
        )
    return line
