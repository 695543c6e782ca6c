"""Put signs and explanations together: how far up the ladder, how likely, how surely."""

from dataclasses import dataclass
from statistics import median
from typing import Final

from demasque.accounts import FEWEST_ACCOUNTS, INDICATORS, Seen, Sign
from demasque.assessment.hypotheses import HYPOTHESES, WeighedHypothesis
from demasque.assessment.scales import Confidence, Likelihood, Rung, Standing
from demasque.campaigns import CampaignProfile
from demasque.sentences import Percent, Sentence

FAMILIES_NEEDED: Final = 2
"""Families of indicators that must agree before they count: signs of one may have one cause."""


@dataclass(frozen=True)
class Assessment:
    """What may be concluded about one campaign, as values; the wording comes from catalogues.

    ``likelihood`` is that the accounts act together rather than each by itself; ``confidence`` is
    in that judgement, with the reasons that limit it. Each is worded in a sentence of its own.
    """

    rung: Rung
    likelihood: Likelihood
    confidence: Confidence
    limits: tuple[Sentence, ...]
    signs: tuple[Sign, ...]
    hypotheses: tuple[WeighedHypothesis, ...]
    why_this_rung: Sentence

    @property
    def likelihood_sentence(self) -> Sentence:
        """How probable it is, without a word on confidence."""
        return Sentence(
            "That these accounts act together, rather than each by itself, is {likelihood}.",
            likelihood=self.likelihood.words,
        )

    @property
    def confidence_sentence(self) -> Sentence:
        """How good the ground is, without a word on likelihood."""
        return Sentence(
            "Confidence in this judgement is {confidence}.", confidence=self.confidence.words
        )

    @property
    def present(self) -> tuple[Sign, ...]:
        """The signs that are there."""
        return tuple(sign for sign in self.signs if sign.seen is Seen.PRESENT)


def assess(profile: CampaignProfile) -> Assessment:
    """Judge one campaign from its profile; climbs to rung 2 at most."""
    signs = tuple(indicator.look(profile) for indicator in INDICATORS.values())
    seen = {sign.indicator: sign for sign in signs}
    weighed = tuple(hypothesis.weigh(profile, seen) for hypothesis in HYPOTHESES)
    likelihood = _likelihood(profile, weighed)
    confidence, limits = _confidence(profile, weighed)
    rung, why = _rung(profile, signs, weighed, likelihood)
    return Assessment(rung.capped(), likelihood, confidence, limits, signs, weighed, why)


def _likelihood(profile: CampaignProfile, weighed: tuple[WeighedHypothesis, ...]) -> Likelihood:
    """Read the middle member's bits as odds against chance; step down for what chance leaves out.

    That is an artefact, and that all they do together is to react to others.
    """
    bits = median(member.bits for member in profile.members)
    found = Likelihood.of(1 - 2.0**-bits)
    for doubt in (_supported(weighed, "artefact"), _only_reactions(profile)):
        if doubt:
            found = Likelihood(max(Likelihood.EVEN, found - 1))
    return found


def _only_reactions(profile: CampaignProfile) -> bool:
    """Whether nothing but reposts and replies ties them: the quickest of an audience do so, too."""
    return {tied.kind for tied in profile.ties} <= {"repost", "reply"}


def _supported(weighed: tuple[WeighedHypothesis, ...], hypothesis: str) -> bool:
    return any(
        each.hypothesis == hypothesis and each.standing is Standing.SUPPORTED for each in weighed
    )


def _confidence(
    profile: CampaignProfile, weighed: tuple[WeighedHypothesis, ...]
) -> tuple[Confidence, tuple[Sentence, ...]]:
    """Start high; each thing that limits the ground lowers it to its own level at most."""
    steady = [m.stability for m in profile.members if m.stability is not None]
    middle = median(steady) if steady else 0.0
    shaky = Sentence(
        "With a fifth of the ties left out, the median member stays in {share} of the trials.",
        share=Percent(middle),
    )
    limits = (
        (len(profile.members) < 3, Confidence.LOW, Sentence("It rests on two accounts.")),
        (
            profile.sharing.traces < 5,
            Confidence.LOW,
            Sentence.counted(
                "It rests on {n} shared item.",
                "It rests on {n} shared items.",
                profile.sharing.traces,
            ),
        ),
        (middle < 0.5, Confidence.LOW, shaky),
        (0.5 <= middle < 0.9, Confidence.MODERATE, shaky),
        (
            profile.coarse_times >= 0.5,
            Confidence.MODERATE,
            Sentence("Most times are known no closer than to the minute."),
        ),
        (
            len(profile.ties) == 1,
            Confidence.MODERATE,
            Sentence("All ties are of one kind; nothing of another kind confirms them."),
        ),
        (
            _only_reactions(profile),
            Confidence.LOW,
            Sentence(
                "They are tied only by answering or repeating posts of others, as the quickest of "
                "a faithful audience are as well."
            ),
        ),
        (
            _supported(weighed, "artefact"),
            Confidence.LOW,
            Sentence("The way the posts were collected may explain the finding."),
        ),
    )
    confidence = Confidence.HIGH
    for there, level, _ in limits:
        confidence = confidence & level if there else confidence
    return confidence, tuple(reason for there, _, reason in limits if there)


def _rung(
    profile: CampaignProfile,
    signs: tuple[Sign, ...],
    weighed: tuple[WeighedHypothesis, ...],
    likelihood: Likelihood,
) -> tuple[Rung, Sentence]:
    if likelihood < Likelihood.LIKELY:
        return Rung.OBSERVATION, Sentence("Chance is not ruled out well enough to go further.")
    if len(profile.members) < FEWEST_ACCOUNTS:
        return Rung.COORDINATION, Sentence.counted(
            "The judgement stops here because signs of inauthenticity say little about fewer than "
            "{n} account.",
            "The judgement stops here because signs of inauthenticity say little about fewer than "
            "{n} accounts.",
            FEWEST_ACCOUNTS,
        )
    families = {sign.family for sign in signs if sign.seen is Seen.PRESENT}
    innocent = [each.title for each in weighed if each.standing is Standing.SUPPORTED]
    if innocent:
        return Rung.COORDINATION, Sentence(
            "The judgement stops here because what was measured supports an innocent explanation: "
            "{explanations}.",
            explanations=innocent,
        )
    if len(families) < FAMILIES_NEEDED:
        return Rung.COORDINATION, Sentence(
            "The judgement stops here because signs of inauthenticity of two different sorts are "
            "needed to go further, and they were not found."
        )
    return Rung.INDICATORS, Sentence(
        "Signs of {families} different sorts were found, and no innocent explanation is supported.",
        families=len(families),
    )
