"""How well was the truth of a simulated world found? Campaigns against labels, by account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa

OPERATION: Final = "operation"


@dataclass(frozen=True)
class GroupScore:
    """One labelled group: how many accounts it has, and how many are in which campaign."""

    group: str
    accounts: int
    campaigns: Mapping[str, int]  # campaign -> accounts of the group in it

    @property
    def found(self) -> int:
        """Accounts that are in any campaign."""
        return sum(self.campaigns.values())


@dataclass(frozen=True)
class Score:
    """``operation``: the campaigns most of whose members belong to the operation.

    Precision, recall and groups count members, who are tied. ``attached`` are the accounts that
    stand with any campaign without being members, and count nowhere else.
    """

    groups: tuple[GroupScore, ...]
    operation: tuple[str, ...]
    precision: float  # of the accounts in these campaigns, the share that belongs to it
    recall: float  # of the operation's accounts, the share that is in these campaigns
    attached: int
    attached_of_operation: int  # of these, accounts that belong to it

    @property
    def mixed(self) -> tuple[str, ...]:
        """Other groups, the organic accounts included, that have an account in those campaigns."""
        return tuple(
            each.group
            for each in self.groups
            if each.group != OPERATION and set(each.campaigns) & set(self.operation)
        )


def score(labels: Mapping[str, str], memberships: "pa.Table") -> Score:
    """Compare campaigns with the labels (account -> group), groups in the labels' order.

    ``memberships`` has columns ``campaign, account, tier``.
    """
    sizes = dict.fromkeys(labels.values(), 0)
    for group in labels.values():
        sizes[group] += 1
    inside: dict[str, dict[str, int]] = {group: {} for group in sizes}
    members: dict[str, int] = {}
    rows = memberships.to_pylist()
    for row in (row for row in rows if row["tier"] == "tied"):
        campaign, found = row["campaign"], inside[labels[row["account"]]]
        found[campaign] = found.get(campaign, 0) + 1
        members[campaign] = members.get(campaign, 0) + 1
    hits = inside.get(OPERATION, {})
    chosen = tuple(
        campaign for campaign in members if 2 * hits.get(campaign, 0) > members[campaign]
    )
    attached = [labels[row["account"]] for row in rows if row["tier"] == "attached"]
    right = sum(hits[campaign] for campaign in chosen)
    named = sum(members[campaign] for campaign in chosen)
    return Score(
        groups=tuple(GroupScore(group, sizes[group], inside[group]) for group in sizes),
        operation=chosen,
        precision=right / named if named else 0.0,
        recall=right / sizes[OPERATION] if sizes.get(OPERATION) else 0.0,
        attached=len(attached),
        attached_of_operation=attached.count(OPERATION),
    )
