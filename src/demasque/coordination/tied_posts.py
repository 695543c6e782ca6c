"""Which posts tie these two accounts? The pairs of posts behind a tie, read from the case."""

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import UsageError

_PAIRS = """
    SELECT a.trace, t.value, a.post AS post_a, b.post AS post_b, a."at" AS at_a, b."at" AS at_b
    FROM events AS a
    JOIN events AS b ON b.kind = a.kind AND b.trace = a.trace
    LEFT JOIN traces AS t ON t.kind = a.kind AND t.trace = a.trace
    WHERE a.kind = ? AND a.account = ? AND b.account = ?
      AND abs(epoch_us(a."at") - epoch_us(b."at")) <= ?
    ORDER BY least(a."at", b."at"), a.trace, a.post, b.post
    LIMIT ?
"""


def tie_posts(
    store: CaseStore, account_a: str, account_b: str, kind: str, limit: int | None = None
) -> pa.Table:
    """Return the pairs of posts within a tie's window, oldest first, at most `limit` of them.

    Columns `trace`, `value` (as a reader is shown it), `post_a`, `post_b`, `at_a`, `at_b`.
    Raises UsageError where the two accounts have no tie of that kind.
    """
    found = store.sql(
        "SELECT window_seconds FROM ties WHERE account_a = ? AND account_b = ? AND kind = ?",
        (account_a, account_b, kind),
    )
    if not found.num_rows:
        raise UsageError(
            "There is no tie of kind {kind} between {account_a} and {account_b} in this case.",
            kind=kind,
            account_a=account_a,
            account_b=account_b,
        )
    window = round(found.column("window_seconds")[0].as_py() * 1e6)
    most = limit if limit is not None else 2**62
    return store.sql(_PAIRS, (kind, account_a, account_b, window, most))
