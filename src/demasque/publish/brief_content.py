"""What the first page says, as values: one page for readers who know nothing of the method.

Every figure is one that the report holds too; the wording comes from catalogues. How likely and how
sure stand in sentences of their own (United States Intelligence Community Directive 203).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from demasque.assessment import Rung, Standing, WeighedHypothesis
from demasque.campaigns import CampaignProfile
from demasque.findings import CampaignFindings, CaseFindings, Wave
from demasque.publish.brief_advice import next_steps, not_looked_at
from demasque.publish.brief_facts import Fact, alike, facts, rush_fact
from demasque.publish.brief_messages import MESSAGES, BriefMessage, messages, quoted
from demasque.publish.brief_pictures import BriefPicture, pictures, pictures_fact
from demasque.publish.brief_wave import (
    wave_facts,
    wave_headline,
    wave_innocent,
    wave_judgement,
)
from demasque.sentences import Seconds, Sentence


@dataclass(frozen=True)
class BriefContent:
    """One page on a campaign, or on the whole case. Times are UTC."""

    case: str
    campaign: str | None  # None for the whole case
    groups: bool  # whether it is about groups of accounts
    found_at: datetime | None  # when the detection began that the page rests on
    doubt: Sentence | None  # where the custody log is not as it was written
    title: Sentence
    found: tuple[Sentence, ...]
    messages: tuple[BriefMessage, ...]
    pictures: tuple[BriefPicture, ...]
    facts: tuple[Fact, ...]
    judgement: tuple[Sentence, ...]
    innocent: tuple[Sentence, ...]
    next_steps: tuple[Sentence, ...]
    not_looked_at: tuple[Sentence, ...]


def brief_content(found: CaseFindings, campaign: str | None = None) -> BriefContent:
    """Sum up the campaign or operation of this name, or the whole case.

    Campaigns that are not given in full, of which a case has many, are left out.
    """
    chosen = _chosen(found, campaign)
    wave = found.waves.foremost
    if not chosen and wave is not None:
        return _of_a_message(found, wave)
    return BriefContent(
        case=found.case,
        campaign=campaign,
        groups=bool(chosen),
        found_at=found_at(found),
        title=_title(found, bool(chosen)),
        doubt=None if found.dossier.judged.broken is None else found.dossier.judged.broken.warning,
        found=(*_headline(found, chosen, campaign is None), *_carried_by_more(found, campaign)),
        messages=messages(chosen, _larger_wave(found, campaign)),
        pictures=pictures(found.media, _scopes(chosen, campaign)),
        facts=(
            *facts(found, chosen, campaign is None),
            *pictures_fact(found.media, _scopes(chosen, campaign)),
        ),
        judgement=_judgement(chosen),
        innocent=_innocent(chosen),
        next_steps=next_steps(found, chosen),
        not_looked_at=not_looked_at(found),
    )


def _chosen(found: CaseFindings, name: str | None) -> list[CampaignFindings]:
    """The campaigns given in full that the page is about, most evidence first."""
    if name is None:
        return list(found.campaigns)
    groups = {each.operation: each.campaigns for each in found.operations.several}
    named = groups.get(name, (name,))
    return [each for each in found.campaigns if each.profile.campaign in named]


def _scopes(chosen: Sequence[CampaignFindings], campaign: str | None) -> list[str]:
    """Whose pictures and clips the page tells of: groups', or all of a case without groups."""
    names = [each.profile.campaign for each in chosen]
    return names if names or campaign is not None else [""]


def _of_a_message(found: CaseFindings, wave: Wave) -> BriefContent:
    """Sum up a case without groups, in which many wrote one message."""
    return BriefContent(
        case=found.case,
        campaign=None,
        groups=False,
        found_at=found_at(found),
        title=_title(found, False),
        doubt=None if found.dossier.judged.broken is None else found.dossier.judged.broken.warning,
        found=(*_nothing(found)[:1], *wave_headline(wave)),
        messages=tuple(quoted(each) for each in found.waves.shown[:MESSAGES]),
        pictures=pictures(found.media, [""]),
        facts=(*wave_facts(wave), *rush_fact(found), *pictures_fact(found.media, [""])),
        judgement=wave_judgement(),
        innocent=wave_innocent(wave),
        next_steps=next_steps(found, ()),
        not_looked_at=not_looked_at(found),
    )


def _title(found: CaseFindings, groups: bool) -> Sentence:
    if groups:
        return Sentence("Accounts acting together")
    if found.dossier.set_aside.campaigns:
        return Sentence("No group of accounts left")
    return Sentence("No group of accounts found")


def found_at(found: CaseFindings) -> datetime | None:
    """When the detection began that the findings come from; None before the first."""
    began = [run["began"] for run in found.runs if run["command"] == "detect"]
    return datetime.fromisoformat(began[-1]) if began else None


def _headline(
    found: CaseFindings, chosen: Sequence[CampaignFindings], whole: bool
) -> tuple[Sentence, ...]:
    if not chosen:
        return _nothing(found)
    if not whole and len(chosen) > 1:
        return _together_found(found, chosen)
    if whole and len(found.summaries) + found.campaigns_left_out > 1:
        return (
            Sentence.counted(
                "{n} group of accounts shares more, and closer together in time, than chance alone "
                "would give.",
                "{n} groups of accounts share more, and closer together in time, than chance alone "
                "would give.",
                len(found.summaries) + found.campaigns_left_out,
            ),
            Sentence(
                "They hold {members} of the {accounts} accounts with posts in this case.",
                members=found.overview.members,
                accounts=found.overview.accounts,
            ),
        )
    return group_headline(chosen[0].profile)


