"""What somebody who was targeted is told of who posted: what was measured, what a person judges."""

from collections.abc import Iterator
from typing import Final

from demasque.assessment import Likelihood, Rung, Standing
from demasque.dossier import Judgement
from demasque.findings import HandedCampaign, TargetFindings
from demasque.publish.drawing.marked_texts import shortened
from demasque.sentences import Sentence

LONGEST_STATEMENT: Final = 300
"""Characters of a person's judgement that are quoted."""

SOURCES_SHOWN: Final = 2
LONGEST_SOURCE: Final = 90


def known_of_posters(found: TargetFindings) -> Iterator[Sentence]:
    """What was measured of the accounts, and what else may explain it."""
    groups, first = len(found.aimed.campaigns), found.campaigns[0].found.assessment
    if groups > 1:
        yield Sentence(
            "The accounts are in {n} groups. What follows is said of the group with most of these "
            "posts.",
            n=groups,
        )
    if first.rung >= Rung.INDICATORS:
        yield Rung.COORDINATION.meaning
    yield first.rung.meaning
    yield first.likelihood_sentence
    yield first.confidence_sentence
    if groups > 1:
        yield Sentence(
            "Posts from groups with signs that their accounts are not what they appear to be: {n} "
            "of {posts}.",
            n=_from_groups_with_signs(found),
            posts=found.aimed.posts,
        )
    yield _beyond_chance(found)
    for each in first.hypotheses:
        if each.standing is Standing.SUPPORTED:
            yield Sentence(
                "What was measured fits an innocent explanation, too: {title}", title=each.title
            )
            break


def _from_groups_with_signs(found: TargetFindings) -> int:
    """Posts of the groups that are read in full and bear signs of different sorts."""
    posts = dict(found.aimed.campaigns)
    return sum(
        posts[each.campaign]
        for each in found.campaigns
        if each.found.assessment.rung >= Rung.INDICATORS
    )


def _beyond_chance(found: TargetFindings) -> Sentence:
    """Whether any of the groups turns to them more than others who are like its members do."""
    targets = (one for each in found.campaigns for one in each.found.anatomy.placement.favoured)
    if any(one.account in found.venue.accounts for one in targets):
        return Sentence("They turn to you more often than others who post like them do.")
    return Sentence(
        "That they turn to you more often than others who post like them do was not shown."
    )


def judged_by_a_person(found: TargetFindings) -> Iterator[Sentence]:
    """What a named person judges beyond what the program may say, in their words."""
    spoken = ((each, _judged(each)) for each in found.campaigns)
    group, judged = next(((each, one) for each, one in spoken if one is not None), (None, None))
    if group is None or judged is None:
        return
    if len(found.aimed.campaigns) > 1:
        yield Sentence(
            "This is said of one of the groups, which wrote {n} of these posts.",
            n=dict(found.aimed.campaigns)[group.campaign],
        )
    if judged.statement is None:
        yield Sentence(
            "{person} judges ({day}): {judgement}.",
            person=judged.by,
            day=judged.at.date(),
            judgement=judged.rung.title,
        )
    else:
        yield Sentence(
            "{person} judges ({day}), in these words: “{words}”",
            person=judged.by,
            day=judged.at.date(),
            words=shortened(" ".join(judged.statement.split()), LONGEST_STATEMENT),
        )
    yield judged.likelihood_sentence
    yield judged.confidence_sentence
    sources = [
        shortened(without_scheme(each), LONGEST_SOURCE) for each in judged.sources[:SOURCES_SHOWN]
    ]
    yield Sentence("Sources given for it: {sources}.", sources=sources)


def _judged(campaign: HandedCampaign) -> Judgement | None:
    """The judgement of a person that stands highest, above what the program may say; or None."""
    above = [
        each
        for each in campaign.judgements
        if each.rung > Rung.INDICATORS and each.likelihood > Likelihood.EVEN
    ]
    return max(above, key=lambda each: (each.rung, each.line)) if above else None


def without_scheme(address: str) -> str:
    """An address that readers of PDF do not take for a link of their own accord."""
    return address.split("://")[-1].removeprefix("www.")
