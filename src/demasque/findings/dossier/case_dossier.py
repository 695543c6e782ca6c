"""What people judged, compared and claimed, read once for whoever shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demasque.assessment import Assessment
from demasque.campaigns import Anatomy, CampaignProfile
from demasque.case import CaseStore
from demasque.dossier import (
    CampaignTechnique,
    Matrix,
    campaign_techniques,
    known_indicators,
    matrix_of,
)
from demasque.findings.dossier.accounts_set_aside import AccountsSetAside, accounts_set_aside
from demasque.findings.dossier.case_outcomes import CaseOutcomes, read_outcomes
from demasque.findings.dossier.claim_evidence import CaseClaims, case_claims
from demasque.findings.dossier.compared_campaigns import ComparedCampaigns, compared_campaigns
from demasque.findings.dossier.judged_campaigns import JudgedCampaigns, judged_campaigns
from demasque.findings.dossier.known_in_posts import KnownInPosts, known_in_posts
from demasque.progress import Progress, quiet


@dataclass(frozen=True)
class CaseDossier:
    """The dossier of a case, campaign by campaign where it speaks of one."""

    judged: JudgedCampaigns
    set_aside: AccountsSetAside  # by people's decisions on accounts
    compared: ComparedCampaigns
    known: KnownInPosts  # indicators of a library, in posts
    claims: CaseClaims
    matrices: Mapping[str, Matrix]  # competing hypotheses of campaigns given in full
    techniques: Mapping[str, tuple[CampaignTechnique, ...]]  # of the same, by DISARM's ids
    outcomes: CaseOutcomes  # of what was handed over


def case_dossier(
    store: CaseStore,
    in_full: Sequence[tuple[CampaignProfile, Anatomy, Assessment]] = (),
    progress: Progress = quiet,
) -> CaseDossier:
    """Read the dossier of a case; ``in_full`` are the campaigns that are given in full."""
    carried = known_indicators(store)
    return CaseDossier(
        judged=judged_campaigns(store),
        set_aside=accounts_set_aside(store),
        compared=compared_campaigns(store),
        known=known_in_posts(store, carried),
        claims=case_claims(store, progress),
        matrices={
            each.campaign: matrix_of(store, each, assessed, carried)
            for each, _, assessed in in_full
        },
        techniques=campaign_techniques(store, in_full),
        outcomes=read_outcomes(store),
    )
