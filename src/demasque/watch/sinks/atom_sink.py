"""Alerts as an Atom feed (RFC 4287) in a file that any feed reader or web server can take."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5
from xml.etree import ElementTree as Xml

import defusedxml.ElementTree as SafeXml
from defusedxml import DefusedXmlException

from demasque.atomic import write_file
from demasque.errors import DemasqueError, UsageError
from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.sinks.alert_records import utc
from demasque.watch.sinks.alert_texts import plain, text_of
from demasque.watch.sinks.ndjson_sink import check_folder, place_mark
from demasque.watch.sinks.sink import DeliveryError
from demasque.wording import Wording

MOST_ENTRIES: Final = 200
"""A feed reader asks every hour or day; whoever missed more than so many reads the NDJSON file."""

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_MADE_BY: Final = "Démasque"
_NAMES: Final = UUID("5f0c0a52-93c4-5c1f-9d0b-2f6f1d4f2a11")
"""The space of names from which ids of feeds and entries are made (RFC 9562, version 5)."""

Xml.register_namespace("", _ATOM[1:-1])


class AtomSink:
    """Keeps the last 200 alerts in a feed. It is replaced whole: a reader never sees half of it."""

    def __init__(self, path: Path, case: str = "") -> None:
        self.id = f"atom:{path.name}:{place_mark(path)}"
        self.title = Sentence("The Atom feed {name}", name=path.name)
        self.keeps_each = True
        self._path = path
        self._case = case
        check_folder(path)
        try:
            _entries(path)
        except DemasqueError as error:
            raise UsageError(error.sentence) from error

    def deliver(self, alerts: Sequence[Alert], words: Wording) -> None:
        """Put the alerts into the feed; one that is in it already takes its own place again."""
        entries = {_id(each): each for each in _entries(self._path)}
        for alert in alerts:
            entry = self._entry(alert, words)
            entries[_id(entry)] = entry
        latest = sorted(entries.values(), key=_id)
        latest.sort(key=lambda each: each.findtext(f"{_ATOM}updated", ""), reverse=True)
        feed = self._feed(latest[:MOST_ENTRIES], words)
        try:
            write_file(self._path, feed)
        except OSError as error:
            raise DeliveryError(
                Sentence(
                    "{name} cannot be written: {why}.",
                    name=self._path.name,
                    why=error.strerror or type(error).__name__,
                )
            ) from error

    def _feed(self, entries: Sequence[Xml.Element], words: Wording) -> bytes:
        feed = Xml.Element(f"{_ATOM}feed", {_LANG: words.language})
        _leaf(feed, "id", self._urn("feed"))
        _leaf(feed, "title", words.text("Alerts of Démasque"))
        _leaf(feed, "updated", max(each.findtext(f"{_ATOM}updated", "") for each in entries))
        _leaf(feed, "generator", _MADE_BY)
        _leaf(Xml.SubElement(feed, f"{_ATOM}author"), "name", _MADE_BY)
        feed.extend(entries)
        Xml.indent(feed, " ")
        written = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
        return bytes(written) + b"\n"

    def _entry(self, alert: Alert, words: Wording) -> Xml.Element:
        text = text_of([alert], words)
        entry = Xml.Element(f"{_ATOM}entry", {_LANG: words.language})
        _leaf(entry, "id", self._urn(alert.id))
        _leaf(entry, "title", text.title)
        _leaf(entry, "updated", utc(alert.noticed_at))
        _leaf(entry, "category", term=alert.kind)
        _leaf(entry, "content", text.body, type="text")
        return entry

    def _urn(self, name: str) -> str:
        return uuid5(_NAMES, f"{self._case}/{name}").urn


def _leaf(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> None:
    written = {key: plain(value) for key, value in attributes.items()}
    Xml.SubElement(parent, _ATOM + name, written).text = text or None


def _id(entry: Xml.Element) -> str:
    return entry.findtext(f"{_ATOM}id", "")


def _entries(path: Path) -> list[Xml.Element]:
    """Return the entries of our own feed; none where there is no file, or an empty one."""
    try:
        if not path.exists() or not path.stat().st_size:
            return []
        feed: Xml.Element = SafeXml.parse(path).getroot()
    except OSError as error:
        raise DeliveryError(
            Sentence(
                "{path} cannot be read: {why}.", path=path.name, why=error.strerror or str(error)
            )
        ) from error
    except (Xml.ParseError, DefusedXmlException, ValueError):
        feed = Xml.Element("")
    if feed.tag != f"{_ATOM}feed" or feed.findtext(f"{_ATOM}generator") != _MADE_BY:
        raise DeliveryError(
            Sentence(
                "{path} holds something other than alerts: name another file for them.", path=path
            )
        )
    return feed.findall(f"{_ATOM}entry")
