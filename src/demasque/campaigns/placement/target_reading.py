"""Read whom campaigns address from what a detection kept, with what the analyst's list says."""

from collections.abc import Sequence
from typing import Any, Final

from demasque.campaigns.placement.harm import Key, harms
from demasque.campaigns.placement.targets import (
    NOTHING_PLACED,
    Flood,
    Harm,
    Placement,
    Target,
    TargetDay,
)
from demasque.case import CaseStore
from demasque.sentences import Sentence

SHOWN: Final = 20
"""Targets given for a campaign, those with most posts; the exports hold all."""

NAMED_VENUES: Final = """
SELECT account, kind, CASE WHEN kind <> 'private_person' THEN name END AS name FROM venue_list"""
"""SQL: what the analyst's list says of accounts."""

_TARGETS: Final = f"""
SELECT t.*, kind, name, count(*) OVER (PARTITION BY campaign) AS found
FROM targets t LEFT JOIN ({NAMED_VENUES}) USING (account)
WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY posts DESC, account) <= {SHOWN}
ORDER BY campaign, posts DESC, account"""

_DAYS: Final = """
SELECT * FROM target_days WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
ORDER BY campaign, account, day"""

_FLOODS: Final = f"""
SELECT campaign, account, name, begins_at, members, posts, expected, q
FROM floods LEFT JOIN ({NAMED_VENUES}) USING (account)
WHERE campaign IN (SELECT unnest(?::VARCHAR[])) ORDER BY campaign, begins_at, account"""

_KNOWN: Final = """
WITH members AS (
    SELECT account, campaign FROM memberships WHERE campaign IN (SELECT unnest(?::VARCHAR[]))
)
SELECT campaign, count(*) FILTER (WHERE time_precision IN ('second', 'minute')) AS precise,
       count(*) FILTER (
           WHERE kind <> 'repost' AND coalesce(venue, parent, m.post) IS NOT NULL
       ) AS addressing
FROM posts JOIN members USING (account)
LEFT JOIN (SELECT DISTINCT post FROM mentions) m USING (post) GROUP BY campaign"""

_NO_HARM: Final = Harm(0, (), (), None)


def placements(
    store: CaseStore, campaigns: Sequence[str], lexicon: Sequence[str] | None = None
) -> dict[str, Placement]:
    """Read whom campaigns address.

    Args:
        store: an open case; a detection has measured whom its campaigns address.
        campaigns: their names.
        lexicon: words or phrases of the analyst's, to be counted in posts per target.
    """
    names = (list(campaigns),)
    rows = store.sql(_TARGETS, names).to_pylist()
    keys = [(row["campaign"], row["account"]) for row in rows]
    parts = _TargetParts(_days(store, names), _floods(store, names), harms(store, keys, lexicon))
    own: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        own.setdefault(row["campaign"], []).append(row)
    known = {row["campaign"]: row for row in store.sql(_KNOWN, names).to_pylist()}
    return {
        campaign: _placement(campaign, own.get(campaign, []), parts, known.get(campaign, {}))
        for campaign in campaigns
    }


class _TargetParts:
    """What hangs on targets, by campaign and target."""

    def __init__(
        self,
        days: dict[Key, list[TargetDay]],
        floods: dict[Key, list[Flood]],
        harm: dict[Key, Harm],
    ) -> None:
        self.days, self.floods, self.harm = days, floods, harm

    def of(self, key: Key) -> dict[str, Any]:
        """The fields of one target."""
        return {
            "days": tuple(self.days.get(key, ())),
            "floods": tuple(self.floods.get(key, ())),
            "harm": self.harm.get(key, _NO_HARM),
        }


def _placement(
    campaign: str, rows: list[dict[str, Any]], parts: _TargetParts, known: dict[str, Any]
) -> Placement:
    if not known:
        return NOTHING_PLACED
    fields = Target.__annotations__.keys() - {"days", "floods", "harm"}
    targets = tuple(
        Target(**{name: row[name] for name in fields}, **parts.of((campaign, row["account"])))
        for row in rows
    )
    floods = [each for key, some in parts.floods.items() if key[0] == campaign for each in some]
    return Placement(
        targets=targets,
        targets_left_out=rows[0]["found"] - len(rows) if rows else 0,
        floods=tuple(sorted(floods, key=lambda each: (each.begins_at, each.account))),
        unknown=tuple(_unknown(targets, known)),
    )


def _unknown(targets: tuple[Target, ...], known: dict[str, Any]) -> list[Sentence]:
    if not known["addressing"]:
        return [Sentence("The export does not say whom these posts address.")]
    if not targets:
        return [Sentence("Whom these posts address outside their group was not measured.")]
    found = []
    if all(each.q is None for each in targets):
        found.append(
            Sentence(
                "Whether an account is addressed more than chance cannot be told: too few others "
                "in this case address anybody, or too few the same accounts."
            )
        )
    if not known["precise"]:
        found.append(
            Sentence("Floods could not be looked for: these times do not reach to the hour.")
        )
    return found


def _days(store: CaseStore, names: tuple[list[str]]) -> dict[Key, list[TargetDay]]:
    found: dict[Key, list[TargetDay]] = {}
    for row in store.sql(_DAYS, names).to_pylist():
        day = TargetDay(row["day"], row["posts"], row["all_posts"])
        found.setdefault((row["campaign"], row["account"]), []).append(day)
    return found


def _floods(store: CaseStore, names: tuple[list[str]]) -> dict[Key, list[Flood]]:
    found: dict[Key, list[Flood]] = {}
    for row in store.sql(_FLOODS, names).to_pylist():
        campaign = row.pop("campaign")
        found.setdefault((campaign, row["account"]), []).append(Flood(**row))
    return found
