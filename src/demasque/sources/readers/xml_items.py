"""XML feeds (RSS) as items: text by tag, read without entities, definitions or outside files."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as SafeTree
from defusedxml import DefusedXmlException

from demasque.errors import DemasqueError
from demasque.sources.readers.input_file import InputFile
from demasque.sources.readers.json_records import CUT_SHORT

_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://www.w3.org/2005/Atom": "atom:",
    "http://backend.userland.com/creativeCommonsRssModule": "cc:",
}


@dataclass(slots=True)
class Items:
    """The items of a feed: text by tag, several for a tag that repeats; and why it ended early."""

    values: list[dict[str, list[str]]] = field(default_factory=list)
    problem: str | None = None


def looks_like_xml(head: bytes) -> bool:
    """Whether a file begins like a feed."""
    return head.lstrip()[:5].lower() in (b"<?xml", b"<rss ", b"<rss>")


def refuse_web_page(head: bytes, name: str) -> None:
    """Raise DemasqueError for a saved web page."""
    start = head.lstrip()[:15].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise DemasqueError(
            "{name} is a saved web page, not an export: ask the platform, or the "
            "tool that collected it, for JSON or CSV.",
            name=name,
        )


def read_items(file: InputFile) -> Items:
    """Every whole item of a feed; raises DemasqueError for XML that defines entities."""
    found = Items()
    data = io.BytesIO(b"".join(file.chunks()))
    try:
        for element in _items(data):
            found.values.append(_texts(element))
            element.clear()
    except DefusedXmlException as error:
        raise DemasqueError(
            "{name} is XML that defines entities or a document type, which feeds "
            "have no need of and attacks have: it was not read.",
            name=file.name,
        ) from error
    except (ParseError, UnicodeError, ValueError, LookupError):
        found.problem = file.cut or CUT_SHORT
    return found


def _items(data: io.BytesIO) -> Iterator[Element]:
    for _, element in SafeTree.iterparse(data, events=("end",), forbid_dtd=True):
        if element.tag == "item":
            yield element


def _texts(item: Element) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for child in item:
        if isinstance(child.tag, str):
            texts.setdefault(_name(child.tag), []).append("".join(child.itertext()))
    return texts


def _name(tag: str) -> str:
    address, brace, local = tag.removeprefix("{").rpartition("}")
    return _PREFIXES.get(address, "") + local if brace else tag
