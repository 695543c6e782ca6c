"""Every innocent explanation: what speaks for it, what against it, and what says nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from demasque.accounts import INDICATORS
from demasque.assessment import HYPOTHESES, Hypothesis, Standing, WeighedHypothesis
from demasque.campaigns import CampaignProfile, KindTies, Venue
from demasque.sentences import Sentence
from made_profiles import PLAIN_SHARING, START, members, plain, sharing

BY_ID = {each.id: each for each in HYPOTHESES}
SITE = (("office.example", 60), ("other.example", 20))
NEW_TOGETHER = members(created_at=START)
SHIFTS = (0,) * 8 + (20,) * 9 + (0,) * 7


def weigh(hypothesis: str, profile: CampaignProfile) -> WeighedHypothesis:
    return BY_ID[hypothesis].weigh(profile)


def gaps(seconds: float | None, coarse: float = 0.0) -> CampaignProfile:
    return replace(sharing(gap_seconds=seconds), coarse_times=coarse)


FOR = [
    ("fans", sharing(outsiders=8), "outside the campaign shared"),
    ("fans", sharing(reposts=40), "reposts, which need no agreement"),
    ("fans", gaps(3_601), "median time between"),
    ("syndication", sharing(domains=SITE), "lead to office.example"),
    ("syndication", plain(members=members(verified=[True] * 4 + [None] * 4)), "has verified"),
    ("syndication", sharing(domains=SITE), "on their own pages"),
    ("staff", sharing(domains=SITE), "lead to office.example"),
    ("staff", plain(hours=SHIFTS), "busiest nine hours"),
    ("staff", gaps(300), "median time between"),
    ("staff", plain(15), "15 accounts act together"),
    ("spam", sharing(texts=20, shop_like=2), "2 shared texts or links read like selling"),
    ("spam", sharing(texts=6, shop_like=3), "Most of what they share reads like selling"),
    ("spam", sharing(domains=SITE, shop_like=1), "lead to office.example"),
    ("artefact", plain(coarse_times=0.5), "known no closer than to the minute"),
    ("artefact", sharing(same_second=0.5), "exactly the same second"),
    ("artefact", sharing(traces=2), "very few items"),
]
AGAINST = [
    ("fans", gaps(59), "median time between"),
    ("fans", sharing(texts=3), "post 3 messages as their own"),
    ("fans", sharing(outsiders=0), "Nobody outside"),
    ("fans", plain(members=NEW_TOGETHER), "Within one week"),
    ("syndication", sharing(domains=(("a.example", 7),)), "Few of the shared posts link"),
    ("syndication", plain(venues=(Venue("v", 40, 4),)), "one and the same account"),
    ("syndication", plain(members=NEW_TOGETHER), "Within one week"),
    ("staff", plain(51), "51 accounts act together"),
    ("staff", plain(members=members(handle_digits=8)), "end in four digits"),
    ("staff", plain(venues=(Venue("v", 40, 4),)), "one and the same account"),
    ("staff", plain(members=NEW_TOGETHER), "Within one week"),
    ("spam", sharing(texts=5), "Nothing they share reads like selling"),
    ("spam", sharing(texts=5), "They share no links"),
    ("artefact", plain(coarse_times=0.04), "Nearly all times are known to the second"),
    ("artefact", plain(), "different kinds agree"),
    ("artefact", plain(source_files=2), "come from 2 files"),
    ("artefact", plain(), "were not drawn into the campaign"),
]
NEITHER = [
    ("fans", sharing(outsiders=7), "outside the campaign shared"),
    ("fans", sharing(reposts=39), "reposts, which need"),
    ("fans", gaps(3_600), "median time between"),
    ("fans", gaps(60), "median time between"),
    ("fans", gaps(None), "median time between"),
    ("fans", gaps(0, coarse=0.5), "median time between"),  # too coarse to be called quick
    ("fans", sharing(texts=2), "as their own"),
    ("fans", plain(members=members(created_at=[START + timedelta(days=99 * n) for n in range(8)])),
     "Within one week"),
    ("syndication", sharing(domains=(("a.example", 39),)), "lead to"),
    ("syndication", sharing(domains=(("a.example", 8),)), "Few of the shared posts"),
    ("syndication", plain(members=members(verified=[True] * 3 + [False] * 5)), "has verified"),
    ("staff", gaps(299), "median time between"),
    ("staff", plain(16), "act together"),
    ("staff", plain(50), "act together"),
    ("spam", sharing(texts=21, shop_like=2), "read like selling"),
    ("spam", sharing(), "reads like selling"),  # nothing shared in words or links
    ("artefact", sharing(same_second=0.49), "same second"),
    ("artefact", sharing(same_second=None), "same second"),
    ("artefact", sharing(traces=3), "very few items"),
    ("artefact", plain(coarse_times=0.05), "known to the second"),
    ("artefact", plain(ties=(KindTies("text", 20, 40, 0.1, 60.0),)), "kinds agree"),
    ("artefact", sharing(outsiders=0), "not drawn into"),
]  # fmt: skip


@pytest.mark.parametrize(("hypothesis", "profile", "words"), FOR)
def test_what_speaks_for_it(hypothesis: str, profile: CampaignProfile, words: str) -> None:
    weighed = weigh(hypothesis, profile)
    assert any(words in reason for reason in weighed.in_favour)
    assert not any(words in reason for reason in weighed.against)


@pytest.mark.parametrize(("hypothesis", "profile", "words"), AGAINST)
def test_what_speaks_against_it(hypothesis: str, profile: CampaignProfile, words: str) -> None:
    weighed = weigh(hypothesis, profile)
    assert any(words in reason for reason in weighed.against)
    assert not any(words in reason for reason in weighed.in_favour)


@pytest.mark.parametrize(("hypothesis", "profile", "words"), NEITHER)
def test_what_is_not_clear_or_not_known_counts_on_neither_side(
    hypothesis: str, profile: CampaignProfile, words: str
) -> None:
    weighed = weigh(hypothesis, profile)
    assert not any(words in reason for reason in (*weighed.in_favour, *weighed.against))


@pytest.mark.parametrize(
    ("in_favour", "against", "standing"),
    [
        (2, 0, Standing.SUPPORTED), (3, 1, Standing.SUPPORTED), (1, 0, Standing.OPEN),
        (0, 0, Standing.OPEN), (2, 2, Standing.OPEN), (0, 1, Standing.OPEN),
        (0, 2, Standing.WEAKENED), (1, 3, Standing.WEAKENED),
    ],
)  # fmt: skip
def test_two_reasons_more_on_one_side_move_it_off_open(
    in_favour: int, against: int, standing: Standing
) -> None:
    reasons = (Sentence("a reason"),)
    weighed = WeighedHypothesis(
        "h", Sentence("t"), Sentence("s"), reasons * in_favour, reasons * against
    )
    assert weighed.standing is standing


@pytest.mark.parametrize(
    ("hypothesis", "profile"),
    [
        ("fans", sharing(outsiders=20, reposts=60, gap_seconds=7_200.0)),
        ("syndication", sharing(domains=(("agency.example", 80),))),
        ("staff", replace(sharing(domains=SITE, gap_seconds=900.0), hours=SHIFTS)),
        ("spam", sharing(texts=6, shop_like=5, domains=(("shop.example", 80),))),
        ("artefact", replace(
            plain(sharing=replace(PLAIN_SHARING, traces=2, outsiders=0), coarse_times=1.0),
            ties=(KindTies("url", 2, 2, 0.1, 60.0),))),
    ],
)  # fmt: skip
def test_each_can_be_supported(hypothesis: str, profile: CampaignProfile) -> None:
    assert weigh(hypothesis, profile).standing is Standing.SUPPORTED


def test_every_indicator_that_an_explanation_asks_for_exists() -> None:
    for each in HYPOTHESES:
        assert set(each.indicators) <= set(INDICATORS), each.id


def test_asking_for_an_unknown_indicator_fails_loudly() -> None:
    name = Sentence("x")
    asks = Hypothesis("h", name, name, lambda profile, reasons: None, ("no-such-indicator",))
    with pytest.raises(KeyError, match="no-such-indicator"):
        asks.weigh(plain())
    silent = Hypothesis("h", name, name, lambda _, reasons: reasons.oppose_sign("in-shifts"))
    with pytest.raises(KeyError, match="in-shifts"):
        silent.weigh(plain())
