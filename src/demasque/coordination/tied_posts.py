"""Which posts tie these two accounts? The pairs of posts behind ties, in one piece of SQL."""

from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import UsageError

_TIE_POSTS: Final = """
SELECT t.account_a, t.account_b, t.kind, a.trace, coalesce(value, '') AS value,
       a.post AS post_a, b.post AS post_b, a."at" AS at_a, b."at" AS at_b
FROM {ties} t
JOIN {events} a ON a.account = t.account_a AND a.kind = t.kind
JOIN {events} b ON b.account = t.account_b AND b.kind = t.kind AND b.trace = a.trace
LEFT JOIN traces v ON v.kind = t.kind AND v.trace = a.trace
WHERE abs(epoch_us(a."at") - epoch_us(b."at")) <= t.window_seconds * 1e6
"""


def tie_posts_query(ties: str = "ties", events: str = "events") -> str:
    """Return SQL for every pair of posts, within the tie's window, that ties two accounts.

    ``ties`` and ``events`` name the tables to read: whole ones, or steps of a larger query.
    Columns `account_a`, `account_b`, `kind`, `trace`, `value` (as a reader is shown it), `post_a`,
    `post_b`, `at_a`, `at_b`.
    """
    return _TIE_POSTS.format(ties=ties, events=events)


_OF_ONE_TIE: Final = f"""
WITH tie AS (SELECT * FROM ties WHERE account_a = ? AND account_b = ? AND kind = ?),
left_by_them AS (
    SELECT * FROM events
    WHERE account IN (SELECT account_a FROM tie UNION ALL SELECT account_b FROM tie)
)
SELECT trace, value, post_a, post_b, at_a, at_b FROM ({tie_posts_query("tie", "left_by_them")})
ORDER BY least(at_a, at_b), trace, post_a, post_b LIMIT ?
"""


def tie_posts(
    store: CaseStore, account_a: str, account_b: str, kind: str, limit: int | None = None
) -> pa.Table:
    """Return the pairs of posts within a tie's window, oldest first, at most `limit` of them.

    Columns `trace`, `value` (as a reader is shown it), `post_a`, `post_b`, `at_a`, `at_b`.
    Raises UsageError where the two accounts have no tie of that kind.
    """
    tie = (account_a, account_b, kind)
    known = "SELECT 1 FROM ties WHERE account_a = ? AND account_b = ? AND kind = ?"
    if not store.sql(known, tie).num_rows:
        raise UsageError(
            "There is no tie of kind {kind} between {account_a} and {account_b} in this case.",
            kind=kind,
            account_a=account_a,
            account_b=account_b,
        )
    most = limit if limit is not None else 2**62
    return store.sql(_OF_ONE_TIE, (*tie, most))
