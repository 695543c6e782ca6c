"""Who is compared with whom: members of campaigns, and other accounts like them.

Chance is read from random groups of a campaign's size, drawn from accounts that are in no campaign
and attached to none. For each member of a campaign one is drawn of those others of its platform and
language that post about as much and have most of the campaign's interests: its common hashtags,
sites, sources and venues. For people of one circle share rare things too, and two campaigns that
are of one circle must be more alike than people of it are. The others are dealt into two halves; a
random group of one never has an account in common with one of the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.case import CaseStore

LARGEST: Final = 100
"""Members of a campaign that are compared; of a larger one, so many are drawn."""

ALIKE: Final = 50
"""Others in each half of whom one is drawn for a member of a small campaign.

For a large campaign twice its accounts, or a random group would hold most of them twice."""

BAND: Final = 4
"""Times as many that post about as much as the member; of them those of its interests are taken."""

LEAST_OTHERS: Final = 100
"""Accounts in no campaign without which nothing is said of chance."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Draws = npt.NDArray[np.int64]
Interests = Callable[[pa.Array, Mapping[str, Ints]], Mapping[str, Floats]]
"""By campaign, how much of its interests each of the accounts has, from 0 to 1."""

PARTIES: Final = """standing AS (
    SELECT campaign, account, 'tied' AS tier FROM memberships
    UNION ALL SELECT campaign, account, 'attached' FROM attached
), compared AS (SELECT unnest(?::VARCHAR[]) AS account, unnest(range(?)) AS number)"""
"""Steps of SQL: who is in a campaign or attached to one, and the accounts compared, numbered."""

# In order of time: pseudonyms change with the key, and draws must not change with them.
_ACCOUNTS: Final = f"""
WITH {PARTIES.split("), compared", maxsplit=1)[0]})
SELECT account, any_value(s.campaign) AS campaign, any_value(s.tier) AS tier, count(*) AS posts,
       min(platform) AS platform, coalesce(mode(lang ORDER BY lang), '') AS lang
FROM posts LEFT JOIN standing s USING (account)
GROUP BY account ORDER BY min(posted_at), min(source_file), min(source_line), account
"""


@dataclass(frozen=True)
class Parties:
    """Accounts by number: members of each campaign, and for each member others like it.

    ``accounts`` has the pseudonyms; ``members`` numbers by campaign; ``alike``, by campaign, for
    each half of the others a row of them for each member. It is empty where there are too few
    others to say anything of chance.
    """

    accounts: pa.Array
    members: Mapping[str, Ints]
    alike: Mapping[str, Ints]

    def draws(self, campaign: str, half: int, count: int, seed: int) -> Draws:
        """Random groups like a campaign, one a row, from one half of the others."""
        place = list(self.members).index(campaign)
        rng = np.random.default_rng([seed, 31, place, half])
        alike = self.alike[campaign][half]
        chosen = rng.integers(alike.shape[1], size=(count, len(alike)))
        return np.take_along_axis(alike[None], chosen[:, :, None], axis=2)[:, :, 0]


def find_parties(
    store: CaseStore, campaigns: list[str], interests: Interests, seed: int
) -> Parties:
    """Choose the accounts that are compared; ``interests`` answers for accounts by pseudonym."""
    table = store.sql(_ACCOUNTS)
    rng = np.random.default_rng([seed, 30])
    campaign = table["campaign"].combine_chunks()
    tied = np.asarray(pa.compute.equal(table["tier"], "tied").fill_null(False))
    members = {}
    for name in campaigns:
        own = np.flatnonzero(tied & np.asarray(pa.compute.equal(campaign, name).fill_null(False)))
        if len(own) > LARGEST:
            own = np.sort(rng.choice(own, LARGEST, replace=False))
        members[name] = own
    others = np.flatnonzero(np.asarray(table["tier"].is_null()))
    accounts = table["account"].combine_chunks()
    if len(others) < LEAST_OTHERS:
        return _renumbered(accounts, members, {})
    fondness = interests(accounts, members)
    return _renumbered(accounts, members, _alike(table, members, others, fondness))


def _alike(
    table: pa.Table, members: Mapping[str, Ints], others: Ints, fondness: Mapping[str, Floats]
) -> dict[str, Ints]:
    """For each member, in each half, others who are like it."""
    posts = table["posts"].to_numpy()
    kind = _codes(table["platform"]) * 1_000_000 + _codes(table["lang"])
    order = others[np.lexsort((others, posts[others]))]
    halves = [order[half::2] for half in (0, 1)]
    strata = [_by_kind(half, kind) for half in halves]
    found = {}
    for name, own in members.items():
        width = min(max(ALIKE, 2 * len(own)), len(halves[1]))
        rows = [
            [
                _fondest(
                    _about_as_busy(each, half, kind[n], posts, posts[n], width),
                    fondness[name],
                    width,
                )
                for n in own.tolist()
            ]
            for each, half in zip(strata, halves, strict=True)
        ]
        found[name] = np.array(rows)
    return found


def _by_kind(accounts: Ints, kind: Ints) -> dict[int, Ints]:
    return {code: accounts[kind[accounts] == code] for code in np.unique(kind[accounts]).tolist()}


def _about_as_busy(
    by_kind: Mapping[int, Ints],
    everybody: Ints,
    kind: int,
    posts: npt.NDArray[Any],
    wanted: int,
    width: int,
) -> Ints:
    """``BAND`` times ``width`` accounts around one; of any kind where there are too few."""
    stratum = by_kind.get(kind, everybody)
    stratum = stratum if len(stratum) >= width else everybody
    band = min(BAND * width, len(stratum))
    first = int(np.searchsorted(posts[stratum], wanted)) - band // 2
    first = min(max(first, 0), len(stratum) - band)
    return stratum[first : first + band]


def _fondest(accounts: Ints, fondness: Floats, width: int) -> Ints:
    return accounts[np.argsort(-fondness[accounts], kind="stable")[:width]]


def _codes(column: pa.ChunkedArray) -> Ints:
    codes: Ints = column.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes


def _renumbered(
    accounts: pa.Array, members: Mapping[str, Ints], alike: Mapping[str, Ints]
) -> Parties:
    """Number only those who are compared."""
    needed = np.unique(np.concatenate([np.ravel(a) for a in (*members.values(), *alike.values())]))
    return Parties(
        accounts.take(pa.array(needed)),
        {name: np.searchsorted(needed, own) for name, own in members.items()},
        {name: np.searchsorted(needed, rows) for name, rows in alike.items()},
    )
