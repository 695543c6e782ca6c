"""Events of MISP: attributes of an event and of its objects, alone or as a server answers.

MISP keeps apart a ``url`` (of what is described) and a ``link`` (to what describes it): a link is
an indicator only where the event marks it for detection (``to_ids``); else the first is the
report's. What an event keeps from detection is no indicator.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from demasque.dossier.library.formats.indicator_format import IndicatorFormat
from demasque.dossier.library.known_values import KnownRow, KnownValue, Loss
from demasque.dossier.library.reading_values import (
    ACCOUNT,
    EMAIL,
    MACHINE,
    NO_LINK,
    known_domain,
    known_hash,
    known_hashtag,
    known_link,
    known_text,
)
from demasque.dossier.library.source_file import SourceFile, decoded, items_of
from demasque.sentences import Sentence

FURTHER_READING: Final = Loss(Sentence("a link to what reports of it, no indicator"))
NOT_FOR_DETECTION: Final = Loss(Sentence("not for detection, its source says (to_ids)"))
DELETED: Final = Loss(Sentence("deleted by its source"))
OTHER_TYPE: Final = Loss(Sentence("an attribute of a type that is not kept: {detail}"))
REMARK: Final = Loss(Sentence("words about it, not of it"))
NO_ATTRIBUTE: Final = Loss(Sentence("no attribute, or nested too deeply"))

_DOMAINS: Final = ("domain", "hostname", "domain|ip", "hostname|port")
_LINKS: Final = ("url", "uri")
_HASHES: Final = ("md5", "sha1", "sha256")
_FILES: Final = tuple(f"filename|{name}" for name in _HASHES)
_WORDS: Final = ("text", "comment")
_WORDS_OF_POSTS: Final = (
    "post", "title", "headline", "text", "message", "body", "content", "quote", "hashtag",
)  # fmt: skip
"""Relations in MISP's objects (microblog, news-media, blog, forum) that hold published words."""
_OF_REPORTS: Final = ("archive", "ref", "reference", "embedded-safe-link")
"""Relations whose links lead to copies for the record, or to what reports of it."""
_REMARKS: Final = ("Internal reference", "Attribution", "Person", "Support Tool")
_MAIL: Final = ("email", "email-src", "email-dst", "email-reply-to", "target-email")
_MACHINES: Final = ("ip-src", "ip-dst", "ip-src|port", "ip-dst|port", "mac-address", "AS")
_PERSONS: Final = (
    "github-username", "twitter-id", "jabber-id", "first-name", "last-name", "full-name",
    "middle-name", "phone-number", "telegram-id", "target-user", "email-src-display-name",
    "email-dst-display-name", "whois-registrant-name", "whois-registrant-email",
    "whois-registrant-phone", "passport-number", "identity-card-number", "date-of-birth",
)  # fmt: skip


class MispAttribute(msgspec.Struct):
    """The parts of an attribute that are read."""

    type: Any = None
    value: Any = None
    category: Any = None
    comment: Any = None
    to_ids: Any = None
    deleted: Any = None
    object_relation: Any = None
    first_seen: Any = None


class MispEvent(msgspec.Struct):
    """The parts of an event that are read."""

    info: Any = None
    date: Any = None
    Attribute: list[msgspec.Raw] | None = None
    Object: list[msgspec.Raw] | None = None
    Tag: Any = None


class MispObject(msgspec.Struct):
    """The parts of an object that are read."""

    deleted: Any = None
    Attribute: list[msgspec.Raw] | None = None


def _recognises(file: SourceFile) -> bool:
    if not file.is_json:
        return False
    top = file.json
    if not isinstance(top, list):
        return bool({"Event", "response", "Attribute"} & set(top))
    first = decoded(top[0]) if top else None
    return isinstance(first, dict) and "Event" in first


def _read(file: SourceFile) -> Iterator[KnownRow]:
    number = 0
    for raw in _events(file):
        event = _as(raw, MispEvent)
        if event is None:
            number += 1
            yield KnownRow(number, losses=(NO_ATTRIBUTE,))
            continue
        attributes = [*_attributes(event)]
        context = _event_context(event, [each for each, _ in attributes if each is not None])
        for attribute, in_object in attributes:
            number += 1
            yield _row(number, attribute, in_object, context)


