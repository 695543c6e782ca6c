"""Bluesky's Jetstream: one event of the network a line.

Posts, reposts and who began to follow whom are kept, and what says that a post or an account is
gone; likes, profiles and identity notices are not posts. The time is when the event passed
(``time_us``) where the record's own lies in the future or more than a day before: bulk imports and
forged dates must not look like old posts.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from demasque.errors import Sentence
from demasque.sources.fields import words
from demasque.sources.formats.platforms.bluesky_records import post_of_record
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.nested import Nested, as_is, at, first, mapping, text
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Source

_POST, _REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
_FOLLOW = "app.bsky.graph.follow"
_FOLLOW_ENDED = Sentence("a notice that a follow ended; that it began stays, if it was collected")
_REMOVED = frozenset({"takendown", "suspended"})
_GONE = _REMOVED | {"deleted", "deactivated"}
"""Statuses of an account whose posts are public no more: by the network's decision, or its own.

Those that only say that a server lags behind (desynchronized, throttled) are none."""
_DAY, _CLOCKS_DIFFER = timedelta(days=1), timedelta(minutes=5)


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    if text(item, "account.status") in _GONE and at(item, "account.active") is False:
        _account_is_gone(out, line, item)
        return
    commit = mapping(item, "commit")
    collection = commit.get("collection")
    if collection not in (_POST, _REPOST, _FOLLOW):
        out.reject(line, Sentence("an event that is no post, repost or follow (a like, a profile)"))
        return
    key, passed = commit.get("rkey"), item.get("time_us")
    uri = f"at://{item.get('did')}/{collection}/{key}" if key else None
    if commit.get("operation") == "delete":
        if collection == _FOLLOW or uri is None:
            out.reject(line, _FOLLOW_ENDED if uri else Sentence("no post id"))
        else:
            out.deletion(line, post=uri, account=item.get("did"), at=passed)
        return
    record = _with_a_sound_time(mapping(commit, "record"), passed)
    if collection == _FOLLOW:
        out.follow(
            line,
            account=item.get("did"),
            followed=text(record, "subject"),
            followed_at=text(record, "createdAt"),
        )
        return
    if collection == _POST:
        post_of_record(out, line, record, uri, item.get("did"))
        return
    out.post(
        line,
        post=uri,
        account=item.get("did"),
        posted_at=text(record, "createdAt"),
        kind="repost",
        parent=text(record, "subject.uri"),
    )


def _account_is_gone(out: Builder, line: int, item: Mapping[str, Any]) -> None:
    """All that it posted until then is meant; what it posts once it is active again is not."""
    out.deletion(
        line,
        account=item.get("did"),
        at=first(item, "time_us", "account.time"),
        by_network=text(item, "account.status") in _REMOVED,
    )


def _with_a_sound_time(record: Mapping[str, Any], passed: Any) -> Mapping[str, Any]:
    said, seen = parse_time(text(record, "createdAt")), parse_time(passed)
    if seen is None or (said is not None and -_CLOCKS_DIFFER <= seen - said <= _DAY):
        return record
    return {**record, "createdAt": seen.isoformat()}


def _version(item: Mapping[str, Any]) -> tuple[str, int] | None:
    commit = mapping(item, "commit")
    if text(commit, "operation") not in {"create", "update"} or commit.get("collection") != _POST:
        return None
    time = item.get("time_us")
    key = f"{item.get('did')}/{commit.get('rkey')}"
    # A creation is a version too, but only an update makes the pass over the file worth keeping.
    return (key, time) if isinstance(time, int) else None


def _was_updated(item: Mapping[str, Any]) -> bool:
    return mapping(item, "commit").get("operation") == "update"


_EVENTS = Nested("bluesky", as_is, _take, _version, _was_updated, apart=f"{__name__}:_EVENTS")


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, _EVENTS)


JETSTREAM = Source(
    id="bluesky-jetstream",
    title="Bluesky Jetstream events, one a line",
    platform="bluesky",
    required=frozenset({"did", "time_us", "kind"}),
    optional=words(
        "commit.operation commit.collection commit.rkey commit.record account.active account.status"
    ),
    ignored=words("commit.rev commit.cid identity account"),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="events written by hand from Jetstream's documentation",
    note="Deletions, and accounts that are gone, are honoured",
    read=_read,
    unwrap=as_is,
)
