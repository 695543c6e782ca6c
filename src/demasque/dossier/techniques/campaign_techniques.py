"""Which techniques a campaign shows: what was measured proposes, people accept or reject."""

from collections.abc import Iterable, Sequence

from demasque.assessment import Assessment, assess
from demasque.campaigns import Anatomy, CampaignProfile, anatomies, profiles
from demasque.case import CaseStore
from demasque.dossier.techniques.disarm_register import policy_of, techniques
from demasque.dossier.techniques.looked_at import Looked
from demasque.dossier.techniques.observables import observed
from demasque.dossier.techniques.reading_techniques import said_of_techniques, what_holds_of
from demasque.dossier.techniques.technique_values import (
    CampaignTechnique,
    SaidOfTechnique,
    TechniqueStanding,
    TechniqueVerdict,
)
from demasque.sentences import Sentence

_STANDINGS = {
    TechniqueVerdict.ACCEPT: TechniqueStanding.ACCEPTED,
    TechniqueVerdict.REJECT: TechniqueStanding.REJECTED,
}


def techniques_of(store: CaseStore, campaigns: Sequence[str]) -> tuple[CampaignTechnique, ...]:
    """Techniques of campaigns, measured anew, campaign by campaign.

    Raises:
        UsageError: the case has no campaign of one of these names.
    """
    parts = anatomies(store, campaigns)
    return tuple(
        each
        for measured in profiles(store, campaigns)
        for each in campaign_techniques(store, measured, parts[measured.campaign], assess(measured))
    )


def campaign_techniques(
    store: CaseStore, profile: CampaignProfile, anatomy: Anatomy, assessment: Assessment
) -> tuple[CampaignTechnique, ...]:
    """Techniques proposed for a campaign, accepted and rejected ones among them, by their ids."""
    shown = {
        technique: (sentence, posts)
        for technique, sentence, posts in observed(Looked(store, profile, anatomy, assessment))
    }
    held = {
        technique: said
        for (campaign, technique), said in what_holds_of(said_of_techniques(store)).items()
        if campaign == profile.campaign
    }
    named = _members_posts(store, profile.campaign, held.values())
    return tuple(
        _technique(
            profile.campaign,
            each,
            shown.get(each, (None, ())),
            held.get(each),
            named,
        )
        for each in sorted(shown.keys() | held.keys())
    )


def _technique(
    campaign: str,
    technique: str,
    shown: tuple[Sentence | None, Sequence[str]],
    said: SaidOfTechnique | None,
    named: frozenset[str],
) -> CampaignTechnique:
    seen, posts = shown
    theirs = () if said is None else (post for post in said.posts if post in named)
    return CampaignTechnique(
        campaign=campaign,
        technique=techniques()[technique],
        policy=policy_of(technique),
        standing=TechniqueStanding.PROPOSED if said is None else _STANDINGS[said.verdict],
        seen=seen,
        posts=tuple(sorted({*posts, *theirs})),
        by=None if said is None else said.by,
        because=None if said is None else said.because,
        at=None if said is None else said.at,
    )


def _members_posts(
    store: CaseStore, campaign: str, said: Iterable[SaidOfTechnique]
) -> frozenset[str]:
    """Of the posts that people named, those that are still members': nobody else's is shown."""
    posts = sorted({post for each in said for post in each.posts})
    found = store.sql(
        "SELECT post FROM posts JOIN memberships USING (account) "
        "WHERE campaign = ? AND post IN (SELECT unnest(?::VARCHAR[]))",
        [campaign, posts],
    )
    return frozenset(found["post"].to_pylist())
