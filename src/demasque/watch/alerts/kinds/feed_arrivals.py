"""Files of feeds, as rounds took them: which feed each is of, and when it came."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from demasque.case import CaseStore

_ROTATED: Final = re.compile(r"(?P<feed>.+?)-\d{8}T\d{6}Z-\d+\.[\w.]+")
"""Names of files that collecting writes: NETWORK-TIME-NUMBER.ndjson."""

_TAKEN: Final = """
    SELECT w.round, begun_at, name, f.source_file, source, f.rows
    FROM (SELECT round, begun_at, unnest(files) AS name FROM watch_rounds WHERE round <= ?) w
    JOIN files f USING (name) ORDER BY w.round, name, f.source_file"""


def feed_files(store: CaseStore, round: int) -> dict[str, list[dict[str, Any]]]:
    """By feed, its files in the order of rounds: round, begun_at, name, source_file, source, rows.

    A feed is called by what its files are called, or else by their format.
    """
    feeds: dict[str, list[dict[str, Any]]] = {}
    for row in store.sql(_TAKEN, [round]).to_pylist():
        feeds.setdefault(_feed(row), []).append(row)
    return feeds


def arrivals(files: Iterable[Mapping[str, Any]]) -> list[datetime]:
    """The moments at which files of a feed came, one a round."""
    return sorted({row["begun_at"] for row in files})


def _feed(row: Mapping[str, Any]) -> str:
    rotated = _ROTATED.fullmatch(row["name"])
    return rotated["feed"] if rotated else str(row["source"])
