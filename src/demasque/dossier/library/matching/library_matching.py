"""Which posts of a case carry which indicator of a library: found, and kept in the case."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.dossier.library.matching.kept_matches import indicator_matches
from demasque.dossier.library.matching.post_scan import HOW, scan_posts
from demasque.dossier.library.matching.wanted_indicators import Wanted, wanted
from demasque.errors import UsageError
from demasque.progress import Progress, quiet
from demasque.schema import TABLES

_COLUMNS: Final = (
    "source", "digest", "line", "operation", "kind", "value", "normal", "words", "date", "link",
)  # fmt: skip


class Indicators(Protocol):
    """What gives indicators: a library."""

    def indicators(self) -> pa.Table:
        """The indicators, as ``INDICATORS``."""
        ...


def match_library(
    store: CaseStore,
    library: Indicators | pa.Table,
    campaigns: Sequence[str] | None = None,
    progress: Progress = quiet,
) -> pa.Table:
    """Find the posts that carry indicators of a library, in place of an earlier match.

    Args:
        store: the case.
        library: a library, or a table of its indicators (``INDICATORS``).
        campaigns: only rows of these are returned; the case keeps all of them. None: every row,
            those of accounts in no campaign last.
        progress: called as ``progress(step, done, total)``.

    Returns:
        ``INDICATOR_MATCHES``, by campaign, indicator, time and source.

    Raises:
        UsageError: the case has no campaign of that name; what is given is no table of indicators.
    """
    check_campaigns(store, campaigns)
    table = library if isinstance(library, pa.Table) else library.indicators()
    sought = wanted(_checked(table))
    scanned = scan_posts(store, sought, progress)
    store.replace(_kept(store, table, sought, scanned))
    return indicator_matches(store, campaigns)


def check_campaigns(store: CaseStore, campaigns: Sequence[str] | None) -> None:
    """UsageError for a campaign that the case does not have."""
    known = store.sql("SELECT campaign FROM campaigns")["campaign"].to_pylist()
    for name in campaigns or ():
        if name not in known:
            raise UsageError("There is no campaign {campaign} in this case.", campaign=name)


def indicator_name(kind: str, normal: str) -> str:
    """The name of an indicator, the same whoever publishes it and whatever the library."""
    return "I" + sha256(f"{kind}\x00{normal}".encode()).hexdigest()[:12]


def library_digest(table: pa.Table) -> str:
    """SHA-256 over indicators, in whatever order they come."""
    rows = sorted(repr(tuple(row.values())) for row in table.select(_COLUMNS).to_pylist())
    return sha256("\n".join(rows).encode("utf-8", "replace")).hexdigest()


def _checked(table: pa.Table) -> pa.Table:
    missing = [name for name in _COLUMNS if name not in table.column_names]
    if missing:
        raise UsageError(
            "This is no table of indicators: it has no column {missing}.",
            missing=", ".join(missing),
        )
    return table


def _kept(
    store: CaseStore, table: pa.Table, sought: Wanted, scanned: pa.Table
) -> Mapping[str, pa.Table]:
    """The tables that a case keeps of a match."""
    names = pa.array([indicator_name(*key) for key in sought.keys], pa.string())
    match = {
        "digest": library_digest(table),
        "indicators": table.num_rows,
        "compared": len(sought.numbers) - sought.numbers.count(None),
        "posts": store.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py(),
        "matched_at": datetime.now(UTC).replace(microsecond=0),
    }
    return {
        "library_match": pa.Table.from_pylist([match], TABLES["library_match"].schema),
        "known_indicators": _published(table, sought, names, scanned),
        "indicator_posts": _carrying(store, names, scanned),
    }


def _published(table: pa.Table, sought: Wanted, names: pa.Array, scanned: pa.Table) -> pa.Table:
    """What sources say of the indicators that some post carries."""
    seen = set(pc.unique(scanned["number"]).to_pylist())
    places = [place for place, number in enumerate(sought.numbers) if number in seen]
    numbers = [number for number in sought.numbers if number is not None and number in seen]
    rows: list[dict[str, Any]] = table.take(pa.array(places, pa.int64())).to_pylist()
    for row, number in zip(rows, numbers, strict=True):
        kind, normal = sought.keys[number]
        said = {"kind": kind, "normal": normal, "common": sought.common(number)}
        row |= {"indicator": names[number].as_py(), **said}
    rows.sort(key=lambda row: (row["indicator"], row["source"], row["line"], row["value"]))
    schema = TABLES["known_indicators"].schema
    kept = [{name: row[name] for name in schema.names} for row in rows]
    return pa.Table.from_pylist(kept, schema)


def _carrying(store: CaseStore, names: pa.Array, scanned: pa.Table) -> pa.Table:
    """The posts that carry an indicator, with their accounts."""
    written = store.sql(
        "SELECT post, any_value(account) AS account FROM posts "
        "SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS post) USING (post) GROUP BY post",
        [pc.unique(scanned["post"]).to_pylist()],
    )
    found = scanned.join(written, "post", join_type="inner")
    found = found.sort_by([("number", "ascending"), ("post", "ascending")]).combine_chunks()
    columns = [
        pc.take(names, found["number"]),
        found["post"],
        found["account"],
        pc.take(pa.array(HOW), found["how"]),
    ]
    return pa.table(columns, schema=TABLES["indicator_posts"].schema)
