"""Who posted a thing, when, where, in what language: the same figures of whatever was posted.

A *thing* is a message, a picture or clip with its copies, or what stands under one account's posts.
Its posts are taken out of the case once and counted apart from it, so that a page asks the case one
question. Accounts that people excluded are counted apart, and in no other figure.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import duckdb
import pyarrow as pa

from demasque.campaigns import NAMED_VENUES, STATED
from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import EXCLUDED
from demasque.findings.explored.thing_posts import ThingPost, bounded, posts_of

STEPS_DRAWN: Final = 60
"""Steps that the time from the first to the last post is divided in, for the picture."""

MOST_LISTED: Final = 20
"""Groups, platforms, languages and venues that a page lists; the posts as CSV hold all."""

_CUT: Final = f"""
SELECT post, p.account, platform, posted_at, time_precision, kind, {STATED} AS language, text,
       CASE WHEN venue <> p.account THEN venue END AS venue, m.campaign,
       p.account IN ({EXCLUDED}) AS excluded,
       p.account IN (SELECT account FROM attached) AS attached
FROM posts p LEFT JOIN memberships m ON m.account = p.account
WHERE post IN ({{chosen}})
  AND ($since::TIMESTAMPTZ IS NULL OR posted_at >= $since::TIMESTAMPTZ)
  AND ($until::TIMESTAMPTZ IS NULL OR posted_at < $until::TIMESTAMPTZ)"""

_TOTALS: Final = """
SELECT count(*) FILTER (NOT excluded) AS posts,
       count(DISTINCT account) FILTER (NOT excluded) AS accounts,
       count(*) FILTER (NOT excluded AND campaign IS NOT NULL) AS member_posts,
       count(DISTINCT account) FILTER (NOT excluded AND campaign IS NOT NULL) AS members,
       count(DISTINCT account) FILTER (NOT excluded AND attached) AS attached,
       count(DISTINCT account) FILTER (excluded) AS excluded,
       min(posted_at) FILTER (NOT excluded) AS first_at,
       max(posted_at) FILTER (NOT excluded) AS last_at,
       quantile_disc(posted_at, 0.5) FILTER (NOT excluded) AS half_at,
       quantile_disc(posted_at, 0.9) FILTER (NOT excluded) AS most_at
FROM placed"""

_BY: Final = f"""
SELECT {{column}} AS key, count(*) AS posts, count(DISTINCT account) AS accounts,
       min(posted_at) AS first_at, max(posted_at) AS last_at, count(*) OVER () AS found
FROM placed WHERE NOT excluded AND {{column}} IS NOT NULL GROUP BY {{column}}
ORDER BY posts DESC, key LIMIT {MOST_LISTED}"""

_STEPS: Final = """
SELECT least({steps} - 1, floor({steps} * epoch(posted_at - ?::TIMESTAMPTZ) / ?))::INTEGER AS step,
       campaign IS NOT NULL AS member, count(*) AS posts
FROM placed WHERE NOT excluded GROUP BY ALL ORDER BY ALL"""

_PAGE: Final = """
SELECT post, account, platform, posted_at AS "at", time_precision AS precision, kind, text,
       language, venue, campaign, excluded
