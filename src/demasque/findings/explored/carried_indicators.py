"""What others published of an indicator that stands in some posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from demasque.case import CaseStore

_CARRIED: Final = """
WITH carried AS (
    SELECT indicator, count(DISTINCT post) AS posts,
           list(DISTINCT how ORDER BY how) AS how
    FROM indicator_posts WHERE post IN ({chosen}) GROUP BY indicator
)
SELECT kind, CASE WHEN kind IN ('domain', 'url') THEN normal ELSE value END AS value,
       source, line, operation, date, common, posts, how
FROM known_indicators JOIN carried USING (indicator)
ORDER BY common, posts DESC, kind, value, source, line LIMIT 50"""


@dataclass(frozen=True)
class CarriedIndicator:
    """What one source published of an indicator, and how many of the posts carry it."""

    kind: str  # domain, url, hashtag, text, hash
    value: str
    source: str  # the file's name in the library
    line: int
    operation: str | None
    date: str | None
    common: bool  # a site anybody links to
    posts: int
    how: list[str]  # ways in which it stands in the posts


def carried_indicators(
    store: CaseStore, chosen: str, parameters: Sequence[object]
) -> tuple[CarriedIndicator, ...]:
    """What is known of indicators in the posts of a query ``chosen``; at most 50 lines."""
    if not store.sql("SELECT 1 FROM indicator_posts LIMIT 1").num_rows:
        return ()
    rows = store.sql(_CARRIED.format(chosen=chosen), parameters).to_pylist()
    return tuple(CarriedIndicator(**row) for row in rows)