def _events(file: SourceFile) -> Iterator[msgspec.Raw]:
    """Each event as it stands: alone, in ``Event``, or in a server's ``response``."""
    top = file.json
    if not isinstance(top, list) and "Attribute" in top:
        yield msgspec.Raw(msgspec.json.encode(dict(top)))
        return
    for name in ("Event", "response"):
        for raw in file.json_items(name):
            inner = _as(raw, dict[str, msgspec.Raw])
            if inner is not None and "Event" in inner:
                yield from items_of(inner["Event"])
            else:
                yield raw
        if isinstance(top, list):
            return


def _as(raw: msgspec.Raw, kind: Any) -> Any:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _attributes(event: MispEvent) -> Iterator[tuple[MispAttribute | None, bool]]:
    """Attributes of an event and of its objects (True); None for what cannot be read."""
    for raw in event.Attribute or ():
        yield _as(raw, MispAttribute), False
    for held in event.Object or ():
        whole = _as(held, MispObject)
        if whole is None:
            yield None, True
            continue
        for raw in whole.Attribute or ():
            attribute = _as(raw, MispAttribute)
            if attribute is not None and whole.deleted is True:
                attribute.deleted = True
            yield attribute, True


def _event_context(event: MispEvent, attributes: Sequence[MispAttribute]) -> dict[str, Any]:
    tags = [
        str(each["name"])
        for each in (event.Tag if isinstance(event.Tag, list) else ())
        if isinstance(each, dict) and each.get("name")
    ]
    reports = [
        str(each.value) for each in attributes if each.type == "link" and each.to_ids is not True
    ]
    return {
        "operation": event.info if isinstance(event.info, str) and event.info else None,
        "date": event.date[:10] if isinstance(event.date, str) and event.date else None,
        "tags": "; ".join(tags),
        "link": reports[0] if reports else None,
    }


def _row(
    number: int, attribute: MispAttribute | None, in_object: bool, context: Mapping[str, Any]
) -> KnownRow:
    if attribute is None:
        return KnownRow(number, losses=(NO_ATTRIBUTE,))
    found = _value(attribute, in_object)
    if isinstance(found, Loss):
        return KnownRow(number, losses=(found,))
    comment = attribute.comment if isinstance(attribute.comment, str) else ""
    words = "; ".join(filter(None, (comment, context["tags"])))
    date = _first_seen(attribute) or context["date"]
    said = {"operation": context["operation"], "link": context["link"]}
    return KnownRow(number, (replace(found, words=words or None, date=date, **said),))


def _first_seen(attribute: MispAttribute) -> str | None:
    return attribute.first_seen[:10] if isinstance(attribute.first_seen, str) else None


def _value(attribute: MispAttribute, in_object: bool) -> KnownValue | Loss:
    kind, value = str(attribute.type), str(attribute.value or "")
    if attribute.deleted is True or attribute.deleted == 1:
        return DELETED
    for kinds, loss in ((_MAIL, EMAIL), (_MACHINES, MACHINE), (_PERSONS, ACCOUNT)):
        if kind in kinds:
            return loss
    if kind in _WORDS:
        return _words(attribute, value, in_object)
    if attribute.object_relation in _OF_REPORTS:
        return FURTHER_READING
    if kind == "link":
        return known_link(value) if attribute.to_ids is True else FURTHER_READING
    if attribute.to_ids is False:
        return NOT_FOR_DETECTION
    if kind in _DOMAINS:
        return known_domain(value.split("|")[0])
    if kind in _LINKS:
        return known_link(value) if value else NO_LINK
    if kind in _HASHES:
        return known_hash(value, kind)
    if kind in _FILES:
        return known_hash(value.rsplit("|", 1)[-1], kind.removeprefix("filename|"))
    return Loss(OTHER_TYPE.reason, kind[:80])


def _words(attribute: MispAttribute, value: str, in_object: bool) -> KnownValue | Loss:
    """Published words; what an analyst noted beside them is none."""
    relation = str(attribute.object_relation or "")
    if relation == "hashtag" or value.startswith("#"):
        return known_hashtag(value, value) if " " not in value.strip() else known_text(value)
    if in_object and relation not in _WORDS_OF_POSTS:
        return REMARK
    if attribute.type == "comment" or attribute.category in _REMARKS:
        return REMARK
    return known_text(value)


MISP_EVENT: Final = IndicatorFormat("misp", Sentence("MISP"), _recognises, _read)
