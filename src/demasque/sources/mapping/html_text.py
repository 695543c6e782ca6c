"""Posts that come as HTML: their words, and the addresses they link to."""

from html.parser import HTMLParser

_BREAKS = frozenset({"p", "br", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "figure", "pre"})
_SILENT = frozenset({"script", "style"})


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
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):
        # What the standard library's parser says of broken declarations; what precedes is read.
        pass
    lines = (" ".join(line.split()) for line in "".join(reader.text).split("\n"))
    links = [a for a, sort in reader.links if not {"mention", "hashtag"} & set(sort.split())]
    return "\n".join(line for line in lines if line), links
