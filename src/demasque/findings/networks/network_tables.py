"""The network of tied accounts as tables: the SQL behind its nodes and its edges.

An edge is a pair of accounts. Where several kinds of trace tie the two, ``q`` and
``window_seconds`` are those of the kind with the most bits; false discovery rates of several
kinds make no common one.
"""

from typing import Final

from demasque.coordination import tie_posts_query
from demasque.findings.dossier.accounts_set_aside import PAIRS_LEFT

_DAY_AND_TIME: Final = "strftime({} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')"
_FIRST, _LAST = _DAY_AND_TIME.format("first_at"), _DAY_AND_TIME.format("last_at")

_OF_ANY_KIND: Final = f"""
    SELECT account_a, account_b, s.bits AS weight,
           array_to_string(list_sort(kinds), '|') AS kinds,
           coalesce(shared, 0) AS shared, q, window_seconds,
           {_FIRST} AS first_at, {_LAST} AS last_at
    FROM strengths s LEFT JOIN (
        SELECT account_a, account_b, sum(shared)::BIGINT AS shared,
               first(q ORDER BY bits DESC, kind) AS q,
               first(window_seconds ORDER BY bits DESC, kind) AS window_seconds,
               min(first_at) AS first_at, max(last_at) AS last_at
        FROM ties GROUP BY ALL
    ) USING (account_a, account_b) WHERE {PAIRS_LEFT}"""

_OF_ONE_KIND: Final = f"""
    SELECT account_a, account_b, bits AS weight, kind AS kinds, shared, q, window_seconds,
           {_FIRST} AS first_at, {_LAST} AS last_at
    FROM ties WHERE kind = ? AND {PAIRS_LEFT}"""

_SPELLS: Final = f"""
    SELECT account_a, account_b,
           list({_DAY_AND_TIME.format("low")} ORDER BY low) AS spell_starts,
           list({_DAY_AND_TIME.format("high")} ORDER BY low) AS spell_ends
    FROM (
        SELECT account_a, account_b, min(low) AS low, max(high) AS high
        FROM (
            SELECT *, count(*) FILTER (starts) OVER before AS spell
            FROM (
                SELECT *, low > coalesce(max(high) OVER earlier, '-infinity') AS starts
                FROM (
                    SELECT account_a, account_b, least(at_a, at_b) AS low,
                           greatest(at_a, at_b) AS high
                    FROM ({{tie_posts}}) WHERE {PAIRS_LEFT}
                ) WINDOW earlier AS (PARTITION BY account_a, account_b ORDER BY low, high
                                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            ) WINDOW before AS (PARTITION BY account_a, account_b ORDER BY low, high
                                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        ) GROUP BY account_a, account_b, spell
    ) GROUP BY account_a, account_b"""
"""Times at which two accounts shared something: pairs of posts that overlap in time are one."""


def tied_pairs(one_kind: bool = False, spells: bool = False) -> str:
    """SQL of the edges: account_a, account_b, weight in bits, kinds, shared traces, q, ...

    ``first_at`` and ``last_at`` are UTC in ISO 8601. With ``one_kind`` its parameter is the kind,
    twice with ``spells``, which adds ``spell_starts`` and ``spell_ends``: lists of equal length.
    """
    pairs = _OF_ONE_KIND if one_kind else _OF_ANY_KIND
    if spells:
        ties = "(SELECT * FROM ties WHERE kind = ?)" if one_kind else "ties"
        found = _SPELLS.format(tie_posts=tie_posts_query(ties))
        pairs = f"SELECT * FROM ({pairs}) LEFT JOIN ({found}) USING (account_a, account_b)"
    return f"{pairs} ORDER BY account_a, account_b"


def tied_accounts(one_kind: bool = False) -> str:
    """SQL of the nodes: account, campaign ('' for none), bits, platform, posts, operation, ...

    With ``one_kind`` its parameter is the kind. ``bits`` rest on all kinds in either case.
    ``languages`` are those of the account's posts, the most frequent first; ``decision`` is what
    named persons decided on the account.
    """
    return f"""
    WITH pairs AS ({_OF_ONE_KIND if one_kind else _OF_ANY_KIND}), tied AS (
        SELECT account_a AS account FROM pairs UNION SELECT account_b FROM pairs
    ), theirs AS (
        SELECT account, platform, lang, posted_at FROM posts WHERE account IN (FROM tied)
    ), written AS (
        SELECT account, min(platform) AS platform, count(*) AS posts,
               min(posted_at) AS first_at, max(posted_at) AS last_at
        FROM theirs GROUP BY account
    ), spoken AS (
        SELECT account, string_agg(lang, '|' ORDER BY n DESC, lang) AS languages
        FROM (SELECT account, lang, count(*) AS n FROM theirs WHERE lang IS NOT NULL GROUP BY ALL)
        GROUP BY account
    )
    SELECT account, coalesce(campaign, '') AS campaign, coalesce(b.bits, 0.0) AS bits,
           coalesce(w.platform, a.platform, '') AS platform, coalesce(w.posts, 0) AS posts,
           operation, languages, {_FIRST} AS first_at, {_LAST} AS last_at, decision
    FROM tied LEFT JOIN memberships USING (account) LEFT JOIN account_bits b USING (account)
    LEFT JOIN written w USING (account) LEFT JOIN spoken USING (account)
    LEFT JOIN accounts a USING (account) LEFT JOIN operations USING (campaign)
    LEFT JOIN decided USING (account)
    ORDER BY account"""


TIED_ACCOUNTS: Final = tied_accounts()
"""Accounts with a tie of any kind.

A network shows ties, and no tie makes an account attached: ``campaign`` names members only."""

TIED_PAIRS: Final = tied_pairs()
"""Pairs tied by any kind."""

KINDS_THAT_TIE: Final = f"SELECT DISTINCT kind FROM ties WHERE {PAIRS_LEFT} ORDER BY kind"

PAIRS_TO_CHOOSE_FROM: Final = """
    SELECT account_a, account_b, weight,
           coalesce(a.campaign = b.campaign, false) AS inside
    FROM ({pairs}) LEFT JOIN memberships a ON a.account = account_a
    LEFT JOIN memberships b ON b.account = account_b ORDER BY account_a, account_b"""
"""The edges in their order, and whether both ends are in one campaign."""
