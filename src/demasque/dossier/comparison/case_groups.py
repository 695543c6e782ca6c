"""A group of accounts of a case, as one side of a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.dossier.comparison.group_uses import GroupUses, Ints, uses_of_rows
from demasque.dossier.signatures.account_features import AccountFeatures
from demasque.dossier.signatures.groups_drawn import random_groups
from demasque.errors import DemasqueError, Sentence, UsageError

NOBODY: Final[Ints] = np.zeros(0, dtype=np.int64)

_MEMBERS: Final = """
SELECT DISTINCT account FROM memberships WHERE campaign = ? OR campaign IN
(SELECT campaign FROM operations WHERE operation = ?) ORDER BY account"""

_STANDING: Final = """
SELECT DISTINCT account FROM (SELECT account FROM memberships UNION ALL SELECT account FROM attached
) ORDER BY account"""


@dataclass(frozen=True)
class CaseGroup:
    """Accounts of an open case, by pseudonym; ``name`` is what readers are told."""

    store: CaseStore
    accounts: tuple[str, ...]
    name: str
    campaign: str | None = None

    @property
    def shown_name(self) -> str:
        """The name, which the user gave: that of a folder, and a campaign."""
        return self.name


def campaign_group(store: CaseStore, campaign: str) -> CaseGroup:
    """The members of a campaign, or of an operation's. UsageError if there is none of this name."""
    members = store.sql(_MEMBERS, (campaign, campaign))["account"].to_pylist()
    if not members:
        raise UsageError(
            "There is no campaign {campaign} in {case}. Campaigns: {listed}.",
            campaign=campaign,
            case=store.path.name,
            listed=campaigns_of(store) or Sentence("none so far"),
        )
    return CaseGroup(store, tuple(members), f"{store.path.name}:{campaign}", campaign)


def campaigns_of(store: CaseStore) -> list[str]:
    """Names of a case's campaigns."""
    query = "SELECT campaign FROM campaigns ORDER BY length(campaign), campaign"
    names: list[str] = store.sql(query)["campaign"].to_pylist()
    return names


def accounts_group(store: CaseStore, accounts: Sequence[str], name: str | None = None) -> CaseGroup:
    """Any accounts of a case, by pseudonym, or by the platforms' own ids where the key is there.

    UsageError for fewer than two, and for unknown ones.
    """
    wanted = pa.array(sorted(set(accounts)), pa.string())
    known = store.sql("SELECT account, min(platform) AS platform FROM posts GROUP BY account")
    pseudonyms = known["account"].combine_chunks()
    missing = wanted.filter(pc.invert(pc.is_in(wanted, pseudonyms)))
    named = _by_their_ids(store, missing, known) if len(missing) else {}
    unknown = [each for each in missing.to_pylist() if each not in named]
    if unknown:
        raise UsageError(
            "This case has no posts of {accounts}. Give names of accounts as the case has "
            "them (a_...), or, where its key is there, as their platforms do.",
            accounts=[*unknown[:5], *(["…"] if unknown[5:] else [])],
        )
    found = {*wanted.to_pylist(), *named.values()} - set(missing.to_pylist())
    if len(found) < 2:
        raise UsageError("A group to be compared has two accounts at least.")
    return CaseGroup(store, tuple(sorted(found)), name or store.path.name)


def _by_their_ids(store: CaseStore, ids: pa.Array, known: pa.Table) -> dict[str, str]:
    """Pseudonyms by the platforms' own ids; none where the key is missing."""
    try:
        names = store.names
    except DemasqueError:
        return {}
    posting = set(known["account"].to_pylist())
    return {
        raw: made
        for platform in sorted(set(known["platform"].to_pylist()))
        for raw, made in zip(
            ids.to_pylist(), names.many("account", platform, ids).to_pylist(), strict=True
        )
        if made in posting
    }


@dataclass(frozen=True)
class CaseSide:
    """One side: the rows of its accounts and of random groups like it, and of those outside.

    ``rows`` has the group first, then the random groups, one a row. ``others`` are the accounts
    outside: neither of a campaign nor of either side.
    """

    features: AccountFeatures
    rows: Ints
    others: Ints

    @property
    def draws(self) -> int:
        """How many random groups there are."""
        return len(self.rows) - 1

    def uses(self, kind: str) -> GroupUses:
        """One class of the case's features."""
        found = self.features.classes[kind]
        return uses_of_rows(found.names, found.matrix, self.rows, self.others)


def case_side(
    group: CaseGroup,
    features: AccountFeatures,
    draws: int,
    seed: int,
    *,
    left_out: Ints = NOBODY,
    barred: Ints = NOBODY,
    half: int | None = None,
) -> CaseSide:
    """Find a group's rows, and draw random groups like it.

    ``left_out`` are rows of the group that do not count: accounts of both sides. ``barred`` are
    rows that are no outsiders: the other side, where both are of one case. There ``half`` (0 or 1)
    gives each side its own half of the others to draw from, so that no random group has an account
    in common with one of the other side.
    """
    every = rows_of_group(group, features)
    members = np.setdiff1d(every, left_out)
    standing = group.store.sql(_STANDING)["account"].combine_chunks()
    known = np.flatnonzero(np.asarray(pc.is_in(features.accounts, standing)))
    inside = np.unique(np.concatenate([known, every, left_out, barred]))
    others = np.setdiff1d(np.arange(len(features.accounts)), inside)
    undrawn = inside if half is None else np.union1d(inside, others[1 - half :: 2])
    drawn = random_groups(features, members, draws, seed, without=undrawn)
    return CaseSide(features, np.vstack([members[None], drawn]), others)


def rows_of_group(group: CaseGroup, features: AccountFeatures) -> Ints:
    """The rows of a group's accounts that have posts, in order."""
    return np.sort(rows_of(features, pa.array(group.accounts, pa.string())))


def rows_of(features: AccountFeatures, accounts: pa.Array) -> Ints:
    """The rows of accounts; -1 for one without posts."""
    rows: Ints = (
        pc.fill_null(pc.index_in(accounts, features.accounts), -1)
        .to_numpy(zero_copy_only=False)
        .astype(np.int64)
    )
    return rows
