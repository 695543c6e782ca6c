"""What must hold before accounts of a campaign are named to a platform."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from demasque.assessment import Likelihood, Rung, Standing
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.findings import (
    CaseFindings,
    HandedCampaign,
    handed_campaigns,
    read_findings,
    refuse_unsourced,
)
from demasque.publish.referral.policy_files import kept_policies, read_policies
from demasque.publish.referral.referral_values import ReferralRequest, ReferralRules
from demasque.publish.referral.referred_rows import platforms_of
from demasque.sentences import Sentence


def refuse_without_reveal(reveal: bool) -> None:
    """Raise UsageError unless original ids were asked for in so many words."""
    if not reveal:
        raise UsageError(
            "A platform finds accounts by their original ids only: a referral names them. Write "
            "--reveal if that is what you want; the custody log keeps that you did, and to whom."
        )


def rules_for(platform: str, policies: Path | None) -> ReferralRules:
    """The headings that the letter points at: the analyst's, else those that ship, else none.

    Raises:
        UsageError: the analyst's file is not as it should be, or is about other platforms.
    """
    if policies is None:
        return ReferralRules(kept_policies(platform), ours=True)
    read = read_policies(policies)
    if platform not in read.platforms:
        raise UsageError(
            "{path} holds headings of {others}, not of {platform}.",
            path=policies,
            others=list(read.platforms),
            platform=platform,
        )
    return ReferralRules(read, ours=False)


def campaign_to_refer(
    store: CaseStore, request: ReferralRequest
) -> tuple[CaseFindings, HandedCampaign]:
    """The campaign, where it may be referred to this platform.

    Raises:
        UsageError: there is no such campaign, none of its accounts is on the platform, nothing goes
            beyond acting together, a named person finds it unlikely that anything does, or a
            judgement lacks the source that it needs.
    """
    found = read_findings(store, campaigns=[request.campaign])
    handed = handed_campaigns(found)[0]
    present = platforms_of(store, handed.campaign)
    if request.platform not in present:
        raise UsageError(
            "No account of {campaign} is on {platform}. Its accounts are on {listed}.",
            campaign=handed.campaign,
            platform=repr(request.platform),
            listed=present,
        )
    _refuse_low_rung(store, handed)
    _refuse_doubt(handed)
    refuse_unsourced([handed])
    return found, handed


def _refuse_low_rung(store: CaseStore, handed: HandedCampaign) -> None:
    if handed.rung < Rung.INDICATORS:
        raise UsageError(
            "{campaign} stands on rung {rung} ({title}): nothing goes beyond acting together, "
            "which genuine people and offices do as well, so that no account is reported. Whoever "
            "judges otherwise says so first, with reasons: demasque judge {case} {campaign} "
            "--rung 2.",
            campaign=handed.campaign,
            rung=handed.rung.value,
            title=handed.rung.title,
            case=store.path,
        )


def _refuse_doubt(handed: HandedCampaign) -> None:
    """A doubt of somebody who looked is never outvoted."""
    for one in handed.judgements:
        if one.rung <= Rung.INDICATORS and one.likelihood < Likelihood.EVEN:
            raise UsageError(
                "{person} judges it {likelihood} that {campaign} stands on rung {rung} "
                "({judgement}): no account is reported while that judgement stands.",
                person=one.by,
                likelihood=one.likelihood.words,
                campaign=handed.campaign,
                rung=one.rung.value,
                judgement=one.id,
            )


def before_sending(
    handed: HandedCampaign, rules: ReferralRules, receiver: str, today: date | None = None
) -> Iterator[Sentence]:
    """What to look at before the letter is sent. ``today`` is the day itself unless given."""
    weighed = handed.found.assessment.hypotheses
    if any(one.standing is Standing.SUPPORTED for one in weighed):
        yield Sentence(
            "Ask first: what was measured supports an innocent explanation of {campaigns}.",
            campaigns=[handed.campaign],
        )
    day = today or datetime.now(UTC).date()
    if rules.kept is None:
        yield Sentence(
            "No headings of {platform}'s rules are kept: the letter points at none. A file of "
            "yours can name them (--policies).",
            platform=receiver,
        )
        return
    for policy in rules.kept.policies:
        if policy.is_old(day):
            yield Sentence(
                "“{title}” was last read on {day}, more than a year ago: read it again before the "
                "letter is sent.",
                title=policy.title,
                day=policy.checked,
            )
    if rules.ours:
        yield Sentence(
            "Headings of {platform}'s rules were read in stored copies of its pages: open the "
            "links before the letter is sent.",
            platform=receiver,
        )
