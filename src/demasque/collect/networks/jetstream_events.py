"""What of Jetstream's events is kept: posts that are wanted, who passed them on, what went again.

Kept are posts that match, new versions of them, and reposts of posts that were kept. Follows,
likes and profiles are not asked for: lists of persons are none of this program's business.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from demasque.collect.matching import Match
from demasque.collect.record_sink import RecordSink

POST: Final = "app.bsky.feed.post"
REPOST: Final = "app.bsky.feed.repost"
STREAM: Final = "jetstream"
"""The name of the cursor: one for all hosts, since it counts time."""
_STILL_THERE: Final = frozenset({"throttled", "desynchronized"})
"""States of accounts that are not active and yet not gone: their server has trouble."""
_YEAR_2100: Final = 4_102_444_800_000_000


class GarbledError(ValueError):
    """A message that is no event."""


class JetstreamEvents:
    """Takes one message after another; what is no event is counted and dropped."""

    def __init__(self, match: Match, sink: RecordSink) -> None:
        self._match, self._sink = match, sink
        self._reached = int(sink.cursor(STREAM) or 0)
        self._before = 0

    def take(self, message: str | bytes) -> int | None:
        """Keep what is wanted of a message; return its time (microseconds), None if garbled."""
        try:
            event = _event(message)
            moment = event["time_us"]
            self._keep(event, message)
            self._sink.see(datetime.fromtimestamp(moment / 1e6, UTC))
        except GarbledError:
            self._sink.counts.garbled += 1
            self._sink.rest()
            return None
        # One event whose time is far ahead must not move the cursor past what was not read: it is
        # believed once a second one is as late.
        self._reached = max(self._reached, min(self._before, moment))
        self._before = moment
        if self._reached:
            self._sink.advance(STREAM, str(self._reached))
        return int(moment)

    def _keep(self, event: Mapping[str, Any], message: str | bytes) -> None:
        did, told = event["did"], event.get(event["kind"])
        if event["kind"] == "account":
            state = _mapping(told)
            if state.get("active") is False and state.get("status") not in _STILL_THERE:
                self._sink.delete_author(did, _line(message))
            return
        if event["kind"] != "commit":
            return
        commit = _mapping(told)
        collection, operation, key = (
            commit.get(name) for name in ("collection", "operation", "rkey")
        )
        if not isinstance(collection, str) or not isinstance(key, str):
            raise GarbledError
        if collection not in (POST, REPOST):
            return
        uri = f"at://{did}/{collection}/{key}"
        if operation == "delete":
            self._sink.delete(uri, _line(message))
        elif operation in ("create", "update"):
            if self._wanted(uri, collection, operation, _mapping(commit.get("record"))):
                version = str(commit.get("rev")) if operation == "update" else None
                self._sink.keep(uri, _line(message), did, version)
        else:
            raise GarbledError

    def _wanted(
        self,
        uri: str,
        collection: str,
        operation: Literal["create", "update"],
        record: Mapping[str, Any],
    ) -> bool:
        if collection == REPOST:
            passed_on = _mapping(record.get("subject")).get("uri")
            return isinstance(passed_on, str) and self._sink.knows(passed_on)
        if operation == "update" and self._sink.knows(uri):
            return True
        text = record.get("text")
        return self._match.takes(
            text if isinstance(text, str) else "",
            [*_features(record, "tag"), *_texts(record.get("tags"))],
            [*_features(record, "uri"), *_cards(record)],
            _texts(record.get("langs")),
        )


def _event(message: str | bytes) -> dict[str, Any]:
    try:
        event = json.loads(message, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise GarbledError from error
    if not isinstance(event, dict):
        raise GarbledError
    did, moment = event.get("did"), event.get("time_us")
    sound = isinstance(did, str) and did.startswith("did:") and isinstance(event.get("kind"), str)
    if not sound or type(moment) is not int or not 0 < moment < _YEAR_2100:
        raise GarbledError
    return event


def _no_number(name: str) -> None:
    raise GarbledError(name)


def _line(message: str | bytes) -> bytes:
    """The message as it came, on one line: JSON has ends of lines between its parts only."""
    content = message.encode("utf-8", "surrogatepass") if isinstance(message, str) else message
    return content.replace(b"\n", b" ").replace(b"\r", b" ")


def _features(record: Mapping[str, Any], key: str) -> Iterator[str]:
    """What the record marks in its text: hashtags or addresses."""
    for facet in _items(record.get("facets")):
        for feature in _items(facet.get("features")):
            if isinstance(feature.get(key), str):
                yield feature[key]


def _cards(record: Mapping[str, Any]) -> Iterator[str]:
    """Addresses of pages that are shown as a card below the text."""
    embed = record.get("embed")
    if not isinstance(embed, dict):
        return
    for holder in (embed, embed.get("media")):
        external = holder.get("external") if isinstance(holder, dict) else None
        if isinstance(external, dict) and isinstance(external.get("uri"), str):
            yield external["uri"]


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise GarbledError
    return value


def _items(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
