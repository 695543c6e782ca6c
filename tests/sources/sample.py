"""One hand-written export: what the shared suite tries a source on."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


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
        return json.dumps(self.wrap(chosen), ensure_ascii=False, indent=1).encode()
