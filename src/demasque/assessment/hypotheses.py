"""Innocent explanations of coordination: one function each, and their list.

Every explanation is on the table for every campaign. Its function collects what was measured for it
and against it; what cannot be known from the case is left out and counts on neither side.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from demasque.accounts import INDICATORS, Seen, Sign
from demasque.assessment.measured_facts import (
    AT_MOST_FIFTEEN,
    COARSE_TIMES,
    FEW_ITEMS,
    FEW_LINKS,
    FINE_TIMES,
    HALF_VERIFIED,
    HOURS_APART,
    MANY_OUTSIDE,
    MINUTES_APART,
    MORE_THAN_FIFTY,
    MOST_TO_ONE_SITE,
    MOSTLY_REPOSTS,
    MOSTLY_SELLING,
    NO_LINKS,
    NO_SELLING,
    NOBODY_OUTSIDE,
    ONE_SITE,
    ONE_SITE_THAT_SELLS,
    OWN_PAGES,
    OWN_WORDS,
    SAME_SECOND,
    SEVERAL_FILES,
    SEVERAL_KINDS,
    SOME_OUTSIDE,
    SOME_SELLING,
    WITHIN_A_MINUTE,
    Fact,
)
from demasque.assessment.scales import Standing
from demasque.campaigns import CampaignProfile
from demasque.sentences import Sentence


@dataclass(frozen=True)
class WeighedHypothesis:
    """One explanation with its reasons; ``standing`` follows from how many there are."""

    hypothesis: str
    title: Sentence
    statement: Sentence
    in_favour: tuple[Sentence, ...]
    against: tuple[Sentence, ...]

    @property
    def standing(self) -> Standing:
        """Where it stands once both sides are counted."""
        return Standing.of(len(self.in_favour), len(self.against))


class Reasons:
    """Collects the reasons on both sides; one that is not there leaves no trace.

    ``signs`` holds what was seen of the indicators that the hypothesis asks for, by id.
    """

    def __init__(self, signs: Mapping[str, Sign]) -> None:
        self._signs = signs
        self.in_favour: list[Sentence] = []
        self.against: list[Sentence] = []

    def favour(self, present: bool, sentence: Sentence) -> None:
        """Note a reason for, when it is there."""
        if present:
            self.in_favour.append(sentence)

    def oppose(self, present: bool, sentence: Sentence) -> None:
        """Note a reason against, when it is there."""
        if present:
            self.against.append(sentence)

    def favour_facts(self, profile: CampaignProfile, *facts: Fact) -> None:
        """Note measured facts as reasons for, where they are there."""
        for fact in facts:
            self.favour(fact.there(profile), fact.sentence(profile))

    def oppose_facts(self, profile: CampaignProfile, *facts: Fact) -> None:
        """Note measured facts as reasons against, where they are there."""
        for fact in facts:
            self.oppose(fact.there(profile), fact.sentence(profile))

    def favour_sign(self, indicator: str) -> None:
        """Note a sign as a reason for, when it was seen."""
        sign = self._signs[indicator]
        self.favour(sign.seen is Seen.PRESENT, sign.sentence)

    def oppose_sign(self, indicator: str) -> None:
        """Note a sign as a reason against, when it was seen."""
        sign = self._signs[indicator]
        self.oppose(sign.seen is Seen.PRESENT, sign.sentence)


@dataclass(frozen=True)
class Hypothesis:
    """One innocent explanation: its name, what it says, and how to look for reasons.

    ``indicators`` are the ids of those it asks for; an id that is none of
    :data:`demasque.accounts.INDICATORS` is a KeyError when it is weighed.
    """

    id: str
    title: Sentence
    statement: Sentence
    collect: Callable[[CampaignProfile, Reasons], None]
    indicators: tuple[str, ...] = ()

    def weigh(
        self, profile: CampaignProfile, seen: Mapping[str, Sign] | None = None
    ) -> WeighedHypothesis:
        """Collect what was measured for and against it.

        ``seen`` holds signs by the id of their indicator, where they were looked for already.
        """
        seen = seen or {}
        signs = {each: seen.get(each) or INDICATORS[each].look(profile) for each in self.indicators}
        reasons = Reasons(signs)
        self.collect(profile, reasons)
        return WeighedHypothesis(
            self.id, self.title, self.statement, tuple(reasons.in_favour), tuple(reasons.against)
        )


def _fans(profile: CampaignProfile, reasons: Reasons) -> None:
    reasons.favour_facts(profile, MANY_OUTSIDE, MOSTLY_REPOSTS, HOURS_APART)
    reasons.oppose_facts(profile, WITHIN_A_MINUTE, OWN_WORDS, NOBODY_OUTSIDE)
    reasons.favour_sign("closed-ring")
    reasons.oppose_sign("created-together")


def _syndication(profile: CampaignProfile, reasons: Reasons) -> None:
    reasons.favour_facts(profile, MOST_TO_ONE_SITE, HALF_VERIFIED, OWN_PAGES)
    reasons.favour_sign("one-client")
    reasons.oppose_facts(profile, FEW_LINKS)
    reasons.oppose_sign("placed-together")
    reasons.oppose_sign("created-together")


def _staff(profile: CampaignProfile, reasons: Reasons) -> None:
    reasons.favour_facts(profile, ONE_SITE)
    reasons.favour_sign("in-shifts")
    reasons.favour_sign("one-client")
    reasons.favour_facts(profile, MINUTES_APART, AT_MOST_FIFTEEN)
    reasons.oppose_facts(profile, MORE_THAN_FIFTY)
    reasons.oppose_sign("numbered-names")
    reasons.oppose_sign("placed-together")
    reasons.oppose_sign("created-together")


def _spam(profile: CampaignProfile, reasons: Reasons) -> None:
    reasons.favour_facts(profile, SOME_SELLING, MOSTLY_SELLING, ONE_SITE_THAT_SELLS)
    reasons.oppose_facts(profile, NO_SELLING, NO_LINKS)


def _artefact(profile: CampaignProfile, reasons: Reasons) -> None:
    reasons.favour_facts(profile, COARSE_TIMES, SAME_SECOND, FEW_ITEMS)
    reasons.oppose_facts(profile, FINE_TIMES, SEVERAL_KINDS, SEVERAL_FILES, SOME_OUTSIDE)


HYPOTHESES: Final[tuple[Hypothesis, ...]] = (
    Hypothesis(
        "fans",
        Sentence("Fans or activists"),
        Sentence("People who care about one thing pass it on, each by their own choice."),
        _fans,
        ("closed-ring", "created-together"),
    ),
    Hypothesis(
        "syndication",
        Sentence("Syndicated media"),
        Sentence("Outlets of one group, or subscribers of one agency, publish the same pieces."),
        _syndication,
        ("one-client", "placed-together", "created-together"),
    ),
    Hypothesis(
        "staff",
        Sentence("Staff of a party or a company"),
        Sentence("Colleagues post what their office asks them to, under their own names."),
        _staff,
        ("in-shifts", "one-client", "numbered-names", "placed-together", "created-together"),
    ),
    Hypothesis(
        "spam",
        Sentence("Commercial spam"),
        Sentence("Somebody sells something and repeats the advertisement."),
        _spam,
    ),
    Hypothesis(
        "artefact",
        Sentence("An artefact of collection"),
        Sentence("How the posts were gathered or timed makes independent accounts look alike."),
        _artefact,
    ),
)
