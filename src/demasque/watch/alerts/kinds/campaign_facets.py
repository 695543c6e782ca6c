"""Where a campaign is, in which languages, at whom and with what: SQL over its members' posts.

A value counts once several accounts use it in enough posts, never for a stray post. Hashtags,
sites and messages are known by hashes: what they say is no part of what a watch keeps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from demasque.case import CaseStore
from demasque.watch.alerts.asked.rules import FEWEST_ACCOUNTS, institutions

FEWEST_POSTS: Final = 10
"""Posts with a value before it counts (considered: 3 to 30)."""

RECENT_DAYS: Final = 3
"""Days before the campaign's newest post in which a narrative must stand out
(considered: 1 to 7)."""

NARRATIVE_SHARE: Final = 0.2
"""Of the posts of these days, the share that a new hashtag, site or message must have
(considered: 0.1
to 0.5): what stands in fewer is one of many."""

FACETS: Final = ("platform", "language", "target", "narrative")

_READ_SHARE: Final = 0.02  # of a language that was read from words: overview keeps no rarer one

_OWN: Final = """
    WITH own AS (
        SELECT campaign, account, post, platform, lang, posted_at
        FROM posts JOIN memberships USING (account)
        WHERE campaign IN (SELECT unnest(?::VARCHAR[])))"""

_PLATFORMS_AND_LANGUAGES: Final = f"""{_OWN},
    used AS (
        SELECT campaign, account, 'platform' AS facet, platform AS value FROM own
        UNION ALL
        SELECT campaign, account, 'language', lang FROM own
        WHERE NOT regexp_full_match(lang, '|und|zxx|q[a-z]{{2}}'))
    SELECT campaign, facet, value, count(*) AS posts, count(DISTINCT account) AS accounts
    FROM used GROUP BY ALL ORDER BY ALL"""

_NARRATIVES: Final = f"""{_OWN},
    ends AS (SELECT campaign, max(posted_at) AS newest FROM own GROUP BY campaign),
    recent AS (
        SELECT campaign, account, post FROM own JOIN ends USING (campaign)
        WHERE posted_at > newest - to_days({RECENT_DAYS})),
    amount AS (SELECT campaign, count(*) AS n FROM recent GROUP BY campaign),
    used AS (
        SELECT DISTINCT campaign, account, post, 'tag:' || substr(md5(lower(tag)), 1, 16) AS value
        FROM recent JOIN hashtags USING (post)
        UNION ALL
        SELECT DISTINCT campaign, account, post, 'site:' || substr(md5(
            lower(regexp_extract(url, '^(?:[a-zA-Z]+://)?(?:www\\.)?([^/?#:]+)', 1))), 1, 16)
        FROM recent JOIN links USING (post)
        UNION ALL
        SELECT DISTINCT r.campaign, r.account, post, 'text:' || CAST(trace AS VARCHAR)
        FROM recent r JOIN events e USING (post) WHERE e.kind = 'text')
    SELECT campaign, 'narrative' AS facet, value, count(*) AS posts,
           count(DISTINCT account) AS accounts
    FROM used JOIN amount USING (campaign) GROUP BY campaign, value, n
    HAVING posts >= {NARRATIVE_SHARE} * n ORDER BY ALL"""

_TARGETS: Final = """
    SELECT campaign, account, posts, members AS accounts FROM targets
    WHERE q <= 0.01 AND campaign IN (SELECT unnest(?::VARCHAR[])) ORDER BY ALL"""

_READ: Final = """
    SELECT campaign, posts, languages FROM campaigns
    WHERE campaign IN (SELECT unnest(?::VARCHAR[])) ORDER BY campaign"""


@dataclass(frozen=True, slots=True)
class Use:
    """A value of a facet, and how many posts and accounts of the campaign use it."""

    value: str
    posts: int
    accounts: int


@dataclass(frozen=True)
class Facets:
    """What a campaign uses enough: by facet its values; targets that no list names are counted."""

    uses: Mapping[str, tuple[Use, ...]]
    unlisted: int

    def values(self) -> dict[str, tuple[str, ...]]:
        """The values by facet."""
        return {facet: tuple(use.value for use in uses) for facet, uses in self.uses.items()}


def campaign_facets(store: CaseStore, campaigns: Sequence[str]) -> dict[str, Facets]:
    """By campaign, what it uses enough to be told of."""
    names = list(campaigns)
    rows = [
        row
        for query in (_PLATFORMS_AND_LANGUAGES, _NARRATIVES)
        for row in store.sql(query, [names]).to_pylist()
    ]
    stated = {(row["campaign"], row["value"]) for row in rows if row["facet"] == "language"}
    rows += _languages_read(store, names, stated)
    listed, unlisted = _targets(store, names)
    found: dict[str, dict[str, list[Use]]] = {name: {} for name in names}
    for row in [*rows, *listed]:
        if row["posts"] >= FEWEST_POSTS and row["accounts"] >= FEWEST_ACCOUNTS:
            use = Use(row["value"], row["posts"], row["accounts"])
            found[row["campaign"]].setdefault(row["facet"], []).append(use)
    return {
        name: Facets({facet: tuple(uses) for facet, uses in each.items()}, unlisted.get(name, 0))
        for name, each in found.items()
    }


def _languages_read(
    store: CaseStore, campaigns: list[str], stated: set[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Languages that no post states, as detection read them: two in a hundred posts at least."""
    return [
        {
            "campaign": row["campaign"],
            "facet": "language",
            "value": language,
            "posts": int(_READ_SHARE * row["posts"]),
            "accounts": FEWEST_ACCOUNTS,
        }
        for row in store.sql(_READ, [campaigns]).to_pylist()
        for language in row["languages"]
        if (row["campaign"], language) not in stated
    ]


def _targets(store: CaseStore, campaigns: list[str]) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Institutions addressed beyond chance, by name; and how many others are, by campaign."""
    known = institutions(store)
    listed: list[dict[str, Any]] = []
    unlisted: dict[str, int] = {}
    for row in store.sql(_TARGETS, [campaigns]).to_pylist():
        if row["account"] in known:
            named = {"facet": "target", "value": known[row["account"]]}
            listed.append(named | {key: row[key] for key in ("campaign", "posts", "accounts")})
        elif row["posts"] >= FEWEST_POSTS and row["accounts"] >= FEWEST_ACCOUNTS:
            unlisted[row["campaign"]] = unlisted.get(row["campaign"], 0) + 1
    return listed, unlisted
