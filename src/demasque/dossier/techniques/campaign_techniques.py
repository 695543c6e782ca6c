"""Which techniques a campaign shows: what was measured proposes, people accept or reject."""

from collections.abc import Iterable, Mapping, Sequence

from demasque.assessment import Assessment, assess
from demasque.campaigns import Anatomy, CampaignProfile, anatomies, profiles
from demasque.case import CaseStore
from demasque.dossier.techniques.disarm_register import policy_of, techniques
from demasque.dossier.techniques.looked_at import Looked
from demasque.dossier.techniques.members_leavings import members_leavings
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
    measured = [(each, parts[each.campaign], assess(each)) for each in profiles(store, campaigns)]
    found = campaign_techniques(store, measured)
    return tuple(each for campaign in campaigns for each in found[campaign])


def campaign_techniques(
    store: CaseStore, measured: Sequence[tuple[CampaignProfile, Anatomy, Assessment]]
) -> dict[str, tuple[CampaignTechnique, ...]]:
    """Techniques proposed for campaigns, accepted and rejected ones among them, by their ids.

    By campaign, of those that were measured and assessed already.
    """
    said: dict[str, dict[str, SaidOfTechnique]] = {}
    for (campaign, technique), each in what_holds_of(said_of_techniques(store)).items():
        said.setdefault(campaign, {})[technique] = each
    with members_leavings(store, [each.campaign for each, _, _ in measured]) as left:
        return {
            profile.campaign: _of_campaign(
                store,
                Looked(left, profile, anatomy, assessment),
                said.get(profile.campaign, {}),
            )
            for profile, anatomy, assessment in measured
        }


def _of_campaign(
    store: CaseStore, looked: Looked, held: Mapping[str, SaidOfTechnique]
) -> tuple[CampaignTechnique, ...]:
    shown = {technique: (sentence, posts) for technique, sentence, posts in observed(looked)}
    named = _members_posts(store, looked.campaign, held.values())
    return tuple(
        _technique(looked.campaign, each, shown.get(each, (None, ())), held.get(each), named)
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
    if not posts:
        return frozenset()
    found = store.sql(
        "SELECT post FROM posts JOIN memberships USING (account) "
        "WHERE campaign = ? AND post IN (SELECT unnest(?::VARCHAR[]))",
        [campaign, posts],
    )
    return frozenset(found["post"].to_pylist())
