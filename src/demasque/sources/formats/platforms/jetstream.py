"""Bluesky's Jetstream: one event of the network a line.

Posts, reposts and who began to follow whom are kept; likes, profiles and identity notices are not
posts. The time is when the event passed (``time_us``) where the record's own lies in the future or
more than a day before: bulk imports and forged dates must not look like old posts.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from demasque.errors import Sentence
from demasque.sources.fields import words
from demasque.sources.formats.platforms.bluesky_records import post_of_record
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.nested import DELETION, Nested, as_is, mapping, read_nested, text
from demasque.sources.mapping.timestamps.times import parse_time
from demasque.sources.source import Batch, Reading, Source

_POST, _REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
_FOLLOW = "app.bsky.graph.follow"
_FOLLOW_ENDED = Sentence("a notice that a follow ended; that it began stays, if it was collected")
_DAY, _CLOCKS_DIFFER = timedelta(days=1), timedelta(minutes=5)


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    commit = mapping(item, "commit")
    collection = commit.get("collection")
    if collection not in (_POST, _REPOST, _FOLLOW):
        out.reject(line, Sentence("an event that is no post, repost or follow (a like, a profile)"))
        return
    if commit.get("operation") == "delete":
        out.reject(line, DELETION if collection != _FOLLOW else _FOLLOW_ENDED)
        return
    record = _with_a_sound_time(mapping(commit, "record"), item.get("time_us"))
    key = commit.get("rkey")
    uri = f"at://{item.get('did')}/{collection}/{key}" if key else None
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


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, Nested("bluesky", as_is, _take, _version, _was_updated))


def _was_updated(item: Mapping[str, Any]) -> bool:
    return mapping(item, "commit").get("operation") == "update"


JETSTREAM = Source(
    id="bluesky-jetstream",
    title="Bluesky Jetstream events, one a line",
    platform="bluesky",
    required=frozenset({"did", "time_us", "kind"}),
    optional=words("commit.operation commit.collection commit.rkey commit.record"),
    ignored=words("commit.rev commit.cid identity account"),
    shapes=frozenset({"ndjson", "json"}),
    checked_against="events written by hand from Jetstream's documentation",
    note="Deletions are counted and erase nothing",
    read=_read,
    unwrap=as_is,
)
