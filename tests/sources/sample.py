"""One hand-written export: what the shared suite tries a source on."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape


def as_they_are(rows: list[dict[str, Any]]) -> Any:
    return rows


@dataclass(frozen=True)
class Sample:
    """An export of one format.

    `shape` is csv, ndjson or json; `wrap` puts the rows of a JSON document in their place.
    `posts` are (raw post id, raw account id, kind) expected of it, `accounts` raw account ids,
    `secrets` the personal values in it, which must not get through the door.
    """

    source: str
    shape: str
    rows: Sequence[dict[str, Any]]
    posts: Sequence[tuple[str, str, str]] = ()
    accounts: Sequence[str] = ()
    links: Sequence[str] = ()
    hashtags: Sequence[str] = ()
    follows: Sequence[tuple[str, str]] = ()
    secrets: Sequence[str] = ()
    wrap: Callable[[list[dict[str, Any]]], Any] = as_they_are
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.source}-{self.shape}"

    def write(self, rows: Sequence[dict[str, Any]] | None = None) -> bytes:
        """The sample (or other rows in its form) as the bytes of a file."""
        chosen = list(self.rows if rows is None else rows)
        if self.shape == "csv":
            columns = list(dict.fromkeys(key for row in chosen for key in row))
            out = io.StringIO()
            writer = csv.DictWriter(out, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(chosen)
            return out.getvalue().encode()
        if self.shape == "ndjson":
            return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in chosen).encode()
        if self.shape == "xml":
            return _feed(chosen)
        return json.dumps(self.wrap(chosen), ensure_ascii=False, indent=1).encode()


def _feed(rows: Sequence[dict[str, Any]]) -> bytes:
    """Rows as items of an RSS feed; characters that XML does not allow are left out."""
    items = []
    for row in rows:
        cells = {
            tag: escape("".join(c for c in str(v) if c in "\n\t" or " " <= c < "\ufffe"))
            for tag, v in row.items()
        }
        items.append("".join(f"  <{tag}>{cell}</{tag}>\n" for tag, cell in cells.items()))
    body = "".join(f" <item>\n{item} </item>\n" for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>\n'
        f"{body}</channel></rss>"
    ).encode("utf-8", "replace")
