"""What one account posted: a page of its posts, and its posts in time beside its partners'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.campaigns import STATED
from demasque.case import CaseStore
from demasque.coordination import tie_posts_query
from demasque.findings.explored.words_languages import stated_or_read

LANES: Final = 8
"""Partners, the most strongly tied ones, whose posts are drawn beside an account's."""

PLACES: Final = 240
"""Places in time that a lane has: posts in the same one are one mark."""

_JOINED: Final = 400
"""Pairs of places that are joined, those with most pairs of posts first."""

_SPAN: Final = """
    posted_at >= coalesce(?::TIMESTAMPTZ, posted_at)
    AND posted_at < coalesce(?::TIMESTAMPTZ, 'infinity'::TIMESTAMPTZ)"""
_POSTS: Final = f"""
WITH asked AS MATERIALIZED (
    SELECT post, platform, posted_at, time_precision, kind, text,
           {STATED} AS lang, parent, venue
    FROM posts WHERE account = ? AND {_SPAN} ORDER BY posted_at, post LIMIT ? OFFSET ?
), linked AS (
    SELECT post, list(url ORDER BY position) AS links FROM links SEMI JOIN asked USING (post)
    GROUP BY post
)
SELECT * FROM asked LEFT JOIN linked USING (post) ORDER BY posted_at, post
"""
_COUNT: Final = f"""
SELECT count(*) AS posts, min(posted_at) AS first_at, max(posted_at) AS last_at
FROM posts WHERE account = ? AND {_SPAN}"""
ALL_POSTS: Final = f"""
SELECT post, platform, posted_at, time_precision, kind, text, lang, parent, venue
FROM posts WHERE account = ? AND {_SPAN} ORDER BY posted_at, post"""
"""SQL: all posts of an account, in a stretch of time (None is open), for who takes them away."""

_PLACE: Final = (
    f"greatest(0, least({PLACES - 1}, "
    f"floor({PLACES} * (epoch({{at}}) - t.first_s) / t.seconds)))::INT"
)
_STRETCH: Final = "t AS (SELECT ?::DOUBLE AS first_s, ?::DOUBLE AS seconds)"
_MARKS: Final = f"""
WITH {_STRETCH}
SELECT account, {_PLACE.format(at="posted_at")} AS place, count(*) AS posts
FROM posts, t
WHERE account IN (SELECT unnest(?::VARCHAR[]))
  AND epoch(posted_at) BETWEEN t.first_s AND t.first_s + t.seconds
GROUP BY ALL ORDER BY ALL
"""
# Only when they meet is asked, not in what: what traces are stays unread. A partner's post that
# meets one of the account's may stand before its first or after its last: it is drawn at that end.
_MEETINGS: Final = f"""
WITH {_STRETCH}, traces AS (SELECT * FROM main.traces LIMIT 0), chosen AS (
    SELECT * FROM ties
    WHERE account_a = ? AND account_b IN (SELECT unnest(?::VARCHAR[]))
       OR account_b = ? AND account_a IN (SELECT unnest(?::VARCHAR[]))
), left_by_them AS MATERIALIZED (
    SELECT * FROM events
    WHERE account IN (SELECT account_a FROM chosen UNION SELECT account_b FROM chosen)
), pairs AS ({tie_posts_query("chosen", "left_by_them")}), turned AS (
    SELECT DISTINCT if(account_a = ?, account_b, account_a) AS partner,
           if(account_a = ?, at_a, at_b) AS own_at, if(account_a = ?, at_b, at_a) AS other_at,
           post_a, post_b
    FROM pairs
)
SELECT partner, {_PLACE.format(at="own_at")} AS own, {_PLACE.format(at="other_at")} AS place,
       count(*) AS pairs, min(abs(epoch(own_at) - epoch(other_at))) AS closest_seconds
FROM turned, t
WHERE epoch(own_at) BETWEEN t.first_s AND t.first_s + t.seconds
  AND other_at >= coalesce(?::TIMESTAMPTZ, '-infinity'::TIMESTAMPTZ)
  AND other_at < coalesce(?::TIMESTAMPTZ, 'infinity'::TIMESTAMPTZ)
GROUP BY ALL ORDER BY pairs DESC, partner, own, place
"""


