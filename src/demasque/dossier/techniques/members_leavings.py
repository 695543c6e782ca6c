"""What the members of some campaigns left, cut out of a case once: their posts and traces.

Each look for a technique asks of one campaign. Asked of the case, each would walk all its posts and
events again; asked here, only those of members.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import cached_property
from typing import Final

import duckdb
import pyarrow as pa

from demasque.case import CaseStore

TEXTS_READ: Final = 500
"""Shared texts of a campaign's members that are read, at most: by their pseudonyms, which are keyed
hashes, a sample that has nothing to do with what the posts say."""

_MEMBERS: Final = "(SELECT * FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[])))"
_LEAVINGS: Final = {
    "memberships": f"FROM {_MEMBERS}",
    "events": f'SELECT kind, trace, account, post, "at" FROM events SEMI JOIN {_MEMBERS} '
    "USING (account)",
    "posts": f"""
        SELECT o.post, o.account, o.platform, o.kind, o.posted_at, o.text IS NOT NULL AS worded,
               coalesce(o.venue, q.account) AS target
        FROM posts o SEMI JOIN {_MEMBERS} m ON m.account = o.account
        LEFT JOIN posts q ON o.venue IS NULL AND q.post = o.parent""",
    "mentions": f"""
        SELECT post, mentions.account FROM mentions
        SEMI JOIN (SELECT post FROM posts SEMI JOIN {_MEMBERS} USING (account)) USING (post)""",
}
"""Table by table: SQL that takes a list of campaigns as its only parameter. ``target`` is whose
page, or under whose post, a post stands."""

_SAMPLE: Final = f"""
WITH left_traces AS (
    SELECT campaign, e.* FROM events e JOIN memberships USING (account) WHERE kind = 'text'
), shared AS (
    SELECT campaign, trace FROM left_traces GROUP BY ALL HAVING count(DISTINCT account) > 1
)
SELECT campaign, post, l.account FROM left_traces l SEMI JOIN shared USING (campaign, trace)
JOIN posts USING (post) WHERE worded
QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY post) <= {TEXTS_READ}
ORDER BY campaign, post"""
_TEXTS: Final = "SELECT post, text FROM posts WHERE post IN (SELECT unnest(?::VARCHAR[]))"


class MembersLeavings:
    """A database in memory that holds members' ``memberships``, ``events``, ``posts``,
    ``mentions``; and the case, for questions that others' posts answer, too.
    """

    def __init__(self, store: CaseStore, memory: duckdb.DuckDBPyConnection) -> None:
        self.store = store
        self._memory = memory
        self._by_campaign: dict[str, dict[str, set[str]]] = {}

    def posts_by_campaign(self, query: str) -> Mapping[str, Set[str]]:
        """What a question of all campaigns (columns campaign, post) is answered; asked once."""
        if query not in self._by_campaign:
            found: dict[str, set[str]] = {}
            for campaign, post in zip(
                *map(pa.ChunkedArray.to_pylist, self.sql(query)), strict=True
            ):
                found.setdefault(campaign, set()).add(post)
            self._by_campaign[query] = found
        return self._by_campaign[query]

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Ask of what members left."""
        return self._memory.sql(query, params=list(parameters)).to_arrow_table()

    def shared_texts(self, campaign: str) -> tuple[list[str], list[str], list[str]]:
        """Posts, their accounts and texts: of words that several members share, a sample."""
        return self._shared_texts.get(campaign, ([], [], []))

    @cached_property
    def _shared_texts(self) -> dict[str, tuple[list[str], list[str], list[str]]]:
        sample = self.sql(_SAMPLE)
        asked = sample["post"].unique().to_pylist()
        read = self.store.sql(_TEXTS, (asked,))
        texts = dict(zip(read["post"].to_pylist(), read["text"].to_pylist(), strict=True))
        found: dict[str, tuple[list[str], list[str], list[str]]] = {}
        for campaign, post, account in zip(*map(pa.ChunkedArray.to_pylist, sample), strict=True):
            posts, accounts, words = found.setdefault(campaign, ([], [], []))
            posts.append(post)
            accounts.append(account)
            words.append(texts[post])
        return found


@contextmanager
def members_leavings(store: CaseStore, campaigns: Sequence[str]) -> Iterator[MembersLeavings]:
    """Lend what the members of some campaigns left."""
    with duckdb.connect(config={"threads": 1}) as memory:
        memory.execute("SET TimeZone = 'UTC'").fetchall()
        for name, query in _LEAVINGS.items():
            memory.register("incoming", store.sql(query, (list(campaigns),)))
            memory.execute(f"CREATE TABLE {name} AS FROM incoming").fetchall()
            memory.unregister("incoming")
        yield MembersLeavings(store, memory)
