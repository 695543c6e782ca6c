"""All campaigns of a case in a list: sizes, times, tiers, and what people decided on accounts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.assessment import Assessment, assess
from demasque.campaigns import BY_EVIDENCE, CampaignProfile
from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import AccountsSetAside, accounts_set_aside
from demasque.findings.dossier.compared_campaigns import ComparedCampaigns, compared_campaigns
from demasque.findings.dossier.judged_campaigns import JudgedCampaigns, judged_campaigns
from demasque.findings.nothing_found import why_nothing
from demasque.findings.operations.operation_evidence import CaseOperations, case_operations
from demasque.sentences import Sentence

LISTED_CAMPAIGNS: Final = f"""
    WITH more AS (SELECT campaign, count(*) AS attached FROM attached GROUP BY campaign),
    aside AS (
        SELECT campaign, count(*) FILTER (WHERE why = 'excluded') AS excluded
        FROM set_aside GROUP BY campaign
    ), decided_on AS (
        SELECT campaign, count(*) FILTER (WHERE decision = 'confirm') AS confirmed,
               count(*) FILTER (WHERE decision = 'unsure') AS unsure
        FROM memberships JOIN decided USING (account) GROUP BY campaign
    )
    SELECT row_number() OVER (ORDER BY {BY_EVIDENCE}) AS place, c.campaign, operation, bits,
           accounts, coalesce(attached, 0) AS attached, coalesce(excluded, 0) AS excluded,
           coalesce(confirmed, 0) AS confirmed, coalesce(unsure, 0) AS unsure,
           posts, ties, first_at, last_at, platforms
    FROM campaigns c LEFT JOIN operations USING (campaign) LEFT JOIN more USING (campaign)
    LEFT JOIN aside USING (campaign) LEFT JOIN decided_on USING (campaign)
    ORDER BY place"""
"""SQL: every campaign in one line, most evidence first."""


@dataclass(frozen=True)
class ListedCampaign:
    """One campaign in one line. Members alone count in its figures; times are UTC."""

    place: int  # by evidence, from 1
    campaign: str
    operation: str | None  # None where operations were not looked for
    bits: float
    accounts: int
    attached: int  # others that stand with it
    excluded: int  # by people, and counted in no other figure
    confirmed: int
    unsure: int
    posts: int
    ties: int
    first_at: datetime
    last_at: datetime
    platforms: list[str]


def listed_campaigns(store: CaseStore) -> tuple[ListedCampaign, ...]:
    """Read every campaign in one line, most evidence first."""
    return tuple(ListedCampaign(**row) for row in store.sql(LISTED_CAMPAIGNS).to_pylist())


@dataclass(frozen=True)
class AssessedCampaign:
    """One campaign measured, and what may be concluded of it."""

    profile: CampaignProfile
    assessment: Assessment


def assessed_campaigns(profiled: Iterable[CampaignProfile]) -> Mapping[str, AssessedCampaign]:
    """Judge campaigns that were measured, by name."""
    return {each.campaign: AssessedCampaign(each, assess(each)) for each in profiled}


@dataclass(frozen=True)
class CampaignsDossier:
    """What people made of the campaigns of a case: decisions, judgements, comparisons."""

    set_aside: AccountsSetAside
    judged: JudgedCampaigns
    compared: ComparedCampaigns


@dataclass(frozen=True)
class CampaignsOverview:
    """What is said of all campaigns together; ``nothing`` why none was found, where none was."""

    operations: CaseOperations
    dossier: CampaignsDossier
    nothing: tuple[Sentence, ...]


def campaigns_overview(store: CaseStore) -> CampaignsOverview:
    """Read which campaigns belong together, and what people made of them."""
    return CampaignsOverview(
        operations=case_operations(store),
        dossier=CampaignsDossier(
            accounts_set_aside(store), judged_campaigns(store), compared_campaigns(store)
        ),
        nothing=why_nothing(store),
    )
