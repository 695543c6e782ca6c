"""Whose post is reposted or answered? The author behind each trace of a kind, and since when."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.events.index import Int32, Int64

# The author: of the original, if the case has it; or whom the repost's text names; or under whose
# post it stands, unless that is one's own page. Where uses of a trace differ the first one decides.
_ORIGINS = r"""
    WITH used AS (
        SELECT e.trace, p.posted_at AS used_at, p.source_file, p.source_line, p.post,
               CASE WHEN o.time_precision = 'second' THEN o.posted_at END AS appeared,
               coalesce(
                   o.account,
                   nullif(regexp_extract(p.text, '^\s*[Rr][Tt] @(a_[a-z2-7]{16})', 1), ''),
                   nullif(p.venue, p.account)
               ) AS author
        FROM events e JOIN posts p USING (post) LEFT JOIN posts o ON o.post = p.parent
        WHERE e.kind = ?
    )
    SELECT trace,
           first(author ORDER BY used_at, source_file, source_line, post)
               FILTER (author IS NOT NULL) AS author,
           epoch_us(min(least(appeared, used_at))) AS appeared
    FROM used GROUP BY trace ORDER BY trace
"""


class TraceOrigins(NamedTuple):
    """The author of the post that each trace of a kind reposts or answers (-1: not known).

    `appeared` is when that post appeared, in microseconds; where that is not known to the second,
    when the trace was first used.
    """

    author: Int32
    appeared: Int64


def read_origins(store: CaseStore, uses: TraceUses) -> TraceOrigins:
    """Read who wrote what the events of a kind repost or answer, by the codes of `uses`."""
    return trace_origins(store.sql(_ORIGINS, (uses.kind,)))


def trace_origins(table: pa.Table) -> TraceOrigins:
    """Encode authors: `table` has a row (`trace, author, appeared`) for each trace, by its id.

    `author` is a name or null, `appeared` in microseconds.
    """
    appeared = table.column("appeared").to_numpy().astype(np.int64)
    named = table.column("author").combine_chunks()
    # Codes in order of time: pseudonyms change with the key, and sums with their terms' order.
    order = np.argsort(appeared, kind="stable")
    authors = named.take(order).drop_null().unique()
    code = pc.fill_null(pc.index_in(named, authors), -1)
    return TraceOrigins(code.to_numpy(zero_copy_only=False).astype(np.int32), appeared)


def origins_from_uses(author: Int32, uses: TraceUses, posts: PostMoments) -> TraceOrigins:
    """Origins of which the author is known alone: each trace appeared when it was first used."""
    appeared = np.full(uses.traces, np.iinfo(np.int64).max)
    np.minimum.at(appeared, uses.trace, posts.at[uses.post])
    return TraceOrigins(author, appeared)
