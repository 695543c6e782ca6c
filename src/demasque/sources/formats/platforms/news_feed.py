"""Entries of news sites' feeds (RSS, Atom), one a line, as `demasque collect news` keeps them.

The account is the site, by its host's name: who wrote an article is not kept. The entry's own
address is no link of it, or a site would seem to share its articles with everybody who reads them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from demasque.sources.fields import words
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_host, as_text
from demasque.sources.mapping.html_text import words_and_links
from demasque.sources.mapping.nested import Nested, as_is, first, items, text
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    title, _ = words_and_links(text(item, "title") or "")
    said, links = words_and_links(text(item, "summary") or "")
    own = text(item, "link")
    out.post(
        line,
        post=_name(item),
        account=_site(item),
        posted_at=first(item, "published", "updated"),
        text="\n".join(dict.fromkeys(part for part in (title, said) if part)),
        lang=text(item, "language"),
        links=[link for link in links if link != own],
        hashtags=[tag for tag in items(item, "tags") if isinstance(tag, str)],
        mentions=(),
    )


def _site(item: Mapping[str, Any]) -> str | None:
    """The host of the site, without www: that of the site's address, the entry's or the feed's."""
    named = (as_host(text(item, key)) for key in ("site", "link", "feed"))
    host = next((host for host in named if host), None)
    return host.removeprefix("www.") if host else None


def _name(item: Mapping[str, Any]) -> str | None:
    """What names an entry everywhere: ids such as 1234 do so in their feed only."""
    own, link = as_text(item.get("id")), as_text(item.get("link"))
    if own is None or ":" in own:
        return own or link
    return link or f"{_site(item)}/{own}"


def _version(item: Mapping[str, Any]) -> tuple[str, Any] | None:
    name, when = _name(item), parse_time(first(item, "updated", "published"))
    return (name, when) if name and when else None


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, Nested("web", as_is, _take, _version))


NEWS_FEED = Source(
    id="news-feed",
    title="Entries of news sites' feeds (RSS, Atom), one a line",
    platform="web",
    required=frozenset({"feed", "site", "link", "title"}),
    optional=words("id summary published updated language tags"),
    ignored=words("feed_title"),
    personal=words("author author_detail authors contributors publisher"),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="entries written by hand, in the form that demasque collect news gives",
    read=_read,
)
