"""Which posts does a rule take? One statement of SQL, over the time asked for."""

import re
from datetime import datetime
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.watch.alerts.asked.rules import Rule, institutions

_NOT_LETTER: Final = r"[^\p{L}\p{N}_]"
_NO_SPACES: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
"""Scripts whose words stand beside each other without a space, or take endings (Korean)."""

_TAKEN: Final = """
    WITH taken AS (
        SELECT post, account, posted_at FROM posts
        WHERE posted_at >= ? AND posted_at <= ? AND ({holds}) AND ({narrowed})
              AND account NOT IN (SELECT account FROM decided WHERE decision = 'exclude'))"""

_BY_DAY: Final = """
    SELECT date_trunc('day', posted_at) AS day, count(*) AS posts,
           count(DISTINCT account) AS accounts, min(posted_at) AS began
    FROM taken GROUP BY day ORDER BY day"""

_TOGETHER: Final = """
    SELECT count(*) AS posts, count(DISTINCT account) AS accounts, min(posted_at) AS began
    FROM taken"""


def rule_posts(
    store: CaseStore, rule: Rule, begin: datetime, end: datetime, *, by_day: bool = False
) -> pa.Table:
    """Count the posts of a rule from ``begin`` to ``end``, together or by day (UTC).

    Columns ``posts``, ``accounts``, ``began`` (the first of them), and ``day``. Accounts that
    people excluded do not count.
    """
    holds, narrowed, values = _conditions(store, rule)
    query = _TAKEN.format(holds=holds, narrowed=narrowed) + (_BY_DAY if by_day else _TOGETHER)
    return store.sql(query, (begin, end, *values))


def _conditions(store: CaseStore, rule: Rule) -> tuple[str, str, list[object]]:
    """What a post must hold one of, what it must fulfil besides, and the values of both."""
    holds: list[str] = []
    values: list[object] = []
    if rule.words:
        holds.append("regexp_matches(lower(nfc_normalize(text)), ?)")
        values.append("|".join(_whole(word) for word in rule.words))
    if rule.hashtags:
        holds.append(
            "post IN (SELECT post FROM hashtags "
            "WHERE lower(nfc_normalize(tag)) IN (SELECT unnest(?::VARCHAR[])))"
        )
        values.append(list(rule.hashtags))
    if rule.sites:
        holds.append("post IN (SELECT post FROM links WHERE regexp_matches(lower(url), ?))")
        hosts = "|".join(re.escape(site) for site in rule.sites)
        values.append(rf"^(?:[a-z]+://)?(?:[^/?#@]*\.)?(?:{hosts})(?:[:/?#]|$)")
    if rule.media:
        holds.append(
            "post IN (SELECT post FROM media_use WHERE media IN (SELECT unnest(?::VARCHAR[])) "
            "UNION ALL SELECT post FROM media_in_posts "
            "WHERE media IN (SELECT unnest(?::VARCHAR[])))"
        )
        values += [list(rule.media), list(rule.media)]
    narrowed: list[str] = []
    if rule.languages:
        narrowed.append("split_part(lower(lang), '-', 1) IN (SELECT unnest(?::VARCHAR[]))")
        values.append(list(rule.languages))
    if rule.venues:
        known = institutions(store)
        narrowed.append("venue IN (SELECT unnest(?::VARCHAR[]))")
        values.append([account for account, name in known.items() if name in rule.venues])
    if rule.campaigns:
        narrowed.append(
            "account IN (SELECT account FROM memberships "
            "WHERE campaign IN (SELECT unnest(?::VARCHAR[])))"
        )
        values.append(list(rule.campaigns))
    return " OR ".join(holds) or "true", " AND ".join(narrowed) or "true", values


def _whole(word: str) -> str:
    """The pattern of a word that is not part of a longer one, in scripts that part words."""
    before = "" if _NO_SPACES.match(word[0]) else rf"(?:^|{_NOT_LETTER})"
    after = "" if _NO_SPACES.match(word[-1]) else rf"(?:$|{_NOT_LETTER})"
    return before + re.escape(word) + after
