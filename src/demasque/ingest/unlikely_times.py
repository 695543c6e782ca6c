"""Posts of a file that are older than the web, or from the future: said loudly, and kept.

They are kept since archives hold old posts and clocks go wrong, and because dropping rows on a
guess would hide them. Whoever reads the warning knows whether their posts are as old as that.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.errors import Sentence

EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
"""Before this hardly anybody posted anything that an export could hold."""


class UnlikelyTimes:
    """Counts the posts of one file before :data:`EARLIEST` and later than tomorrow."""

    def __init__(self, now: datetime | None = None) -> None:
        self._latest = (now or datetime.now(UTC)) + timedelta(days=1)
        self._early = self._late = 0
        self._first: datetime | None = None
        self._last: datetime | None = None

    def count(self, tables: Mapping[str, pa.Table]) -> None:
        """Look at the posts of one batch."""
        if "posts" not in tables or not tables["posts"].num_rows:
            return
        at = tables["posts"]["posted_at"]
        bounds = pc.min_max(at).as_py()
        first, last = bounds["min"], bounds["max"]
        self._first = min(first, self._first or first)
        self._last = max(last, self._last or last)
        if first < EARLIEST:
            self._early += pc.sum(pc.less(at, pa.scalar(EARLIEST, at.type))).as_py()
        if last > self._latest:
            self._late += pc.sum(pc.greater(at, pa.scalar(self._latest, at.type))).as_py()

    def warnings(self, name: str) -> list[Sentence]:
        """A sentence for posts that are too old, one for those of the future."""
        found = []
        if self._early and self._first:
            found.append(
                Sentence(
                    "{name}: {n} posts fall before 1995, the earliest on {date}. Times may have "
                    "been misread: look at the column of times, and name another with --map "
                    "posted_at=COLUMN. The posts are kept.",
                    name=name,
                    n=self._early,
                    date=self._first.date().isoformat(),
                )
            )
        if self._late and self._last:
            found.append(
                Sentence(
                    "{name}: {n} posts fall after tomorrow, the latest on {date}. Times may have "
                    "been misread: look at the column of times, and name another with --map "
                    "posted_at=COLUMN. The posts are kept.",
                    name=name,
                    n=self._late,
                    date=self._last.date().isoformat(),
                )
            )
        return found
