"""Carriers of indicators, counted among accounts alike in platform and in how much they post.

Whoever links to everything links to a listed site, too. So accounts are divided by how many links
(for sites and pages), hashtags (for hashtags) or posts (for words and pictures) they posted, by
powers of two, and compared inside these strata.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from demasque.accounts import FEWEST_OTHERS
from demasque.case import CaseStore

OUTSIDE: Final = ""
"""Stands for a campaign's name where accounts outside all of them are counted."""

Stratum = tuple[str, str, int]
"""What is counted (links, hashtags, posts), platform, and how many of it, by powers of two."""

Carriers = Mapping[Stratum, tuple[int, int]]
"""By stratum, accounts that carry an indicator and their posts that do."""

_STRATA: Final = f"""
    sides AS (
        SELECT account, min(platform) AS platform, count(*) AS posts,
               coalesce(any_value(campaign), '{OUTSIDE}') AS side
        FROM posts LEFT JOIN memberships USING (account)
        WHERE campaign IS NOT NULL OR account NOT IN (SELECT account FROM attached)
        GROUP BY account),
    linked AS (SELECT account, count(*) AS n FROM links JOIN posts USING (post) GROUP BY ALL),
    tagged AS (SELECT account, count(*) AS n FROM hashtags JOIN posts USING (post) GROUP BY ALL),
    counted AS (
        SELECT account, 'posts' AS counts, posts AS n FROM sides
        UNION ALL
        SELECT account, 'links', coalesce(n, 0) FROM sides LEFT JOIN linked USING (account)
        UNION ALL
        SELECT account, 'hashtags', coalesce(n, 0) FROM sides LEFT JOIN tagged USING (account)),
    strata AS (
        SELECT account, side, platform, counts, if(n = 0, -1, floor(log2(n)))::INTEGER AS size
        FROM counted JOIN sides USING (account))"""

_SIZES: Final = f"""
    WITH {_STRATA}
    SELECT side, counts, platform, size, count(*) AS known FROM strata GROUP BY ALL ORDER BY ALL"""

_CARRIERS: Final = f"""
    WITH {_STRATA},
    kinds AS (
        SELECT DISTINCT indicator, CASE WHEN kind IN ('domain', 'url') THEN 'links'
                                        WHEN kind = 'hashtag' THEN 'hashtags'
                                        ELSE 'posts' END AS counts
        FROM known_indicators)
    SELECT indicator, side, counts, platform, size, count(DISTINCT account) AS carriers,
           count(DISTINCT post) AS posts
    FROM indicator_posts SEMI JOIN posts USING (post) JOIN kinds USING (indicator)
         JOIN strata USING (account, counts)
    GROUP BY ALL ORDER BY ALL"""


@dataclass(frozen=True)
class CarrierCounts:
    """Accounts by side (a campaign, or ``OUTSIDE``) and stratum, and those that carry what."""

    known: Mapping[str, Mapping[Stratum, int]]
    carriers: Mapping[tuple[str, str], Carriers]  # by indicator and side

    def of(self, indicator: str, side: str) -> Carriers:
        """The carriers of an indicator on a side."""
        return self.carriers.get((indicator, side), {})

    def accounts(self, side: str) -> int:
        """Accounts with posts on a side."""
        return sum(n for (counts, *_), n in self.known.get(side, {}).items() if counts == "posts")


def carrier_counts(store: CaseStore) -> CarrierCounts:
    """Count what the last match left, with the campaigns that there are now."""
    known: dict[str, dict[Stratum, int]] = {}
    for row in store.sql(_SIZES).to_pylist():
        known.setdefault(row["side"], {})[_stratum(row)] = row["known"]
    carriers: dict[tuple[str, str], dict[Stratum, tuple[int, int]]] = {}
    for row in store.sql(_CARRIERS).to_pylist():
        place = carriers.setdefault((row["indicator"], row["side"]), {})
        place[_stratum(row)] = (row["carriers"], row["posts"])
    return CarrierCounts(known, carriers)


def _stratum(row: Mapping[str, Any]) -> Stratum:
    return row["counts"], row["platform"], row["size"]


def joined_strata(outside: Mapping[Stratum, int]) -> Mapping[Stratum, Stratum]:
    """By stratum that accounts outside are in, the largest of those it is compared together with.

    The most active are joined with the less active until ``FEWEST_OTHERS`` accounts outside are
    among them; a rest of fewer goes to the ones above. A platform of fewer is left out.
    """
    joined: dict[Stratum, Stratum] = {}
    for counts, platform in sorted({(counts, platform) for counts, platform, _ in outside}):
        of_platform = [each for each in outside if each[:2] == (counts, platform)]
        for group in _groups(sorted(of_platform, reverse=True), outside):
            joined |= dict.fromkeys(group, group[0])
    return joined


def _groups(strata: list[Stratum], outside: Mapping[Stratum, int]) -> list[list[Stratum]]:
    groups: list[list[Stratum]] = []
    group: list[Stratum] = []
    for stratum in strata:
        group.append(stratum)
        if sum(outside[each] for each in group) >= FEWEST_OTHERS:
            groups.append(group)
            group = []
    if groups:
        groups[-1].extend(group)
    return groups


def fisher_tables(
    counts: CarrierCounts, indicator: str, campaign: str, joined: Mapping[Stratum, Stratum]
) -> list[tuple[int, int, int, int]]:
    """Members with, members known, others with and others known, stratum by stratum."""
    inside, outside = counts.of(indicator, campaign), counts.of(indicator, OUTSIDE)
    unit = next(iter(inside))[0]
    tables: dict[Stratum, list[int]] = {}

    def add(place: int, figures: Mapping[Stratum, int]) -> None:
        for stratum, figure in figures.items():
            together = _together(stratum, joined) if stratum[0] == unit else None
            if together is not None:
                tables.setdefault(together, [0, 0, 0, 0])[place] += figure

    add(0, {stratum: n for stratum, (n, _) in inside.items()})
    add(1, counts.known[campaign])
    add(2, {stratum: n for stratum, (n, _) in outside.items()})
    add(3, counts.known.get(OUTSIDE, {}))
    return [(a, b, c, d) for a, b, c, d in tables.values() if b]


def _together(stratum: Stratum, joined: Mapping[Stratum, Stratum]) -> Stratum | None:
    """What a stratum is compared with; of members' own, the nearest that others are in."""
    if stratum in joined:
        return joined[stratum]
    like = [each for each in joined if each[:2] == stratum[:2]]
    if not like:
        return None
    return joined[min(like, key=lambda each: (abs(each[2] - stratum[2]), each[2]))]
