"""The posts behind ties, as one piece of SQL that the report and the exporters share."""

from typing import Final

_TIE_POSTS: Final = """
SELECT t.account_a, t.account_b, t.kind, a.trace, coalesce(value, '') AS value,
       a.post AS post_a, b.post AS post_b, a."at" AS at_a, b."at" AS at_b
FROM {ties} t
JOIN {events} a ON a.account = t.account_a AND a.kind = t.kind
JOIN {events} b ON b.account = t.account_b AND b.kind = t.kind AND b.trace = a.trace
LEFT JOIN traces v ON v.kind = t.kind AND v.trace = a.trace
WHERE abs(epoch_us(a."at") - epoch_us(b."at")) <= t.window_seconds * 1e6
"""


def tie_posts(ties: str = "ties", events: str = "events") -> str:
    """Return a query for every pair of posts, within the tie's window, that ties two accounts.

    ``ties`` and ``events`` name the tables to read: whole ones, or steps of a larger query. The
    pairs are those that :func:`demasque.coordination.tie_posts` gives tie by tie.
    """
    return _TIE_POSTS.format(ties=ties, events=events)
