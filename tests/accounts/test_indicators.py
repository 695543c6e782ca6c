"""Every indicator: a case in which it is there, one in which it is not, one of not knowing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from demasque.accounts import FEWEST_ACCOUNTS, INDICATORS, Scope, Seen
from demasque.campaigns import Audience, CampaignProfile, Venue
from demasque.wording import LANGUAGES, catalogue
from made_profiles import START, members, plain, sharing

PRESENT, ABSENT, UNKNOWN = Seen.PRESENT, Seen.ABSENT, Seen.UNKNOWN
TWO_PLATFORMS = (("x", 80), ("facebook", 80))


def known(**values: object) -> CampaignProfile:
    return plain(members=members(**values))


def created(*days: float) -> CampaignProfile:
    made = [START + timedelta(days=n) for n in days]
    return plain(members=members(len(days), created_at=made))


def crossing(items: int) -> CampaignProfile:
    return replace(sharing(crossing=items), platforms=TWO_PLATFORMS)


def under(placed_by: int, size: int = 8) -> CampaignProfile:
    return plain(size, venues=(Venue("v1", 90, 2), Venue("v2", 40, placed_by)))


def reactions(counted: int, each: float) -> CampaignProfile:
    return plain(audience=Audience(0, counted, round(counted * each)))


def busy(hours: int, posts: int, elsewhere: int = 0) -> CampaignProfile:
    """`posts` an hour for some hours across midnight, and `elsewhere` once at noon."""
    day = [0] * 24
    for n in range(hours):
        day[(20 + n) % 24] = posts
    day[12] += elsewhere
    return plain(hours=tuple(day))


CASES = [
    ("created-together", created(0, 1, 2, 7, 300, 600, 900, 1200), PRESENT),
    ("created-together", created(0, 1, 2, 7.1, 300, 600, 900, 1200), ABSENT),
    ("created-together", created(0, 1, 2, 3, 300, 600, 900, 1200, 1500), ABSENT),
    ("created-together", created(0, 1, 2), UNKNOWN),
    ("created-together", plain(), UNKNOWN),
    ("numbered-names", known(handle_digits=[4, 5, 8, 8, 0, 0, 3, 3]), PRESENT),
    ("numbered-names", known(handle_digits=[4, 5, 8, 3, 0, 0, 3, 3]), ABSENT),
    ("numbered-names", known(handle_digits=[8, 8, 8] + [None] * 5), UNKNOWN),
    ("one-picture", known(avatar=["a", "a", "a", "b", None, None, None, None]), PRESENT),
    ("one-picture", known(avatar=["a", "a", "b", "b", "c", None, None, None]), ABSENT),
    ("one-picture", known(avatar=["a"] + [None] * 7), UNKNOWN),
    ("little-of-their-own", plain(filler=0.1), PRESENT),
    ("little-of-their-own", plain(filler=0.11), ABSENT),
    ("little-of-their-own", plain(filler=0.0, posts=39), ABSENT),  # too few posts each to tell
    ("across-platforms", crossing(3), PRESENT),
    ("across-platforms", crossing(2), ABSENT),
    ("across-platforms", sharing(crossing=3), UNKNOWN),
    ("placed-together", under(4), PRESENT),
    ("placed-together", under(3), ABSENT),
    ("placed-together", under(4, size=10), ABSENT),  # not half of them
    ("placed-together", plain(), UNKNOWN),
    ("no-audience", reactions(20, 0.45), PRESENT),
    ("no-audience", reactions(20, 0.5), ABSENT),
    ("no-audience", reactions(19, 0.0), UNKNOWN),
    ("few-followers", known(followers=[0, 3, 9, 10, 10, 900, 900, 900]), PRESENT),
    ("few-followers", known(followers=[0, 3, 9, 10, 12, 900, 900, 900]), ABSENT),
    ("few-followers", known(followers=[0, 0, 0] + [None] * 5), UNKNOWN),
    ("in-shifts", busy(9, 20, elsewhere=20), PRESENT),
    ("in-shifts", busy(9, 20, elsewhere=21), ABSENT),
    ("in-shifts", busy(24, 5), ABSENT),
    ("in-shifts", busy(9, 11), UNKNOWN),  # 99 posts
]


@pytest.mark.parametrize(("indicator", "profile", "seen"), CASES)
def test_an_indicator_is_seen_where_it_is_and_only_there(
    indicator: str, profile: CampaignProfile, seen: Seen
) -> None:
    assert INDICATORS[indicator].look(profile).seen is seen


def test_every_indicator_has_a_case_of_each_sort() -> None:
    tried = {(indicator, seen) for indicator, _, seen in CASES}
    # What a campaign's own posts say is always known.
    always_known = {("little-of-their-own", UNKNOWN)}
    for indicator in INDICATORS:
        assert {(indicator, seen) for seen in Seen} - always_known <= tried, indicator


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("indicator", "profile", "seen"), CASES)
def test_what_is_said_of_it_is_a_whole_sentence(
    indicator: str, profile: CampaignProfile, seen: Seen, language: str
) -> None:
    sentence = catalogue(language).say(INDICATORS[indicator].look(profile).sentence)
    assert sentence.endswith(".")
    assert "{" not in sentence


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda each: each.id)
def test_an_indicator_declares_what_bears_it_and_its_family(indicator) -> None:
    assert isinstance(indicator.scope, Scope)
    sign = indicator.look(plain())
    assert (sign.indicator, sign.family) == (indicator.id, indicator.family)


@pytest.mark.parametrize("size", range(2, FEWEST_ACCOUNTS))
def test_fewer_than_four_accounts_never_look_alike_in_what_they_are(size: int) -> None:
    alike = members(size, created_at=START, handle_digits=8, followers=0)
    seen = {each.id: each.look(plain(size, members=alike)).seen for each in INDICATORS.values()}
    for indicator in ("created-together", "numbered-names", "few-followers"):
        assert seen[indicator] is UNKNOWN


def test_an_unknown_indicator_is_refused() -> None:
    with pytest.raises(KeyError, match="created_together"):
        INDICATORS["created_together"]
