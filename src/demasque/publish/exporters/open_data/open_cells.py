"""What members did, counted by cells: per cell its accounts and posts, each account's capped.

Only members are counted: whoever was excluded is none, and who is attached never was. Nothing here
may be published as it is; :mod:`demasque.publish.exporters.open_data.open_rows` draws from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from demasque.case import CaseStore
from demasque.publish.exporters.open_data.disclosure_control import CAPS, FEWEST

Q_BANDS: Final = (0.05, 0.001, 0.000001)
"""Ties are counted up to each of these q; detections keep ties to 0.01 unless told otherwise."""

LEFT_OUT: Final = "33"
"""Members whose drawn two digits (of 16 each) are under this are counted nowhere: one in five.
Without it, two packages tell which account left in more than one guess of ten (tried on worlds of
25 to 500 accounts and 30 to 365 days: no member, 0.1, 0.2, 0.3; see docs/measurements.md)."""

_MEMBERS: Final = """
    chosen AS (SELECT campaign, account FROM memberships
               WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
               AND substr(sha256(? || account), 1, 2) >= ?)"""
_POSTS: Final = """
    SELECT campaign, account, {columns} FROM posts JOIN chosen USING (account)"""
_DAY: Final = "(posted_at AT TIME ZONE 'UTC')::DATE::VARCHAR"
_HOUR: Final = "hour(posted_at AT TIME ZONE 'UTC')::INTEGER"
_HOST: Final = "regexp_extract(lower(value), '^(?:[a-z]+://)?(?:www[.])?([^/:?#]+)', 1)"
_TIES: Final = f"""
    SELECT c.campaign, c.account, t.kind, band FROM (
        SELECT account_a AS account, account_b AS other, kind, q FROM ties
        UNION ALL SELECT account_b, account_a, kind, q FROM ties
    ) t JOIN chosen c USING (account)
    JOIN chosen o ON o.account = t.other AND o.campaign = c.campaign
    JOIN (SELECT unnest({list(Q_BANDS)}) AS band) ON q <= band"""
_SITES: Final = f"""
    SELECT e.account, e.post, {_HOST} AS domain
    FROM events e JOIN traces USING (kind, trace) WHERE kind = 'url'
    AND regexp_full_match({_HOST}, '[\\w-]+([.][\\w-]+)+')"""
_FILES: Final = """
    SELECT account, post, lower(media) AS hash FROM (
        SELECT post, media FROM media_in_posts UNION SELECT post, media FROM media_use
    ) JOIN posts USING (post) WHERE regexp_full_match(lower(media), '[0-9a-f]{16,128}')"""

_SOURCES: Final = {
    "campaigns": ((), _POSTS.format(columns="posted_at")),
    "platforms": (("platform",), _POSTS.format(columns="platform")),
    "days": (("platform", "day"), _POSTS.format(columns=f"platform, {_DAY} AS day")),
    "hours": (
        ("hour",),
        _POSTS.format(columns=f"{_HOUR} AS hour") + " WHERE time_precision IN ('second', 'minute')",
    ),
    "languages": (
        ("language",),
        _POSTS.format(columns="lang AS language")
        + " WHERE regexp_full_match(lang, '[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}')",
    ),
    "ties": (("kind", "band"), _TIES),
    "messages": (
        ("trace",),
        "SELECT campaign, account, trace FROM events JOIN chosen USING (account) "
        "WHERE kind = 'text'",
    ),
    "domains": (
        ("domain",),
        f"SELECT campaign, account, domain FROM ({_SITES}) JOIN chosen USING (account)",
    ),
    "media": (
        ("hash",),
        f"SELECT campaign, account, hash FROM ({_FILES}) JOIN chosen USING (account)",
    ),
}
_STATE: Final = (
    """SELECT campaign, account, count(post), epoch_us(min(posted_at)), epoch_us(max(posted_at))
        FROM memberships LEFT JOIN posts USING (account) GROUP BY 1, 2 ORDER BY 1, 2""",
    "SELECT count(*), count(DISTINCT account) FROM posts",
    "SELECT kind, count(*), sum(shared) FROM ties GROUP BY kind ORDER BY kind",
    "SELECT kind, count(*), count(DISTINCT trace) FROM events GROUP BY kind ORDER BY kind",
)


@dataclass(frozen=True)
class OpenCell:
    """One cell as it is: exact numbers, not to be published.

    ``capped``: per cap of ``CAPS``, posts of the cell with at most so many of each account.
    """

    campaign: str
    key: tuple[Any, ...]
    accounts: int
    capped: tuple[int, ...]


def open_cells(
    store: CaseStore, table: str, campaigns: Sequence[str], secret: bytes | None = None
) -> list[OpenCell]:
    """The cells of one table that ten members or more fill, by campaign and key.

    With a ``secret``, one member in five is left out, drawn by it; without, all are counted.
    """
    keys, source = _SOURCES[table]
    cell = ", ".join(("campaign", *keys))
    sums = ", ".join(f"sum(least(n, {cap}))::BIGINT" for cap in CAPS)
    query = f"""WITH {_MEMBERS}
        SELECT {cell}, count(*) AS accounts, [{sums}] AS capped
        FROM (SELECT {cell}, account, count(*) AS n FROM ({source}) GROUP BY {cell}, account)
        GROUP BY {cell} HAVING count(*) >= {FEWEST} ORDER BY {cell}"""
    parameters = (list(campaigns), (secret or b"").hex(), LEFT_OUT if secret else "")
    return [
        OpenCell(row["campaign"], tuple(row[key] for key in keys), row["accounts"], row["capped"])
        for row in store.sql(query, parameters).to_pylist()
    ]


def other_carriers(store: CaseStore, table: str) -> dict[str, int]:
    """By domain or hash, the accounts that posted it, in no campaign and not excluded."""
    key, source = {"domains": ("domain", _SITES), "media": ("hash", _FILES)}[table]
    query = f"""SELECT {key}, count(DISTINCT account) AS n FROM ({source})
        WHERE account NOT IN (SELECT account FROM memberships)
        AND account NOT IN (SELECT account FROM decided WHERE decision = 'exclude')
        GROUP BY {key} HAVING count(DISTINCT account) >= {FEWEST} ORDER BY {key}"""
    return {row[key]: row["n"] for row in store.sql(query).to_pylist()}


def state_of(store: CaseStore) -> bytes:
    """A secret that is another one as soon as an account or a post joins or leaves the case.

    It is made of pseudonyms, which nobody has who has but the platform's export and the package.
    """
    state = blake2b(digest_size=32)
    for query in _STATE:
        for batch in store.stream(query):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                state.update(repr(row).encode())
    return state.digest()