FROM placed ORDER BY posted_at, post LIMIT ? OFFSET ?"""
_NAMES: Final = f"""
SELECT account, name FROM ({NAMED_VENUES})
WHERE name IS NOT NULL AND account IN (SELECT unnest(?::VARCHAR[]))"""


@dataclass(frozen=True)
class ThingCount:
    """How often a thing was posted in one group, platform or language, or under one account."""

    key: str
    posts: int
    accounts: int
    first_at: datetime
    last_at: datetime
    name: str | None = None  # of a venue, by the analyst's list; never of a private person


@dataclass(frozen=True)
class ThingSteps:
    """Posts in stretches of equal length: of members of groups, and of everybody else."""

    first_at: datetime
    seconds: float  # of one stretch
    members: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True)
class ThingFigures:
    """A thing in figures; times are UTC, None where nothing was posted in the stretch asked for."""

    posts: int
    accounts: int
    member_posts: int
    members: int
    attached: int  # accounts that stand with a group and are no members
    excluded: int  # accounts that people excluded: in no other figure
    first_at: datetime | None
    last_at: datetime | None
    half_at: datetime | None
    most_at: datetime | None
    steps: ThingSteps | None
    groups: tuple[ThingCount, ...]
    platforms: tuple[ThingCount, ...]  # the first to have it first
    languages: tuple[ThingCount, ...]
    venues: tuple[ThingCount, ...]
    venues_counted: int

    @property
    def others(self) -> int:
        """Accounts that are in no group and stand with none."""
        return self.accounts - self.members - self.attached


class ThingCut:
    """The posts of one thing, apart from the case."""

    def __init__(self, store: CaseStore, memory: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
        self._store = store
        self._memory = memory
        self.posts = rows.num_rows  # with those of accounts that people excluded
        memory.register("incoming", rows)
        memory.execute("CREATE TABLE placed AS FROM incoming").fetchall()
        memory.unregister("incoming")

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Ask of the table ``placed``."""
        answer = self._memory.sql(query, params=list(parameters)).to_arrow_table()
        found: list[dict[str, Any]] = answer.to_pylist()
        return found

    def figures(self) -> ThingFigures:
        """Count."""
        (totals,) = self.rows(_TOTALS)
        venues = self.rows(_BY.format(column="venue"))
        names = self._names([row["key"] for row in venues])
        return ThingFigures(
            **totals,
            steps=self._steps(totals["first_at"], totals["last_at"]),
            groups=self._by("campaign"),
            platforms=tuple(sorted(self._by("platform"), key=lambda one: (one.first_at, one.key))),
            languages=self._by("language"),
            venues=tuple(_count(row, names.get(row["key"])) for row in venues),
            venues_counted=venues[0]["found"] if venues else 0,
        )

    def page(self, page: int, each: int) -> tuple[ThingPost, ...]:
        """The posts of one page, in time; pages count from 1."""
        return posts_of(self.rows(_PAGE, (each, (page - 1) * each)))

    def _by(self, column: str) -> tuple[ThingCount, ...]:
        return tuple(_count(row) for row in self.rows(_BY.format(column=column)))

    def _names(self, accounts: Sequence[str]) -> dict[str, str]:
        rows = self._store.sql(_NAMES, (list(accounts),)).to_pylist()
        return {row["account"]: row["name"] for row in rows}

    def _steps(self, first: datetime | None, last: datetime | None) -> ThingSteps | None:
        if first is None or last is None:
            return None
        whole = max((last - first) / timedelta(seconds=1), 1.0)
        counted = {True: [0] * STEPS_DRAWN, False: [0] * STEPS_DRAWN}
        for row in self.rows(_STEPS.format(steps=STEPS_DRAWN), (first, whole)):
            counted[row["member"]][row["step"]] += row["posts"]
        seconds = whole / STEPS_DRAWN
        return ThingSteps(first, seconds, tuple(counted[True]), tuple(counted[False]))


@contextmanager
def thing_cut(
    store: CaseStore,
    chosen: str,
    parameters: Sequence[object],
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[ThingCut]:
    """Lend the posts of a query ``chosen`` (one column, ``post``) from ``since`` to ``until``."""
    query, named = bounded(_CUT, chosen, parameters, since, until)
    with duckdb.connect(config={"threads": 1}) as memory:
        memory.execute("SET TimeZone = 'UTC'").fetchall()
        yield ThingCut(store, memory, store.sql(query, named))


def _count(row: dict[str, Any], name: str | None = None) -> ThingCount:
    return ThingCount(
        row["key"], row["posts"], row["accounts"], row["first_at"], row["last_at"], name
    )
