"""Which techniques a campaign shows: what was measured proposes, people accept or reject."""

from demasque.assessment import Assessment
from demasque.campaigns import Anatomy, CampaignProfile
from demasque.case import CaseStore
from demasque.dossier.techniques.technique_values import CampaignTechnique


def campaign_techniques(
    store: CaseStore, profile: CampaignProfile, anatomy: Anatomy, assessment: Assessment
) -> tuple[CampaignTechnique, ...]:
    """Techniques proposed for a campaign, accepted and rejected ones among them, by their ids."""
    return ()
