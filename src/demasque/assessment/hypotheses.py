"""Innocent explanations of coordination: one function each, and their list.

Every explanation is on the table for every campaign. Its function collects what was measured for it
and against it; what cannot be known from the case is left out and counts on neither side.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Final

from demasque.accounts import INDICATORS, Seen, Sign
from demasque.assessment.scales import Standing
from demasque.campaigns import CampaignProfile
from demasque.sentences import Percent, Seconds, Sentence


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


def _gap(profile: CampaignProfile) -> float:
    """Return the usual seconds between members on one item.

    Not a number, which is neither short nor long, where none follow and where the times are too
    coarse to tell.
    """
    gap = profile.sharing.gap_seconds
    if gap is None or (gap < 60 and profile.coarse_times >= 0.5):
        return nan
    return gap


def _gap_sentence(profile: CampaignProfile) -> Sentence:
    return Sentence(
        "The median time between one member and the next on the same item is {gap}.",
        gap=Seconds(profile.sharing.gap_seconds or 0.0),
    )


def _one_site(profile: CampaignProfile) -> tuple[float, Sentence]:
    """Return the share of the site linked most, and the sentence that says so."""
    domains = profile.sharing.domains
    total = sum(posts for _, posts in domains)
    if not total:
        return 0.0, Sentence("They share no links.")
    site, posts = domains[0]
    sentence = Sentence(
        "Of the links they share, {share} lead to {site}.", share=Percent(posts / total), site=site
    )
    return posts / total, sentence


def _fans(profile: CampaignProfile, reasons: Reasons) -> None:
    sharing = profile.sharing
    reasons.favour(
        sharing.outsiders >= len(profile.members),
        Sentence.counted(
            "{n} account outside the campaign shared the same items.",
            "{n} accounts outside the campaign shared the same items.",
            sharing.outsiders,
        ),
    )
    reasons.favour(
        sharing.reposts >= sharing.posts / 2 > 0,
        Sentence("Most of what they share are reposts, which need no agreement."),
    )
    reasons.favour(_gap(profile) > 3600, _gap_sentence(profile))
    reasons.oppose(_gap(profile) < 60, _gap_sentence(profile))
    reasons.oppose(
        sharing.texts >= 3 and sharing.reposts < sharing.posts / 2,
        Sentence.counted(
            "They post {n} message as their own that a fellow member posts too.",
            "They post {n} messages as their own that fellow members post too.",
            sharing.texts,
        ),
    )
    reasons.oppose(
        sharing.outsiders == 0, Sentence("Nobody outside the campaign shared any of these items.")
    )
    reasons.favour_sign("closed-ring")
    reasons.oppose_sign("created-together")


def _syndication(profile: CampaignProfile, reasons: Reasons) -> None:
    share, site = _one_site(profile)
    linked = sum(posts for _, posts in profile.sharing.domains)
    verified = sum(member.verified is True for member in profile.members)
    reasons.favour(share >= 0.5 and linked >= profile.sharing.posts / 2, site)
    reasons.favour(
        verified >= len(profile.members) / 2,
        Sentence("The platform has verified at least half of the accounts."),
    )
    reasons.favour(
        not profile.venues and linked > 0, Sentence("They post on their own pages, not on others'.")
    )
    reasons.favour_sign("one-client")
    reasons.oppose(
        linked < profile.sharing.posts / 10, Sentence("Few of the shared posts link to anything.")
    )
    reasons.oppose_sign("placed-together")
    reasons.oppose_sign("created-together")


def _staff(profile: CampaignProfile, reasons: Reasons) -> None:
    share, site = _one_site(profile)
    reasons.favour(share >= 0.5, site)
    reasons.favour_sign("in-shifts")
    reasons.favour_sign("one-client")
    reasons.favour(_gap(profile) >= 300, _gap_sentence(profile))
    size = Sentence.counted(
        "{n} account acts together.", "{n} accounts act together.", len(profile.members)
    )
    reasons.favour(len(profile.members) <= 15, size)
    reasons.oppose(len(profile.members) > 50, size)
    reasons.oppose_sign("numbered-names")
    reasons.oppose_sign("placed-together")
    reasons.oppose_sign("created-together")


def _spam(profile: CampaignProfile, reasons: Reasons) -> None:
    items = profile.sharing.texts + len(profile.sharing.domains)
    shop = profile.sharing.shop_like
    sentence = Sentence.counted(
        "{n} shared text or link reads like selling.",
        "{n} shared texts or links read like selling.",
        shop,
    )
    share, site = _one_site(profile)
    reasons.favour(shop > 0 and shop >= items / 10, sentence)
    reasons.favour(
        shop >= max(3, items / 2), Sentence("Most of what they share reads like selling.")
    )
    reasons.favour(share >= 0.5 and shop >= items / 10 and shop > 0, site)
    reasons.oppose(items > 0 and shop == 0, Sentence("Nothing they share reads like selling."))
    reasons.oppose(not profile.sharing.domains, site)


def _artefact(profile: CampaignProfile, reasons: Reasons) -> None:
    coarse = Sentence(
        "For {share} of the posts, the time is known no closer than to the minute.",
        share=Percent(profile.coarse_times),
    )
    reasons.favour(profile.coarse_times >= 0.5, coarse)
    at_once = profile.sharing.same_second
    reasons.favour(
        at_once is not None and at_once >= 0.5 and profile.coarse_times < 0.5,
        Sentence("Half of the shared posts or more bear exactly the same second."),
    )
    reasons.favour(
        profile.sharing.traces < 3, Sentence("They share very few items, so little was seen.")
    )
    reasons.oppose(
        profile.coarse_times < 0.05, Sentence("Nearly all times are known to the second.")
    )
    reasons.oppose(
        len(profile.ties) > 1, Sentence("Ties of different kinds agree on who belongs together.")
    )
    reasons.oppose(
        profile.source_files > 1,
        Sentence.counted(
            "The posts come from {n} file.", "The posts come from {n} files.", profile.source_files
        ),
    )
    reasons.oppose(
        profile.sharing.outsiders > 0,
        Sentence("Others who shared some of the same items were not drawn into the campaign."),
    )


HYPOTHESES: Final = (
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
