"""Pictures and clips of a case: which went round, who posted them, and what may be shown."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import duckdb
import pyarrow as pa

from demasque.case import CaseStore
from demasque.findings.media.family_details import FamilyDetails, family_details
from demasque.findings.media.shown_pictures import shown_pictures
from demasque.findings.media.sighting_queries import (
    CHANGES,
    MEDIA_USES,
    NAMES,
    TOLD,
    TOTALS,
    VENUES,
)
from demasque.findings.media.sighting_values import (
    CaseMedia,
    DailyUse,
    MediaSighting,
    MediaTotals,
    MediaVenue,
    PostMedia,
)
from demasque.media import NOT_JUDGED, protected_media, synthetic_findings

_CHANGES_OF_FILES: Final = """
    SELECT media, unnest(how) AS change FROM media_families
    SEMI JOIN (SELECT media FROM media_in_posts) USING (media) ORDER BY ALL"""
PICTURES_SHOWN: Final = 350
"""Different pictures on a page: those of 21 full sheets, and as many again as ties usually have.
With ``LARGEST`` this keeps those of a page below 4 MB."""

_KNOWN: Final = "SELECT media FROM media_files WHERE media IN (SELECT unnest(?::VARCHAR[]))"
_IN_POSTS: Final = """
    SELECT post, media, coalesce(exemplar, media) AS family, coalesce(how, []) AS how
    FROM media_in_posts LEFT JOIN media_families USING (media)
    WHERE post IN (SELECT unnest(?::VARCHAR[])) ORDER BY post, media"""
_MEMBERS: Final = """
    SELECT account, campaign FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[]))"""
_SCOPED: Final = """
    CREATE TABLE uses AS SELECT '' AS scope, * FROM seen
    UNION ALL SELECT campaign AS scope, seen.* FROM seen JOIN members USING (account)"""

_Scope = tuple[str, str]


def case_media(
    store: CaseStore,
    campaigns: Sequence[str],
    posts: Collection[str] = (),
    others: Collection[str] = (),
    *,
    clear: bool = False,
) -> CaseMedia:
    """Read the pictures and clips that were added beside the posts of a case.

    Args:
        store: an open case; one without media gives a value that holds nothing.
        campaigns: those whose members' media are told besides the whole case's.
        posts: posts whose files are given, too.
        others: what may be further files (SHA-256) that a page shows.
        clear: whether pictures are shown as they are, not blurred.
    """
    if not store.sql("SELECT 1 FROM media_files LIMIT 1").num_rows:
        return CaseMedia(clear)
    hidden = protected_media(store)
    with _cut(store, campaigns) as memory:
        totals = {row["scope"]: _totals(row) for row in _rows(memory, TOTALS)}
        told = _rows(memory, "SELECT * FROM told ORDER BY place")
        venues, changes = _venues(store, _rows(memory, VENUES)), _changes(_rows(memory, CHANGES))
    families = sorted({row["family"] for row in told})
    details = family_details(store, families, hidden)
    sightings: dict[str, list[MediaSighting]] = {}
    for row in told:
        key = (row["scope"], row["family"])
        seen = _sighting(row, venues.get(key, ()), changes.get(key, ()), details[row["family"]])
        sightings.setdefault(row["scope"], []).append(seen)
    in_posts = _in_posts(store, posts)
    judged = synthetic_findings(store)
    known = store.sql(_KNOWN, (sorted(set(others)),))["media"].to_pylist()
    beside = sorted({one.media for some in in_posts.values() for one in some})
    files = list(dict.fromkeys([*families, *known, *beside]))[:PICTURES_SHOWN]
    return CaseMedia(
        clear=clear,
        totals=totals,
        sightings={scope: tuple(some) for scope, some in sightings.items()},
        in_posts=in_posts,
        pictures=shown_pictures(store, files, hidden, clear=clear),
        synthetic=(NOT_JUDGED,) if judged is None else tuple(judged.sentences()),
    )


@contextmanager
def _cut(store: CaseStore, campaigns: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a database in memory with who posted what, and what is told of it."""
    with duckdb.connect(config={"threads": 1}) as memory:
        memory.execute("SET TimeZone = 'UTC'").fetchall()
        _take(memory, "seen", store.sql(MEDIA_USES))
        _take(memory, "members", store.sql(_MEMBERS, (list(campaigns),)))
        _take(memory, "changes", store.sql(_CHANGES_OF_FILES))
        memory.execute(_SCOPED).fetchall()
        memory.execute(
            f"CREATE TABLE told AS SELECT *, row_number() OVER () AS place FROM ({TOLD})"
        ).fetchall()
        yield memory


def _take(memory: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    memory.register("incoming", rows)
    memory.execute(f"CREATE TABLE {name} AS FROM incoming").fetchall()
    memory.unregister("incoming")


def _rows(memory: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = memory.sql(query).to_arrow_table().to_pylist()
    return found


def _changes(rows: Sequence[Mapping[str, Any]]) -> dict[_Scope, tuple[tuple[str, int], ...]]:
    found: dict[_Scope, tuple[tuple[str, int], ...]] = {}
    for row in rows:
        key = (row["scope"], row["family"])
        found[key] = (*found.get(key, ()), (row["change"], row["files"]))
    return found


def _venues(
    store: CaseStore, rows: Sequence[Mapping[str, Any]]
) -> dict[_Scope, tuple[MediaVenue, ...]]:
    accounts = sorted({row["venue"] for row in rows})
    names = {row["account"]: row["name"] for row in store.sql(NAMES, (accounts,)).to_pylist()}
    found: dict[_Scope, tuple[MediaVenue, ...]] = {}
    for row in rows:
        key = (row["scope"], row["family"])
        one = MediaVenue(row["venue"], names.get(row["venue"]), row["posts"])
        found[key] = (*found.get(key, ()), one)
    return found


def _totals(row: Mapping[str, Any]) -> MediaTotals:
    return MediaTotals(
        families=row["families"],
        files=row["files"],
        posts=row["posts"],
        accounts=row["accounts"],
        platforms=row["platforms"],
        daily=_daily(row),
    )


def _daily(row: Mapping[str, Any]) -> DailyUse:
    return DailyUse(
        days=row["days"],
        first=row["first_day_posts"],
        low=row["day_low"],
        middle=row["day_median"],
        high=row["day_high"],
        busiest=row["busiest_day"],
    )


def _sighting(
    row: Mapping[str, Any],
    venues: tuple[MediaVenue, ...],
    changes: tuple[tuple[str, int], ...],
    details: FamilyDetails,
) -> MediaSighting:
    return MediaSighting(
        family=row["family"],
        kind=details.kind,
        seconds=details.seconds,
        files=row["files"],
        posts=row["posts"],
        reposts=row["reposts"],
        accounts=row["accounts"],
        platforms=tuple(row["platforms"]),
        daily=_daily(row),
        first_account=row["first_account"],
        first_media=row["first_media"],
        first_at=row["first_at"],
        first_precision=row["first_precision"],
        last_at=row["last_at"],
        venues=venues,
        venues_counted=row["venues"],
        changes=changes,
        stretch=details.stretch,
        words=details.words,
        origins=details.origins,
    )


def _in_posts(store: CaseStore, posts: Collection[str]) -> dict[str, tuple[PostMedia, ...]]:
    found: dict[str, tuple[PostMedia, ...]] = {}
    for row in store.sql(_IN_POSTS, (sorted(posts),)).to_pylist():
        one = PostMedia(row["media"], row["family"], tuple(row["how"]))
        found[row["post"]] = (*found.get(row["post"], ()), one)
    return found
