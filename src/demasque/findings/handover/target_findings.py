"""All that a person or body that was targeted is told: no words of posts, no accounts."""

from dataclasses import dataclass
from typing import Final

from demasque.campaigns import AimedPosts, aimed_posts
from demasque.case import CaseStore
from demasque.dossier import campaign_group
from demasque.errors import UsageError
from demasque.findings.case_findings import CaseFindings, read_findings
from demasque.findings.handover.handed_campaign import HandedCampaign, handed_campaigns
from demasque.findings.handover.named_venue import NamedVenue
from demasque.findings.handover.sourced_judgements import refuse_unsourced
from demasque.progress import Progress, quiet

_IN_FULL: Final = 20
"""Campaigns that are read in full: those with most posts on the target; the counts hold all."""

_NAMED: Final = """
SELECT campaign FROM campaigns WHERE campaign = ?
UNION SELECT campaign FROM operations WHERE operation = ?"""


@dataclass(frozen=True)
class TargetFindings:
    """What was found of posts on one person or body.

    ``campaigns`` are those with most posts on it, in that order; ``found`` is what was read of
    them.
    """

    venue: NamedVenue
    aimed: AimedPosts
    campaigns: tuple[HandedCampaign, ...]
    found: CaseFindings


def target_findings(
    store: CaseStore,
    venue: NamedVenue,
    campaign: str | None = None,
    progress: Progress = quiet,
) -> TargetFindings:
    """Read what campaigns posted at a person or body; with ``campaign``, that one or operation.

    Raises:
        UsageError: no campaign addresses it, the case has no such campaign, or a judgement that
            needs a source has none.
    """
    among = None
    if campaign is not None:
        campaign_group(store, campaign)  # says so where there is none
        among = store.sql(_NAMED, (campaign, campaign))["campaign"].to_pylist()
    aimed = aimed_posts(store, venue.accounts, among)
    if aimed is None:
        raise _nobody(campaign)
    names = [name for name, _ in aimed.campaigns[:_IN_FULL]]
    found = read_findings(store, progress, campaigns=names)
    handed = {each.campaign: each for each in handed_campaigns(found)}
    refuse_unsourced(handed.values())
    return TargetFindings(venue, aimed, tuple(handed[name] for name in names), found)


def _nobody(campaign: str | None) -> UsageError:
    if campaign is not None:
        return UsageError(
            "No post of {campaign} addresses this account: there is nothing to tell its owner, and "
            "nothing was written.",
            campaign=campaign,
        )
    return UsageError(
        "No post of a campaign addresses this account: there is nothing to tell its owner, and "
        "nothing was written."
    )
