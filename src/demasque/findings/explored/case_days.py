"""On which days does the case hold posts of a platform, and on which of its span none?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from demasque.case import CaseStore

POSTS_BY_DAY: Final = """
    SELECT platform, (posted_at AT TIME ZONE 'UTC')::DATE AS day, count(*) AS posts
    FROM posts GROUP BY ALL ORDER BY ALL"""
"""SQL: posts of each platform on each day (UTC) with any."""


@dataclass(frozen=True)
class EmptyDays:
    """Days in a row, inside a platform's span, on which the case holds no post of it."""

    platform: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class PlatformDays:
    """Posts of one platform by day (UTC), days with any only, in order."""

    platform: str
    days: tuple[tuple[date, int], ...]

    @property
    def posts(self) -> int:
        """All of them."""
        return sum(posts for _, posts in self.days)

    @property
    def first(self) -> date:
        """The first day with a post."""
        return self.days[0][0]

    @property
    def last(self) -> date:
        """The last day with a post."""
        return self.days[-1][0]

    @property
    def empty(self) -> tuple[EmptyDays, ...]:
        """Stretches without a post between the first and the last day, in order."""
        return tuple(_between(self.platform, [day for day, _ in self.days]))


@dataclass(frozen=True)
class CaseDays:
    """A case day by day, platform by platform: most posts first."""

    platforms: tuple[PlatformDays, ...]

    @property
    def empty(self) -> tuple[EmptyDays, ...]:
        """Every stretch of days without a post, the longest first."""
        found = [each for one in self.platforms for each in one.empty]
        return tuple(sorted(found, key=lambda each: (-each.days, each.first, each.platform)))


def case_days(store: CaseStore) -> CaseDays:
    """Count the posts of a case by platform and day."""
    counted: dict[str, list[tuple[date, int]]] = {}
    for row in store.sql(POSTS_BY_DAY).to_pylist():
        counted.setdefault(row["platform"], []).append((row["day"], row["posts"]))
    found = (PlatformDays(platform, tuple(days)) for platform, days in counted.items())
    return CaseDays(tuple(sorted(found, key=lambda one: (-one.posts, one.platform))))


def _between(platform: str, days: list[date]) -> Iterator[EmptyDays]:
    day = timedelta(days=1)
    for before, after in pairwise(days):
        if after - before > day:
            yield EmptyDays(platform, before + day, after - day)
