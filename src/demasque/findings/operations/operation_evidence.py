"""Which campaigns belong to one operation, by which links, and what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from demasque import campaigns
from demasque.campaigns import BY_EVIDENCE
from demasque.case import CaseStore
from demasque.findings.operations.name_history import name_sentences
from demasque.sentences import Sentence

PAIRS_SHOWN: Final = 20
"""Pairs of campaigns that an operation lists one by one; the exports hold all."""

LINK_NAMES: Final = {
    "texts": Sentence("the same words"),
    "media": Sentence("the same pictures and clips"),
    "links": Sentence("the same addresses and sites"),
    "hashtags": Sentence("the same rare hashtags"),
    "sources": Sentence("the same accounts passed on"),
    "venues": Sentence("the same places of writing"),
    "hours": Sentence("the same hours of the day"),
    "profiles": Sentence("accounts made and named alike"),
}
"""What each class of link says, in the words of a report."""

OPERATION_TABLES: Final = {
    "operations": f"""
        SELECT o.* FROM operations o JOIN campaigns c USING (campaign)
        ORDER BY sum(bits) OVER (PARTITION BY operation) DESC, operation, {BY_EVIDENCE}""",
    "operation_links": """
        SELECT * FROM operation_links ORDER BY substring(campaign_a, 2)::BIGINT,
               substring(campaign_b, 2)::BIGINT, pair_p, p, link""",
}
"""By name, what exports write: which campaigns are one operation, and every comparison made."""


@dataclass(frozen=True)
class OperationLink:
    """One class of link inside an operation, over the pairs of its campaigns."""

    link: str
    counted: int  # pairs of campaigns for which it speaks
    pairs: int  # that have anything of it in common
    shared: tuple[int, int]  # distinct things shared, fewest and most of any pair
    likeness: float  # median over pairs, from 0 to 1
    expected: float | None  # what random groups give, the most of any pair; None: not known
    p_high: float | None  # upper end of p, the largest of the pairs counted

    @property
    def name(self) -> Sentence:
        """The class, in the words of a report."""
        return LINK_NAMES[self.link]


@dataclass(frozen=True)
class ComparedPair:
    """Two campaigns of an operation, with the classes that link them."""

    one: str
    other: str
    counted: tuple[str, ...]
    p: float | None  # of these together, for all pairs and classes tried
    joined: bool

    @property
    def names(self) -> tuple[Sentence, ...]:
        """The classes counted, in the words of a report."""
        return tuple(LINK_NAMES[link] for link in self.counted)


@dataclass(frozen=True)
class CaseOperation:
    """Campaigns that belong together beyond chance; ``against`` is what speaks against it."""

    operation: str
    campaigns: tuple[str, ...]  # most evidence first
    accounts: int
    links: tuple[OperationLink, ...]
    pairs: tuple[ComparedPair, ...]
    against: tuple[Sentence, ...]


@dataclass(frozen=True)
class CaseOperations:
    """Operations of several campaigns, and the campaigns that are linked to no other.

    ``operation_of`` names the operation of every campaign. ``unknown`` says what could not be
    known, ``changes`` what became of the names of the detection before.
    """

    several: tuple[CaseOperation, ...]
    alone: tuple[str, ...]
    operation_of: Mapping[str, str]
    unknown: tuple[Sentence, ...]
    changes: tuple[Sentence, ...]


def case_operations(store: CaseStore) -> CaseOperations:
    """Read the operations, most evidence first."""
    groups: dict[str, list[str]] = {}
    for row in store.sql(OPERATION_TABLES["operations"]).to_pylist():
        groups.setdefault(row["operation"], []).append(row["campaign"])
    sizes = store.sql("SELECT campaign, accounts FROM campaigns").to_pydict()
    accounts = dict(zip(sizes["campaign"], sizes["accounts"], strict=True))
    rows = store.sql(OPERATION_TABLES["operation_links"]).to_pylist()
    several = {name: tuple(group) for name, group in groups.items() if len(group) > 1}
    return CaseOperations(
        several=tuple(
            _operation(name, group, sum(accounts[each] for each in group), _inside(rows, group))
            for name, group in several.items()
        ),
        alone=tuple(group[0] for group in groups.values() if len(group) == 1),
        operation_of={each: name for name, group in groups.items() for each in group},
        unknown=tuple(_unknown(rows, len(accounts))),
        changes=name_sentences(store),
    )


def _inside(rows: Sequence[dict[str, Any]], group: Sequence[str]) -> list[dict[str, Any]]:
    return [row for row in rows if row["campaign_a"] in group and row["campaign_b"] in group]


def _operation(
    name: str, group: tuple[str, ...], accounts: int, rows: Sequence[dict[str, Any]]
) -> CaseOperation:
    links = [
        _link(link, own)
        for link in (*campaigns.CONTENTS, *campaigns.CONDUCT)
        if (own := [row for row in rows if row["link"] == link])
    ]
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        pairs.setdefault((row["campaign_a"], row["campaign_b"]), []).append(row)
    compared = [
        ComparedPair(
            one,
            other,
            tuple(row["link"] for row in sorted(found, key=_in_order) if row["counted"]),
            found[0]["pair_p"],
            found[0]["joined"],
        )
        for (one, other), found in pairs.items()
    ]
    against = tuple(_against(len(group) * (len(group) - 1) // 2, compared, links))
    return CaseOperation(name, group, accounts, tuple(links), tuple(compared), against)


def _in_order(row: dict[str, Any]) -> int:
    return (*campaigns.CONTENTS, *campaigns.CONDUCT).index(row["link"])


def _link(link: str, rows: Sequence[dict[str, Any]]) -> OperationLink:
    counted = [row for row in rows if row["counted"]]
    shared = [row["shared"] for row in rows]
    expected = [row["expected"] for row in rows if row["expected"] is not None]
    return OperationLink(
        link=link,
        counted=len(counted),
        pairs=len(rows),
        shared=(min(shared), max(shared)),
        likeness=median(row["likeness"] for row in rows),
        expected=max(expected, default=None),
        p_high=max((row["p_high"] for row in counted), default=None),
    )


def _against(
    possible: int, pairs: Sequence[ComparedPair], links: Sequence[OperationLink]
) -> list[Sentence]:
    """What speaks against one operation: pairs that are not linked, links that are not there."""
    said = []
    apart = possible - sum(pair.joined for pair in pairs)
    if apart:
        said.append(
            Sentence.counted(
                "{n} of {possible} pairs of its groups is not linked.",
                "{n} of {possible} pairs of its groups are not linked.",
                apart,
                possible=possible,
            )
        )
    found = {each.link: each.counted for each in links}
    chance = [LINK_NAMES[each.link] for each in links if not each.counted]
    if chance:
        said.append(Sentence("No more than chance gives: {links}.", links=chance))
    missing = [
        LINK_NAMES[link] for link in (*campaigns.CONTENTS, *campaigns.CONDUCT) if link not in found
    ]
    if missing:
        said.append(
            Sentence(
                "Nothing more in common, in posts not counted above, or not known: {links}.",
                links=missing,
            )
        )
    return said


def _unknown(rows: Sequence[dict[str, Any]], groups: int) -> list[Sentence]:
    said = []
    if rows and all(row["p"] is None for row in rows):
        said.append(
            Sentence(
                "What chance gives is not known: too few accounts of this case are in no group. "
                "So no groups were put together."
            )
        )
    if groups > campaigns.COMPARED:
        said.append(
            Sentence(
                "Only the {most} groups of most evidence were compared with each other.",
                most=campaigns.COMPARED,
            )
        )
    return said
