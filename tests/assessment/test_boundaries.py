"""Where rung, likelihood and confidence change, and where they do not yet."""

from dataclasses import replace
from math import log2

import pytest

from demasque.assessment import Confidence, Likelihood, Rung, assess
from demasque.campaigns import CampaignProfile, KindTies, Venue
from made_profiles import PLAIN_SHARING, members, plain, sharing


def with_bits(bits: float) -> CampaignProfile:
    return plain(members=members(bits=bits))


def steady(stability: float | None) -> CampaignProfile:
    return plain(members=members(stability=stability))


@pytest.mark.parametrize(
    ("probability", "likelihood"),
    [
        (0.0, Likelihood.ALMOST_NO_CHANCE), (0.049, Likelihood.ALMOST_NO_CHANCE),
        (0.05, Likelihood.VERY_UNLIKELY), (0.199, Likelihood.VERY_UNLIKELY),
        (0.2, Likelihood.UNLIKELY), (0.449, Likelihood.UNLIKELY),
        (0.45, Likelihood.EVEN), (0.549, Likelihood.EVEN),
        (0.55, Likelihood.LIKELY), (0.799, Likelihood.LIKELY),
        (0.8, Likelihood.VERY_LIKELY), (0.949, Likelihood.VERY_LIKELY),
        (0.95, Likelihood.ALMOST_CERTAIN), (1.0, Likelihood.ALMOST_CERTAIN),
    ],
)  # fmt: skip
def test_the_terms_of_likelihood_begin_where_the_standard_says(
    probability: float, likelihood: Likelihood
) -> None:
    assert Likelihood.of(probability) is likelihood


@pytest.mark.parametrize("probability", [0.06, 0.3, 0.56, 0.85, 0.96])
def test_likelihood_follows_the_middle_members_bits(probability: float) -> None:
    assert assess(with_bits(-log2(1 - probability))).likelihood is Likelihood.of(probability)


@pytest.mark.parametrize(
    ("profile", "confidence"),
    [
        (plain(), Confidence.HIGH),
        (plain(3), Confidence.HIGH),
        (plain(2), Confidence.LOW),
        (sharing(traces=5), Confidence.HIGH),
        (sharing(traces=4), Confidence.LOW),
        (steady(0.9), Confidence.HIGH),
        (steady(0.89), Confidence.MODERATE),
        (steady(0.5), Confidence.MODERATE),
        (steady(0.49), Confidence.LOW),
        (steady(None), Confidence.LOW),
        (plain(coarse_times=0.49), Confidence.HIGH),
        (plain(coarse_times=0.5), Confidence.MODERATE),
        (plain(ties=plain().ties[:1]), Confidence.MODERATE),
        (plain(ties=(KindTies("repost", 9, 9, 0.1, 60.0),)), Confidence.LOW),
        (plain(ties=tuple(KindTies(k, 9, 9, 0.1, 60.0) for k in ("repost", "reply"))),
         Confidence.LOW),
        (plain(ties=tuple(KindTies(k, 9, 9, 0.1, 60.0) for k in ("repost", "url"))),
         Confidence.HIGH),
    ],
)  # fmt: skip
def test_each_limit_lowers_confidence_to_its_own_level(
    profile: CampaignProfile, confidence: Confidence
) -> None:
    judged = assess(profile)
    assert judged.confidence is confidence
    assert bool(judged.limits) is (confidence is not Confidence.HIGH)


def suspicious(size: int = 8, **changed: object) -> CampaignProfile:
    """Signs of two families, no innocent explanation supported."""
    shared = replace(PLAIN_SHARING, texts=7, outsiders=0, gap_seconds=5.0)
    known = members(size, handle_digits=8, followers=900)
    whole = plain(size, members=known, sharing=shared, venues=(Venue("v", 99, size),))
    return replace(whole, **changed)


def test_rung_two_needs_signs_of_two_families() -> None:
    assert assess(suspicious()).rung is Rung.INDICATORS
    assert {sign.family for sign in assess(suspicious()).present} == {"accounts", "placement"}
    assert assess(suspicious(venues=())).rung is Rung.COORDINATION
    assert assess(plain()).rung is Rung.COORDINATION


@pytest.mark.parametrize(("size", "rung"), [(3, Rung.COORDINATION), (4, Rung.INDICATORS)])
def test_rung_two_needs_four_accounts(size: int, rung: Rung) -> None:
    assert assess(suspicious(size)).rung is rung


@pytest.mark.parametrize(
    ("probability", "rung"), [(0.54, Rung.OBSERVATION), (0.56, Rung.INDICATORS)]
)
def test_what_is_not_likely_stays_an_observation(probability: float, rung: Rung) -> None:
    bits = -log2(1 - probability)
    weak = suspicious(members=members(handle_digits=8, followers=900, bits=bits))
    assert assess(weak).rung is rung


def test_a_supported_explanation_keeps_any_signs_from_rung_two() -> None:
    artefact = suspicious(coarse_times=1.0, ties=plain().ties[:1])
    artefact = replace(artefact, sharing=replace(artefact.sharing, traces=2))
    judged = assess(artefact)
    assert judged.rung is Rung.COORDINATION
    assert "artefact of collection" in judged.why_this_rung.lower()
    assert judged.confidence is Confidence.LOW
    assert judged.likelihood == assess(suspicious()).likelihood - 1


def test_doubts_never_push_below_even() -> None:
    doubtful = replace(
        suspicious(members=members(bits=1.2), ties=(KindTies("reply", 9, 9, 0.1, 60.0),)),
        coarse_times=1.0,
    )
    assert assess(doubtful).likelihood is Likelihood.EVEN