@dataclass(frozen=True)
class AccountPost:
    """One post. ``text`` is None where the export gives none; addresses are text, never links.

    ``lang`` is the language that the export states, ``spoken`` that or else the one its words read
    as; None where it is not known.
    """

    post: str
    platform: str
    posted_at: datetime
    time_precision: str
    kind: str
    text: str | None
    lang: str | None
    spoken: str | None
    parent: str | None
    venue: str | None
    links: tuple[str, ...]


@dataclass(frozen=True)
class PostsPage:
    """Some of an account's posts, the oldest first; ``total`` of them in the stretch asked for."""

    total: int
    first_at: datetime | None
    last_at: datetime | None
    posts: tuple[AccountPost, ...]


@dataclass(frozen=True)
class Lane:
    """One account's posts in time: (place, posts), a place being 1/``PLACES`` of the stretch.

    ``shared`` are places of posts that meet posts of the account asked about; ``pairs`` such pairs
    of posts, ``closest_seconds`` the least time between two of them.
    """

    account: str
    posts: int
    marks: tuple[tuple[int, int], ...]
    shared: frozenset[int]
    pairs: int
    closest_seconds: float | None


@dataclass(frozen=True)
class PostsInTime:
    """Lanes of an account, the first, and of its partners, the most strongly tied one first.

    ``joined`` are (lane, place in the first lane, place in that lane) of posts that meet.
    """

    first_at: datetime
    last_at: datetime
    lanes: tuple[Lane, ...]
    joined: tuple[tuple[int, int, int], ...]


def posts_page(
    store: CaseStore,
    account: str,
    since: datetime | None,
    until: datetime | None,
    most: int = 100,
    skip: int = 0,
) -> PostsPage:
    """Read ``most`` posts of an account from ``skip`` on, of a stretch of time; None is open."""
    counted = store.sql(_COUNT, (account, since, until)).to_pylist()[0]
    rows = store.sql(_POSTS, (account, since, until, most, skip)).to_pylist()
    spoken = stated_or_read([row["text"] for row in rows], [row["lang"] for row in rows])
    posts = tuple(
        AccountPost(**row | {"links": tuple(row["links"] or ()), "spoken": language})
        for row, language in zip(rows, spoken, strict=True)
    )
    return PostsPage(counted["posts"], counted["first_at"], counted["last_at"], posts)


def posts_in_time(
    store: CaseStore,
    account: str,
    partners: Sequence[str],
    drawn: tuple[datetime, datetime],
    asked: tuple[datetime | None, datetime | None],
) -> PostsInTime:
    """Place the posts of an account and of its partners between two times, both inclusive.

    Posts that meet are counted where both stand in the stretch ``asked`` for, whose end is out of
    it and of which None is open: as many as :func:`seen_tie` counts.
    """
    first, last = drawn
    stretch = first.timestamp(), max((last - first).total_seconds(), 1.0)
    listed = list(partners)
    marks: dict[str, list[tuple[int, int]]] = {}
    for row in store.sql(_MARKS, (*stretch, [account, *listed])).to_pylist():
        marks.setdefault(row["account"], []).append((row["place"], row["posts"]))
    pairs = (*stretch, account, listed, account, listed, account, account, account, *asked)
    met = store.sql(_MEETINGS, pairs).to_pylist() if listed else []
    lanes = [_lane(account, marks, {each["own"] for each in met}, met)]
    for partner in listed:
        mine = [each for each in met if each["partner"] == partner]
        lanes.append(_lane(partner, marks, {each["place"] for each in mine}, mine))
    joined = sorted(
        (1 + listed.index(each["partner"]), each["own"], each["place"]) for each in met[:_JOINED]
    )
    return PostsInTime(first, last, tuple(lanes), tuple(joined))


def _lane(
    account: str,
    marks: dict[str, list[tuple[int, int]]],
    shared: set[int],
    met: Sequence[dict[str, float]],
) -> Lane:
    placed = tuple(marks.get(account, ()))
    return Lane(
        account,
        sum(posts for _, posts in placed),
        placed,
        frozenset(shared),
        int(sum(each["pairs"] for each in met)),
        min((each["closest_seconds"] for each in met), default=None),
    )
