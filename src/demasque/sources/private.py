"""Exports of private messages: recognised in order to be refused, never to be read."""

import re

from demasque.errors import DemasqueError, Sentence
from demasque.sources.fields import plain
from demasque.sources.source import Sample

_REFUSED = Sentence(
    "{name} looks like {what}. Démasque reads public posts only: nothing of the file was read or "
    "stored."
)
_COLUMNS = (
    ({"conversation_id", "from", "to"}, "LinkedIn's or another network's private messages"),
    ({"sender", "recipient"}, "private messages, with senders and recipients"),
    ({"sender_id", "recipient_id"}, "private messages, with senders and recipients"),
    ({"from_number", "to_number"}, "text messages of a telephone"),
)
_RECORDS = (
    ({"participants", "messages"}, "a private conversation of Facebook or Instagram"),
    ({"dmConversation"}, "direct messages of X"),
    ({"conversations", "userId", "exportDate"}, "private conversations of Skype"),
    ({"sender_id", "recipient_id", "message"}, "private messages"),
    ({"sender", "recipient"}, "private messages, with senders and recipients"),
)
_WHATSAPP = re.compile(
    rb"\s*(\xe2\x80\x8e)?\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? +\d{1,2}[:.]\d{2}([:.]\d{2})?"
    rb"( ?[ap]\.?m\.?)?(\]| -) [^\n:]{1,80}: ",
    re.IGNORECASE,
)


def refuse_private_bytes(head: bytes, name: str) -> None:
    """Raise DemasqueError for a file that by its first bytes is an archive of messages."""
    if head.startswith((b"window.YTD.direct_message", b"window.YTD.dm_")):
        raise DemasqueError(_REFUSED, name=name, what=Sentence("direct messages of X"))
    if _WHATSAPP.match(head):
        raise DemasqueError(_REFUSED, name=name, what=Sentence("a chat of WhatsApp"))


def refuse_private(sample: Sample, name: str) -> None:
    """Raise DemasqueError for a file that by its columns or keys holds private messages."""
    columns = {plain(column) for column in sample.columns}
    what = next((w for keys, w in _COLUMNS if keys <= columns and not sample.records), None)
    for record in sample.records:
        if isinstance(record, dict):
            what = what or next((w for keys, w in _RECORDS if keys <= set(record)), None)
            channel = record.get("channel")
            if isinstance(channel, dict) and str(channel.get("type", "")).startswith("Direct"):
                what = what or "a private conversation of Discord"
    if what:
        raise DemasqueError(_REFUSED, name=name, what=Sentence(what))
