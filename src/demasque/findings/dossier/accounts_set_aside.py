"""Accounts that stand in no campaign by people's decisions: how many, where, and why; no names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from demasque.case import CaseStore
from demasque.sentences import Sentence

EXCLUDED: Final = "SELECT account FROM decided WHERE decision = 'exclude'"
"""SQL: accounts that are named in no list of members, ties or leads."""

PAIRS_LEFT: Final = f"account_a NOT IN ({EXCLUDED}) AND account_b NOT IN ({EXCLUDED})"
"""SQL: which pairs of accounts are shown and exported as tied."""

SET_ASIDE_TABLES: Final = {
    "set_aside": """
        SELECT campaign, why, count(*) AS accounts, coalesce(sum(people), 0)::BIGINT AS decisions
        FROM set_aside LEFT JOIN decided ON decided.account = set_aside.account
             AND why = 'excluded'
        GROUP BY campaign, why ORDER BY substring(campaign, 2)::BIGINT, why"""
}
"""By name, what exports write: counts by campaign and reason, and no account."""

_SHOWN: Final = """
    SELECT s.campaign, count(*) FILTER (why = 'excluded') AS excluded,
           count(*) FILTER (why = 'untied') AS untied,
           list(DISTINCT m.campaign ORDER BY m.campaign) FILTER (why = 'apart') AS parts,
           coalesce(sum(people) FILTER (why = 'excluded'), 0)::BIGINT AS decisions,
           s.campaign IN (SELECT campaign FROM campaigns) AS found_still
    FROM set_aside s LEFT JOIN decided USING (account)
    LEFT JOIN memberships m ON m.account = s.account AND why = 'apart'
    GROUP BY s.campaign ORDER BY substring(s.campaign, 2)::BIGINT"""
_DECIDED: Final = "SELECT account, decision FROM decided ORDER BY account"
_OUTSIDE: Final = f"""
    SELECT count(*) AS n FROM ({EXCLUDED}) WHERE account NOT IN (SELECT account FROM set_aside)"""


@dataclass(frozen=True)
class CampaignSetAside:
    """Accounts that one campaign was found with, and that are counted in it no more.

    ``untied`` are those who were tied to ``excluded`` ones only. ``parts`` are campaigns of members
    whom only excluded ones joined to the rest. ``decisions`` of named persons stand on the
    excluded. ``found_still`` is false where too few accounts are left.
    """

    campaign: str
    excluded: int
    untied: int
    parts: tuple[str, ...]
    decisions: int
    found_still: bool

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """How many, why, and what became of the campaign."""
        said = [
            Sentence.counted(
                "{n} account was set aside by {decisions}.",
                "{n} accounts were set aside by {decisions}.",
                self.excluded,
                decisions=Sentence.counted(
                    "{n} decision of a named person",
                    "{n} decisions of named persons",
                    self.decisions,
                ),
            )
        ]
        if self.untied:
            said.append(
                Sentence.counted(
                    "{n} more was tied to nobody else, and left with them.",
                    "{n} more were tied to nobody else, and left with them.",
                    self.untied,
                )
            )
        if self.parts:
            said.append(
                Sentence.counted(
                    "A part that nothing else joined to the rest is a group of its own now: "
                    "{parts}.",
                    "Parts that nothing else joined to the rest are groups of their own now: "
                    "{parts}.",
                    len(self.parts),
                    parts=self.parts,
                )
            )
        if not self.found_still:
            said.append(Sentence("Too few are left to speak of a group."))
        return tuple(said)


@dataclass(frozen=True)
class AccountsSetAside:
    """All of a case: by campaign, and what holds of each account that people decided on.

    ``outside`` counts excluded accounts that no campaign was found with.
    """

    campaigns: tuple[CampaignSetAside, ...]
    outside: int
    decided: Mapping[str, str]

    @property
    def excluded(self) -> int:
        """Accounts that groups were found with, and that people excluded."""
        return sum(each.excluded for each in self.campaigns)

    def count(self, decision: str) -> int:
        """Accounts of which this decision holds."""
        return sum(each == decision for each in self.decided.values())

    @property
    def none_left(self) -> Sentence:
        """What stands in the place of findings where decisions leave no group."""
        if any(each.untied for each in self.campaigns):
            return Sentence(
                "Groups were found, but too few of their accounts are left to speak of one: named "
                "persons excluded the others."
            )
        return Sentence.counted(
            "{n} group was found; named persons set all of its accounts aside.",
            "{n} groups were found; named persons set all of their accounts aside.",
            len(self.campaigns),
        )

    def of(self, campaign: str) -> CampaignSetAside | None:
        """What was set aside of one campaign; None where nothing was."""
        return next((each for each in self.campaigns if each.campaign == campaign), None)


def accounts_set_aside(store: CaseStore) -> AccountsSetAside:
    """Read what people's decisions took out of campaigns."""
    decided = store.sql(_DECIDED).to_pydict()
    return AccountsSetAside(
        tuple(
            CampaignSetAside(**row | {"parts": tuple(row["parts"] or ())})
            for row in store.sql(_SHOWN).to_pylist()
        ),
        int(store.sql(_OUTSIDE)["n"][0].as_py()),
        dict(zip(decided["account"], decided["decision"], strict=True)),
    )


def set_aside_sentences(store: CaseStore) -> tuple[Sentence, ...]:
    """The same in sentences, campaign by campaign; nothing where nobody was set aside."""
    return tuple(
        Sentence("{campaign}: {said}", campaign=each.campaign, said=sentence)
        for each in accounts_set_aside(store).campaigns
        for sentence in each.sentences
    )