def group_headline(measured: CampaignProfile) -> tuple[Sentence, ...]:
    """How many accounts share more than chance gives, and what: a group's first sentences."""
    return (
        Sentence.counted(
            "{n} account shares more with the others, and closer in time, than chance would give.",
            "{n} accounts share more with each other, and closer in time, than chance would give.",
            len(measured.members),
        ),
        _what_they_share(measured),
    )


def _carried_by_more(found: CaseFindings, campaign: str | None) -> tuple[Sentence, ...]:
    """The most copied message of the case, if more wrote it than there are members of groups."""
    wave = _larger_wave(found, campaign)
    return wave_headline(wave) if wave is not None else ()


def _larger_wave(found: CaseFindings, campaign: str | None) -> Wave | None:
    """The message that more accounts wrote than are in groups: the larger thing is said, too."""
    wave = found.waves.foremost
    if campaign is not None or wave is None or wave.figures.accounts <= found.overview.members:
        return None
    return wave


def _together_found(
    found: CaseFindings, chosen: Sequence[CampaignFindings]
) -> tuple[Sentence, ...]:
    groups = Sentence.counted(
        "{n} group of accounts shares more, and closer together in time, than chance alone would "
        "give.",
        "{n} groups of accounts share more, and closer together in time, than chance alone would "
        "give.",
        len(chosen),
    )
    return (groups, *alike(found, chosen))


def _nothing(found: CaseFindings) -> tuple[Sentence, ...]:
    if found_at(found) is None and not found.overview.kinds:
        return (
            Sentence(
                "This case has not been analysed yet. Run demasque detect on it, then make the "
                "report again."
            ),
        )
    if found.dossier.set_aside.campaigns:
        return (found.dossier.set_aside.none_left,)
    return (
        Sentence(
            "No group of accounts was found that shares more, and closer together in time, than "
            "chance alone would give."
        ),
        Sentence(
            "That does not show that there is none. Accounts that share nothing this program "
            "looks for, wait longer than the windows tried, or are missing from the export, are "
            "not seen."
        ),
    )


def _what_they_share(measured: CampaignProfile) -> Sentence:
    sharing = measured.sharing
    gap = sharing.gap_seconds
    if gap is None or (gap < 60 and measured.coarse_times >= 0.5):
        return Sentence.counted(
            "{n} item was left by two or more of them.",
            "{n} items were left by two or more of them.",
            sharing.traces,
        )
    return Sentence.counted(
        "{n} item was left by two or more of them, typically {gap} apart.",
        "{n} items were left by two or more of them, typically {gap} apart.",
        sharing.traces,
        gap=Seconds(gap),
    )


def _judgement(chosen: Sequence[CampaignFindings]) -> tuple[Sentence, ...]:
    """How far, how likely and how surely, of the group with the most evidence where several are."""
    if not chosen:
        return ()
    first = chosen[0].assessment
    said = (first.rung.meaning, first.likelihood_sentence, first.confidence_sentence)
    if len(chosen) == 1:
        return *said, *first.limits[:2]
    signs = sum(each.assessment.rung >= Rung.INDICATORS for each in chosen)
    far = (
        Sentence.counted(
            "In one of them, signs of different sorts suggest besides that the accounts are not "
            "what they appear to be.",
            "In {n} of them, signs of different sorts suggest besides that the accounts are not "
            "what they appear to be.",
            signs,
        )
        if signs
        else Sentence(
            "Nothing that was measured goes beyond coordination: no group shows signs of different "
            "sorts that its accounts are not what they appear to be."
        )
    )
    which = Sentence(
        "Of {campaign}, the group with the most evidence:", campaign=chosen[0].profile.campaign
    )
    return far, which, *said[1:]


def _innocent(chosen: Sequence[CampaignFindings]) -> tuple[Sentence, ...]:
    """The explanation that stands best for the first group, and those supported for others."""
    if not chosen:
        return ()
    best = strongest(chosen[0].assessment.hypotheses)
    said = [
        Sentence("{title}. {statement}", title=best.title, statement=best.statement),
        Sentence("Where it stands: {standing}.", standing=best.standing.words),
        *(Sentence("For it: {reason}", reason=reason) for reason in best.in_favour[:1]),
    ]
    others: dict[Sentence, list[str]] = {}
    for each in chosen[1:]:
        for one in each.assessment.hypotheses:
            if one.standing is Standing.SUPPORTED:
                others.setdefault(one.title, []).append(each.profile.campaign)
    for title, campaigns in others.items():
        said.append(
            Sentence(
                "Of {campaigns}, what was measured supports: {explanation}.",
                campaigns=campaigns,
                explanation=title,
            )
        )
    return tuple(said)


def strongest(weighed: Sequence[WeighedHypothesis]) -> WeighedHypothesis:
    """The explanation for which most speaks once what speaks against it is taken off.

    Of several, the one with more in its favour; then the first in the list.
    """
    return max(weighed, key=lambda one: (len(one.in_favour) - len(one.against), len(one.in_favour)))
