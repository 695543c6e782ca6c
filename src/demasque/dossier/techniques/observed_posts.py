"""Posts of a campaign's members that show a technique: small samples, the same in every run.

Members are those that are left once people's exclusions took effect; nobody else's posts are named.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from demasque.campaigns import Flood
from demasque.case import CaseStore
from demasque.dossier.techniques.members_leavings import MembersLeavings
from demasque.dossier.techniques.technique_values import MOST_POSTS
from demasque.text import ALL_RULES, match_keys

_MINE: Final = "mine AS (SELECT account FROM memberships WHERE campaign = ?)"
_LEFT: Final = f"""{_MINE}, left_traces AS (
    SELECT e.* FROM events e SEMI JOIN mine USING (account) WHERE kind = ?
), shared AS (
    SELECT trace, count(DISTINCT account) AS accounts FROM left_traces
    GROUP BY trace HAVING accounts > 1
)"""

_TWINS: Final = f"""
WITH {_LEFT}, firsts AS (
    SELECT trace, accounts, account, min_by(post, ("at", post)) AS post, min("at") AS "at"
    FROM left_traces JOIN shared USING (trace) GROUP BY ALL
)
SELECT post FROM firsts
QUALIFY row_number() OVER (PARTITION BY trace ORDER BY "at", post) <= 2
ORDER BY accounts DESC, trace, "at", post LIMIT {MOST_POSTS}"""

# Asked of all campaigns at once: most have nothing on two platforms, and the walk is the same.
_CROSSING: Final = f"""
WITH left_traces AS (
    SELECT m.campaign, e.kind, e.trace, p.platform, e.account, e.post, e."at"
    FROM events e JOIN memberships m USING (account) JOIN posts p USING (post)
), crossing AS (
    SELECT campaign, kind, trace, count(DISTINCT account) AS accounts FROM left_traces
    GROUP BY campaign, kind, trace HAVING min(platform) <> max(platform) AND accounts > 1
), firsts AS (
    SELECT campaign, kind, trace, accounts, platform, min_by(post, ("at", post)) AS post
    FROM left_traces JOIN crossing USING (campaign, kind, trace) GROUP BY ALL
)
SELECT campaign, post FROM firsts
QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY accounts DESC, kind, trace, platform)
        <= {MOST_POSTS}"""

_UNDER: Final = f"""
WITH {_MINE}, placed AS (
    SELECT post, account, posted_at, target FROM posts SEMI JOIN mine USING (account)
    WHERE kind NOT IN ('repost', 'quote')
)
SELECT min_by(post, (posted_at, post)) AS post FROM placed
WHERE target IN (SELECT unnest(?::VARCHAR[]))
GROUP BY account, target ORDER BY min(posted_at), post LIMIT {MOST_POSTS}"""

_FLOODING: Final = f"""
WITH {_MINE}, own AS (
    SELECT post, account, posted_at, target FROM posts SEMI JOIN mine USING (account)
    WHERE kind <> 'repost' AND posted_at >= ? AND posted_at < ?
), addressed AS (
    FROM own
    UNION SELECT o.post, o.account, o.posted_at, m.account FROM own o JOIN mentions m USING (post)
)
SELECT min_by(post, (posted_at, post)) AS post FROM addressed WHERE target = ?
GROUP BY account ORDER BY min(posted_at), post LIMIT {MOST_POSTS}"""

_OF_ACCOUNTS: Final = f"""
WITH {_MINE}, carrying AS (
    SELECT DISTINCT e.post FROM events e SEMI JOIN mine USING (account)
    WHERE account IN (SELECT unnest(?::VARCHAR[]))
)
SELECT min_by(p.post, (c.post IS NULL, posted_at, p.post)) AS post
FROM posts p SEMI JOIN mine USING (account) LEFT JOIN carrying c ON c.post = p.post
WHERE account IN (SELECT unnest(?::VARCHAR[])) GROUP BY account ORDER BY post"""

_COPIED_FILLER: Final = f"""
WITH {_MINE}, left_traces AS (SELECT e.* FROM events e SEMI JOIN mine USING (account)
), shared AS (
    SELECT kind, trace FROM left_traces GROUP BY ALL HAVING count(DISTINCT account) > 1
), filler AS (
    SELECT p.post, account, posted_at, exemplar FROM posts p SEMI JOIN mine USING (account)
    JOIN copies USING (post)
    WHERE kind <> 'repost'
      AND post NOT IN (SELECT post FROM left_traces SEMI JOIN shared USING (kind, trace))
), earlier AS (
    SELECT exemplar, min(posted_at) AS first_at FROM copies JOIN posts USING (post)
    ANTI JOIN memberships USING (account)
    WHERE exemplar IN (SELECT exemplar FROM filler) GROUP BY exemplar
)
SELECT min_by(post, (posted_at, post)) AS post FROM filler JOIN earlier USING (exemplar)
WHERE first_at < posted_at GROUP BY account ORDER BY min(posted_at), post LIMIT {MOST_POSTS}"""

_HASHTAGS: Final = f"""
WITH {_MINE}, used AS (
    SELECT lower(tag) AS tag, post, account, posted_at, mine.account IS NOT NULL AS own
    FROM hashtags JOIN posts USING (post) LEFT JOIN mine USING (account) WHERE kind <> 'repost'
), begun AS (
    SELECT tag, min(posted_at) FILTER (WHERE own) AS first_own, count(DISTINCT account)
           FILTER (WHERE own) AS accounts, min(posted_at) FILTER (WHERE NOT own) AS first_other,
           max(posted_at) FILTER (WHERE own) AS last_own
    FROM used GROUP BY tag HAVING accounts > 1 AND first_other < first_own
), taken AS (
    SELECT tag, accounts FROM used JOIN begun USING (tag)
    WHERE posted_at BETWEEN first_own AND last_own
    GROUP BY ALL HAVING count(DISTINCT post) FILTER (WHERE own) > count(DISTINCT post) / 2
), firsts AS (
    SELECT tag, accounts, account, min_by(post, (posted_at, post)) AS post
    FROM used JOIN taken USING (tag) WHERE own GROUP BY ALL
)
SELECT post, (SELECT count(*) FROM taken) AS tags FROM firsts
ORDER BY accounts DESC, tag, post LIMIT {MOST_POSTS}"""


def twins(left: MembersLeavings, campaign: str, kind: str) -> tuple[str, ...]:
    """The first two posts, by different members, of what most of them posted of one kind."""
    return _posts(left, _TWINS, (campaign, kind))


def crossing(left: MembersLeavings, campaign: str) -> tuple[str, ...]:
    """The first post on each platform of what members posted on several."""
    return tuple(sorted(left.posts_by_campaign(_CROSSING).get(campaign, ())))


def under_others(left: MembersLeavings, campaign: str, targets: Sequence[str]) -> tuple[str, ...]:
    """The first post of each member under posts, or on the page, of each of these accounts."""
    return _posts(left, _UNDER, (campaign, list(targets)))


def flooding(left: MembersLeavings, campaign: str, flood: Flood) -> tuple[str, ...]:
    """The first post of each member that addresses the account in that hour."""
    end: datetime = flood.begins_at + timedelta(hours=1)
    return _posts(left, _FLOODING, (campaign, flood.begins_at, end, flood.account))


def of_accounts(left: MembersLeavings, campaign: str, accounts: Iterable[str]) -> tuple[str, ...]:
    """One post of each of some members, by pseudonym: what they share rather than others."""
    first = sorted(accounts)[:MOST_POSTS]
    return _posts(left, _OF_ACCOUNTS, (campaign, first, first))


def copied_filler(left: MembersLeavings, campaign: str) -> tuple[str, ...]:
    """The first post of each member that shares nothing and copies an earlier one from outside."""
    return _posts(left.store, _COPIED_FILLER, (campaign,))


def taken_hashtags(left: MembersLeavings, campaign: str) -> tuple[int, tuple[str, ...]]:
    """Hashtags that others used before, and most of whose posts are members' while these use it.

    How many there are, and the first post of members with those that most members use.
    """
    found = left.store.sql(_HASHTAGS, (campaign,))
    count = found["tags"][0].as_py() if found.num_rows else 0
    return count, tuple(sorted(set(found["post"].to_pylist())))


def disguised(left: MembersLeavings, campaign: str) -> tuple[int, int, tuple[str, ...]]:
    """Posts of shared words in which letters of one script stand in words of another.

    How many of those read, of how many members, and the first of them by pseudonym.
    """
    posts, accounts, texts = left.shared_texts(campaign)
    plain = match_keys(texts, ALL_RULES)
    marked = match_keys(texts, ALL_RULES.without("lookalikes"))
    found = [
        (post, account)
        for post, account, one, other in zip(posts, accounts, plain, marked, strict=True)
        if one != other
    ]
    members = {account for _, account in found}
    return len(found), len(members), tuple(sorted(post for post, _ in found)[:MOST_POSTS])


def _posts(
    asked: CaseStore | MembersLeavings, query: str, parameters: Sequence[object]
) -> tuple[str, ...]:
    return tuple(sorted(set(asked.sql(query, parameters)["post"].to_pylist())))
