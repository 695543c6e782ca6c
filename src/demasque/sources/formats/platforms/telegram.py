"""Telegram Desktop's result.json of one public channel.

The channel is the account that posts: who of its administrators wrote a message is not kept. A
forwarded message is a repost. Telegram Desktop names the channel that it came from, and newer
versions give that channel's number, but never the message's. So the channel is an account that the
repost mentions, as a retweet's text mentions whom it repeats, and the repost has no parent; where
another program adds ``forwarded_from_message_id``, it has. A person who is forwarded is not kept:
their message need not have been public. Groups and private chats are refused: what
people write there they do not address to the public.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from demasque.errors import DemasqueError, Sentence
from demasque.sources.fields import words
from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.found_in_text import mentions_in
from demasque.sources.mapping.nested import Nested, first, items, records, refuse, text
from demasque.sources.nested_files.nested_file import read_nested
from demasque.sources.source import Batch, Reading, Sample, Source

_CHANNEL = re.compile(r"channel(\d+)")
_INSTEAD = "Démasque reads exports of public channels only (type public_channel)."


def _unwrap(record: dict[str, Any]) -> Iterator[Any]:
    if "messages" not in record:
        return
    channel = as_text(record.get("id"))
    for message in items(record, "messages"):
        yield {**message, "channel": channel} if isinstance(message, dict) else message


def _take(out: Builder, line: int, item: dict[str, Any]) -> None:
    if item.get("type") != "message":
        out.reject(line, Sentence("a notice of the channel (pinned, renamed, ...), not a message"))
        return
    channel, number = as_text(item.get("channel")), as_text(item.get("id"))
    said, links = _words(item)
    # A channel that is gone is forwarded from null.
    forwarded = "forwarded_from" in item or "forwarded_from_id" in item
    source = _channel(item.get("forwarded_from_id"))
    answers = as_text(item.get("reply_to_message_id"))
    out.post(
        line,
        post=f"{channel}/{number}" if channel and number else None,
        account=channel,
        posted_at=first(item, "date_unixtime", "date"),
        text=said,
        kind="repost" if forwarded else "reply" if answers else "original",
        parent=_original(item, source) if forwarded else _answered(item, channel),
        links=links,
        mentions=[source, *mentions_in(said)] if source else None,
        engagement={"likes": _reactions(item), "views": item.get("views")},
    )


def _channel(peer: Any) -> str | None:
    """The number of a channel, as its own export gives it; None for a person or a group."""
    found = _CHANNEL.fullmatch(as_text(peer) or "")
    return found[1] if found else None


def _original(item: Mapping[str, Any], source: str | None) -> str | None:
    """The message that was forwarded, where the export says which of the channel's it is."""
    number = as_text(item.get("forwarded_from_message_id"))
    return f"{source}/{number}" if source and number else None


def _answered(item: Mapping[str, Any], channel: str | None) -> str | None:
    """The message that is answered, in this channel or in another one."""
    number, elsewhere = as_text(item.get("reply_to_message_id")), item.get("reply_to_peer_id")
    peer = as_text(elsewhere)
    where = (_channel(peer) or peer) if peer else channel
    return f"{where}/{number}" if number else None


def _words(item: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The words of a message, and its links: those written out and those behind words."""
    parts = item.get("text")
    pieces = parts if isinstance(parts, list) else [parts]
    said = "".join(p if isinstance(p, str) else _words_of(p) for p in pieces if p)
    links = []
    for entity in (*records(item, "text_entities"), *(p for p in pieces if isinstance(p, dict))):
        key = {"link": "text", "text_link": "href"}.get(str(entity.get("type")))
        address = text(entity, key) if key else None
        if address:
            links.append(address if "://" in address else f"https://{address}")
    return said, list(dict.fromkeys(links))


def _words_of(entity: Any) -> str:
    """The words of a marked part; a person who is named without a handle is not."""
    return "[name]" if text(entity, "type") == "mention_name" else text(entity, "text") or ""


def _reactions(item: Mapping[str, Any]) -> int | None:
    counts = [r.get("count") for r in records(item, "reactions")]
    known = [count for count in counts if type(count) is int]
    return sum(known) if known else None


def _recognise(sample: Sample) -> bool:
    return any(
        isinstance(record, dict)
        and (
            _is_chat(record)
            or (isinstance(record.get("chats"), dict) and "personal_information" in record)
        )
        for record in sample.records
    )


def _is_chat(record: Mapping[str, Any]) -> bool:
    some = records(record, "messages")[:20]
    return {"type", "messages"} <= set(record) and (
        not some or any("date" in message and "type" in message for message in some)
    )


def _check(sample: Sample, mapping: Mapping[str, str], name: str) -> None:
    for record in sample.records:
        if not isinstance(record, dict):
            continue
        if "chats" in record or "contacts" in record or "personal_information" in record:
            refuse(name, "a whole Telegram account with its private chats", _INSTEAD)
        kind = text(record, "type")
        if "messages" in record and kind != "public_channel":
            what = "a private channel" if kind == "private_channel" else "a group or private chat"
            refuse(name, f"messages of {what}", _INSTEAD)
    missing = TELEGRAM.required - TELEGRAM.columns(sample)
    if missing:
        raise DemasqueError(
            "{name} is not in format telegram: {missing} missing. {instead}",
            name=name,
            missing=", ".join(sorted(missing)),
            instead=_INSTEAD,
        )


def _read(reading: Reading) -> Iterator[Batch]:
    return read_nested(reading, Nested("telegram", _unwrap, _take))


TELEGRAM = Source(
    id="telegram",
    title="Telegram Desktop's result.json of a public channel",
    platform="telegram",
    required=frozenset({"id", "type", "channel"}),
    optional=words(
        "date date_unixtime text text_entities forwarded_from_id reply_to_message_id "
        "reply_to_peer_id reactions views"
    ),
    ignored=words(
        "actor actor_id action message_id author edited edited_unixtime photo photo_file_size "
        "width height media_type mime_type file file_name file_size thumbnail thumbnail_file_size "
        "duration_seconds sticker_emoji title performer via_bot poll "
        "forwarded_from_message_id saved_from self_destruct_period_seconds inline_bot_buttons "
        "media_spoiler game_title game_description game_link giveaway_information "
        "giveaway_results paid_media invoice_information"
    ),
    personal=words(
        "from from_id forwarded_from contact_information contact_vcard location_information "
        "place_name address live_location_period_seconds members inviter"
    ),
    shapes=frozenset({"json", "ndjson"}),
    checked_against="an export written by hand from Telegram Desktop's result.json",
    note="Groups, private channels and private chats are refused. The channel is the account, and "
    "a forwarded message mentions the channel that it came from",
    read=_read,
    recognise=_recognise,
    private=True,
    check=_check,
    unwrap=_unwrap,
)
