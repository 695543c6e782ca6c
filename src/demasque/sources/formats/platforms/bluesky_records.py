"""Bluesky's post records (app.bsky.feed.post), wherever they stand: app-view or Jetstream."""

from collections.abc import Mapping
from typing import Any

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.nested import at, first, items, mapping, records, text
from demasque.sources.mapping.timestamps.times import parse_time


def post_of_record(
    out: Builder,
    line: int,
    record: Mapping[str, Any],
    uri: Any,
    did: Any,
    engagement: Mapping[str, Any] | None = None,
) -> bool:
    """One post record as a post; ``uri`` is its at:// address, ``did`` its author's identifier.

    The time is the record's createdAt, which the author's program says and may say wrongly.
    """
    kind, parent = _kind(record)
    words = text(record, "text")
    links, tags, people = _facets(record, words)
    external = text(record, "embed.external.uri") or text(record, "embed.media.external.uri")
    if external and external not in links:
        links.append(external)
    tags += [tag for tag in items(record, "tags") if isinstance(tag, str)]
    return out.post(
        line,
        post=uri,
        account=did,
        posted_at=text(record, "createdAt"),
        text=words,
        lang=next((lang for lang in items(record, "langs") if isinstance(lang, str)), None),
        kind=kind,
        parent=parent,
        root=text(record, "reply.root.uri"),
        venue=did_of(text(record, "reply.parent.uri")),
        links=links,
        hashtags=tags,
        mentions=people,
        media=_media(record),
        engagement=engagement,
        client=text(record, "via"),
    )


def earlier_time(record: Mapping[str, Any], indexed: Any) -> Mapping[str, Any]:
    """The record with the earlier of its own time and the time it was indexed.

    The network sorts posts so: a time in the future is a mistake or a trick.
    """
    said, seen = parse_time(text(record, "createdAt")), parse_time(indexed)
    if seen is None or (said is not None and said <= seen):
        return record
    return {**record, "createdAt": seen.isoformat()}


def did_of(uri: str | None) -> str | None:
    """The author's identifier in an at:// address."""
    parts = (uri or "").split("/")
    return parts[2] if len(parts) > 2 and parts[0] == "at:" and parts[2] else None


def _kind(record: Mapping[str, Any]) -> tuple[str, str | None]:
    quoted = text(record, "embed.record.uri") or text(record, "embed.record.record.uri")
    if quoted and "/app.bsky.feed.post/" in quoted:
        return "quote", quoted
    parent = text(record, "reply.parent.uri")
    return ("reply", parent) if "reply" in record else ("original", None)


def _facets(record: Mapping[str, Any], words: str | None) -> tuple[list[str], list[str], list[str]]:
    """Links, hashtags and mentioned accounts that the record marks in its text."""
    found: dict[str, list[str]] = {"uri": [], "tag": [], "did": []}
    for facet in records(record, "facets"):
        for feature in records(facet, "features"):
            for key, values in found.items():
                if isinstance(feature.get(key), str) and feature[key] not in values:
                    values.append(feature[key])
    return found["uri"], found["tag"], found["did"]


def _media(record: Mapping[str, Any]) -> list[str]:
    """Content identifiers of the pictures and clips: hashes of the files themselves."""
    embed = mapping(record, "embed.media") or mapping(record, "embed")
    blobs = [at(image, "image") for image in records(embed, "images")] + [embed.get("video")]
    found = (first(blob, "ref.$link", "cid") for blob in blobs)
    return [cid for cid in found if isinstance(cid, str)]
