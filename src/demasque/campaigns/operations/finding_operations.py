"""From campaigns to operations: compare them two by two, group, name, and keep what was found."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
from scipy import sparse

from demasque.campaigns.lasting_names import add_changes, earlier_names
from demasque.campaigns.operations.conduct import HOURS, PROFILES, VENUES
from demasque.campaigns.operations.contents import CONTENT_FEATURES, CONTENTS
from demasque.campaigns.operations.group_likeness import Comparer, LinkFeatures
from demasque.campaigns.operations.grouping import grouped
from demasque.campaigns.operations.interests import shared_interests
from demasque.campaigns.operations.linking import LEAST_SHARED, PairLinks, compare_all, draws_for
from demasque.campaigns.operations.parties import Parties, find_parties
from demasque.campaigns.overview import BY_EVIDENCE
from demasque.case import CaseStore
from demasque.progress import Progress, quiet
from demasque.schema import OPERATION_LINKS, OPERATIONS

COMPARED: Final = 60
"""Campaigns that are compared, those of most evidence; any other is an operation of its own."""

DIGITS: Final = 6
"""Of a likeness that are kept: the last ones of a sum depend on the machine."""

_SEVERAL_BEFORE: Final = """
SELECT operation FROM main.operations GROUP BY operation HAVING count(*) > 1"""

_FOUND: Final = """
SELECT campaign, account FROM memberships
UNION ALL SELECT campaign, account FROM set_aside WHERE why <> 'apart'"""

_OTHERS: Final = """
SELECT count(DISTINCT account) AS n FROM posts
WHERE account NOT IN (SELECT account FROM memberships UNION ALL SELECT account FROM attached)"""


def find_operations(store: CaseStore, seed: int = 0, progress: Progress = quiet) -> pa.Table:
    """Put campaigns that are linked beyond chance together; fills ``operations``.

    Reads who is in a campaign or attached to one, and what accounts posted and are; fills
    ``operation_links`` with every comparison that was made, and adds to ``name_changes``. A
    campaign that is linked to no other is an operation of its own. Operations keep their names as
    campaigns do. The same case and seed give the same operations.

    Returns:
        The ``operations`` table, most evidence first.
    """
    progress("operations", 0, None)
    found = store.sql(f"SELECT campaign, bits FROM campaigns ORDER BY {BY_EVIDENCE}").to_pydict()
    campaigns: list[str] = found["campaign"]
    pairs = linked_pairs(store, campaigns[:COMPARED], seed) if len(campaigns) > 1 else []
    groups = grouped(campaigns, [(p.one, p.other, _strength(p)) for p in pairs if p.joined])
    bits = dict(zip(campaigns, found["bits"], strict=True))
    groups.sort(key=lambda group: -sum(bits[name] for name in group))
    named = _named(store, groups)
    operations = _rows(named, pairs)
    store.replace({"operations": operations, "operation_links": _link_rows(pairs)})
    return operations


def _named(store: CaseStore, groups: Sequence[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Operations by name; what became of earlier ones of several campaigns is said."""
    members: dict[str, set[str]] = {}
    for row in store.sql(_FOUND).to_pylist():
        members.setdefault(row["campaign"], set()).add(row["account"])
    whole = [frozenset().union(*(members[name] for name in group)) for group in groups]
    earlier = earlier_names(store, "O")
    names = earlier.of(whole)
    several = {name for name, group in zip(names, groups, strict=True) if len(group) > 1}
    several |= set(store.sql(_SEVERAL_BEFORE)["operation"].to_pylist())
    # Of a campaign that is an operation by itself the same was said under the campaign's name.
    changes = earlier.changes(dict(zip(names, whole, strict=True)))
    add_changes(store, [each for each in changes if {each.name, each.other} & several])
    return dict(zip(names, groups, strict=True))


def _rows(named: Mapping[str, tuple[str, ...]], pairs: Sequence[PairLinks]) -> pa.Table:
    joined = {frozenset((pair.one, pair.other)) for pair in pairs if pair.joined}
    rows = [
        {
            "operation": name,
            "campaign": campaign,
            "linked": sum(frozenset((campaign, other)) in joined for other in group),
        }
        for name, group in named.items()
        for campaign in group
    ]
    return pa.Table.from_pylist(rows, OPERATIONS)


