"""Posts that come as HTML: their words, and the addresses they link to."""

import re
from html import unescape
from html.parser import HTMLParser

_BREAKS = frozenset({"p", "br", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "figure", "pre"})
_SILENT = frozenset({"script", "style"})

_PLAIN_BREAKS = frozenset({"p", "br", "br/", "br /"})
_PLAIN_TAGS = _PLAIN_BREAKS | {"/p", "/a", "/span", "span"}
_ATTRIBUTE = r' ([a-z-]+)="([^"<>]*)"'
_WITH_ATTRIBUTES = re.compile(rf"(?:a|p|span)(?:{_ATTRIBUTE})+")
_ATTRIBUTES = re.compile(_ATTRIBUTE)


class _Words(HTMLParser):
    """Collects text and links; brackets that are no tags stay text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.links: list[tuple[str, str]] = []  # (address, class of the link)
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS and self.text:
            self.text.append("\n")
        if tag in _SILENT:
            self._silent += 1
        if tag == "a":
            known = {key: value or "" for key, value in attrs}
            address = known.get("href", "")
            if address.startswith(("http://", "https://")):
                self.links.append((address, known.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)


def words_and_links(html: str) -> tuple[str, list[str]]:
    """The words of a piece of HTML, blocks set apart by line breaks, and its links in order.

    Links of class ``mention`` or ``hashtag``, as the fediverse marks people and tags, are left out.
    """
    text, found = _plain_parts(html) or _parts(html)
    lines = (" ".join(line.split()) for line in "".join(text).split("\n"))
    links = [a for a, sort in found if not {"mention", "hashtag"} & set(sort.split())]
    return "\n".join(line for line in lines if line), links


Parts = tuple[list[str], list[tuple[str, str]]]
"""Pieces of text, and links as (address, class)."""


def _parts(html: str) -> Parts:
    """What the standard library's parser finds."""
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):
        # What the standard library's parser says of broken declarations; what precedes is read.
        pass
    return reader.text, reader.links


def _plain_parts(html: str) -> Parts | None:
    """The same for HTML as servers write it, many times faster; None where there is more in it."""
    first, *pieces = html.split("<")
    text = [unescape(first)] if first else []
    links: list[tuple[str, str]] = []
    for piece in pieces:
        tag, closed, words = piece.partition(">")
        if not closed:
            return None
        if tag not in _PLAIN_TAGS:
            if not _WITH_ATTRIBUTES.fullmatch(tag):
                return None
            if tag[0] == "a":
                known = dict(_ATTRIBUTES.findall(tag))
                address = unescape(known.get("href", ""))
                if address.startswith(("http://", "https://")):
                    links.append((address, unescape(known.get("class", ""))))
        if text and (tag in _PLAIN_BREAKS or tag.startswith("p ")):
            text.append("\n")
        if words:
            text.append(unescape(words))
    return text, links
