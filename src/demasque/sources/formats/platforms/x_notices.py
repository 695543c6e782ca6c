"""What X says in its streams of deleted posts, and of accounts that their owners deleted."""

from collections.abc import Mapping
from typing import Any

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.nested import first, mapping


def take_notice(out: Builder, line: int, item: Mapping[str, Any]) -> None:
    """One notice, as any version of the interface gives it."""
    notice = mapping(item, "delete") or mapping(item, "user_delete")
    post = mapping(notice, "tweet") or mapping(notice, "status")
    who = first(post, "author_id", "user_id_str", "user_id") or first(notice, "user.id", "id")
    when = first(notice, "event_at", "timestamp_ms")
    out.deletion(line, post=first(post, "id_str", "id"), account=who, at=when)