def _link_rows(pairs: Sequence[PairLinks]) -> pa.Table:
    rows = [
        {
            "campaign_a": pair.one,
            "campaign_b": pair.other,
            "link": link.link,
            "shared": link.shared,
            "likeness": round(link.likeness, DIGITS),
            "expected": round(link.chance.expected, DIGITS) if link.chance else None,
            "p": link.chance.p if link.chance else None,
            "p_high": link.chance.p_high if link.chance else None,
            "counted": link.counted,
            "pair_p": pair.p,
            "joined": pair.joined,
        }
        for pair in pairs
        for link in pair.links
    ]
    return pa.Table.from_pylist(rows, OPERATION_LINKS)


def _strength(pair: PairLinks) -> float:
    return sum(link.likeness for link in pair.links if link.counted and link.link in CONTENTS)


def linked_pairs(store: CaseStore, campaigns: list[str], seed: int) -> list[PairLinks]:
    """Compare campaigns two by two, as many as share contents enough to be asked about."""
    parties = find_parties(store, campaigns, partial(shared_interests, store), seed)
    draws = draws_for(len(campaigns))
    comparers = [Comparer(each, parties, draws, seed) for each in _features(store, parties)]
    return list(compare_all(comparers, campaigns))


def _features(store: CaseStore, parties: Parties) -> list[LinkFeatures]:
    """Every class of link of which the case says anything."""
    accounts = parties.accounts.to_pylist()
    asked = (accounts, len(accounts))
    (others,) = store.sql(_OTHERS)["n"].to_pylist()
    contents = store.sql(CONTENT_FEATURES, asked)
    classes = contents["class"].to_numpy()
    tables = {link: contents.filter(pa.array(classes == n)) for n, link in enumerate(CONTENTS)}
    tables |= {"venues": store.sql(VENUES, asked), "profiles": store.sql(PROFILES, asked)}
    found = [
        _weighted(link, table, len(accounts), others)
        for link, table in tables.items()
        if table.num_rows
    ]
    hours = store.sql(HOURS, asked)
    if hours.num_rows:
        matrix = _hours(hours, parties, len(accounts))
        found.append(
            LinkFeatures("hours", matrix, np.ones(24), np.zeros(24), np.zeros(len(accounts)))
        )
    return found


def _weighted(link: str, table: pa.Table, accounts: int, others: int) -> LinkFeatures:
    """Who has which feature, each weighted by its rarity among accounts outside campaigns."""
    shared = table.filter(table["feature"].is_valid())
    own = table.filter(table["feature"].is_null())
    encoded = shared["feature"].combine_chunks().dictionary_encode()
    place = (shared["number"].to_numpy(), encoded.indices.to_numpy())
    outside = np.zeros(len(encoded.dictionary))
    outside[place[1]] = shared["others"].to_numpy()
    alone = np.zeros(accounts)
    # As long a vector as that of so many features that the others never used.
    alone[own["number"].to_numpy()] = own["others"].to_numpy() * np.log2(others + 2) ** 2
    return LinkFeatures(
        link,
        sparse.csr_matrix((np.ones(len(shared)), place), shape=(accounts, len(encoded.dictionary))),
        np.log2((others + 2) / (outside + 1)),
        outside,
        alone,
        owned=link in CONTENTS,
        least_shared=LEAST_SHARED if link in CONTENTS else 1,
    )


def _hours(table: pa.Table, parties: Parties, accounts: int) -> sparse.csr_matrix:
    """Accounts by hours: how much larger or smaller a share of posts falls in each than others'."""
    shares = np.zeros((accounts, 24))
    shares[table["number"].to_numpy(), table["hour"].to_numpy()] = table["posts"].to_numpy()
    total = shares.sum(axis=1)
    known = total > 0
    shares[known] /= total[known, None]
    members = np.concatenate(list(parties.members.values()))
    usual = known.copy()
    usual[members] = False
    if usual.any():
        shares[known] -= shares[usual].mean(axis=0)
    return sparse.csr_matrix(shares)
