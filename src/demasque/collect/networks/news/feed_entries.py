"""Entries of a feed as records: what an article says of itself, and never who wrote it.

Read with feedparser: RSS 0.9 to 2.0, Atom 0.3 and 1.0, RDF, JSON Feed where it knows it.
"""

import calendar
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any, Final

import feedparser

from demasque.collect.match_files import host_of

LONGEST: Final = 5_000
"""Characters kept of a title or summary: some sites put whole articles there."""


class NotAFeedError(Exception):
    """What came is no feed: a page, an error in words, something else."""


def entries_of(content: bytes, kind: str, feed: str, address: str) -> list[dict[str, Any]]:
    """Records of a feed's entries, in its order.

    ``feed`` is the address as it was listed, ``address`` where it was found, ``kind`` its
    Content-Type. An entry without a title, an address or a date is left out. Raise NotAFeedError.
    """
    headers = {"content-location": address}
    if kind:
        headers["content-type"] = kind
    # A stream and no bytes: bytes might be taken for the name of a file.
    parsed = feedparser.parse(BytesIO(content), response_headers=headers)
    if not parsed.get("version") and not parsed.entries:
        raise NotAFeedError
    about = parsed.feed
    records = (_record(entry, about, feed) for entry in parsed.entries)
    return [record for record in records if record is not None]


def _record(entry: Any, about: Any, feed: str) -> dict[str, Any] | None:
    link, title = _text(entry.get("link")), _text(entry.get("title"))
    published = _moment(entry, "published_parsed")
    updated = _moment(entry, "updated_parsed")
    site = host_of(link) or host_of(feed)
    if not (link and title and site and (published or updated)):
        return None
    tags = (_text(tag.get("term")) for tag in entry.get("tags") or ())
    return {
        "feed": feed,
        "feed_title": _text(about.get("title")),
        "site": site,
        "id": _text(entry.get("id")) or link,
        "link": link,
        "title": title,
        "summary": _text(entry.get("summary")),
        "published": published or updated,
        "updated": updated,
        "language": _text(entry.get("language")) or _text(about.get("language")) or None,
        "tags": [tag for tag in tags if tag],
    }


def _text(value: Any) -> str:
    return value.strip()[:LONGEST] if isinstance(value, str) else ""


def _moment(entry: Any, key: str) -> str | None:
    """A moment as feedparser gives it (UTC), in ISO 8601; None where it is none."""
    if key not in entry:  # where it is not, get() gives another moment in its place
        return None
    parts = entry[key]
    if not isinstance(parts, struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
