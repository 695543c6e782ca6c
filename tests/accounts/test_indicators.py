"""Every indicator: a case in which it is there, one in which it is not, one of not knowing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from demasque.accounts import FEWEST_ACCOUNTS, INDICATORS, Scope, Seen
from demasque.campaigns import AccountSample, Audience, CampaignProfile, Venue
from demasque.wording import LANGUAGES, catalogue
from made_profiles import START, beside, members, plain, sample, sharing

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


DAY = 86_400
CAMPAIGN = 1_772_409_600  # 2 March 2026, the first day on which a plain campaign shares something


def each(known: object, column: str, size: int) -> list[dict[str, object]]:
    """One account a value: a list of values, or one for all of them."""
    values = known if isinstance(known, list) else [known] * size
    return [{column: value} for value in values]


def accounts_with(column: str, inside: object, others: object, size: int = 200) -> CampaignProfile:
    """Eight members and ``size`` others of which one column is known."""
    around = sample(each(others, column, size))
    return beside(sample(each(inside, column, 8)), around)


def posting(
    inside: Sequence[Mapping[str, object]],
    outside: Sequence[Mapping[str, object]],
    others: int = 60,
    **changed: object,
) -> CampaignProfile:
    """Eight members who each post what is given, and others who do."""
    return beside(_each_posts(8, inside), _each_posts(others, outside), **changed)


def _each_posts(accounts: int, posts: Sequence[Mapping[str, object]]) -> AccountSample:
    whole = [{"row": n, **post} for n in range(accounts) for post in posts]
    return sample([{"posts": len(posts), "posts_total": len(posts)}] * accounts, whole)


def days(*numbers: float, **more: object) -> list[dict[str, object]]:
    """Posts so many days from the campaign's first day."""
    return [{"at": round(CAMPAIGN + DAY * n), **more} for n in numbers]


EVERY_DAY = days(*range(-90, 10))
AWAKE = days(*range(-90, -60), *range(10))
"""A month of daily posts, two months of nothing, and the campaign."""

ENGLISH_THEN_FRENCH = days(*range(-30, 0), lang="en") + days(*range(20), lang="fr")
EIGHT_A_DAY = [post for day in range(10) for post in days(*(day + n / 20 for n in range(8)))]
ONE_TO_TEN_A_DAY = [
    post for day in range(10) for post in days(*(day + n / 20 for n in range(day + 1)))
]


def ring(returned: bool) -> list[dict[str, object]]:
    return [
        {"row": row, "other": f"a{n:04d}", "returned": returned, "fellow": True}
        for row in range(8)
        for n in range(8)
        if n != row
    ]


def linked(inside: list[dict[str, object]]) -> CampaignProfile:
    out = [
        {"row": row, "other": f"o{n}", "returned": n == 0, "fellow": False}
        for row in range(60)
        for n in range(5)
    ]
    return beside(sample([{}] * 8, links=inside), sample([{}] * 60, links=out))


def followed(inside: int, spread: float = 1.0) -> CampaignProfile:
    """Others with a hundred followers, more or less; members with as many as is said."""
    made = [START - timedelta(days=400 + n % 300) for n in range(200)]
    around = [
        {
            "created_at": made[n],
            "followers": round(100 * spread ** (n % 21 - 10)),
            "posts_total": 50,
        }
        for n in range(200)
    ]
    members_ = [{"created_at": made[n], "followers": inside, "posts_total": 50} for n in range(8)]
    return beside(sample(members_), sample(around))


def outlets() -> CampaignProfile:
    """Members that the platform has verified, with far more followers than others."""
    known = followed(50_000, spread=1.1)
    verified = [{**each, "verified": True} for each in known.sample.accounts.to_pylist()]
    return replace(known, sample=sample(verified))


def created_among(inside: list[float], others: list[float]) -> CampaignProfile:
    """Members and others created so many days before the campaign."""
    here, there = (
        [{"created_at": START - timedelta(days=n)} for n in when] for when in (inside, others)
    )
    return beside(sample(here), sample(there), members=members(8, created_at=START))


SPREAD = [float(10 * n) for n in range(200)]
NAMES = [f"L{3 + n % 7}_L{2 + n % 5}" for n in range(200)]
FEW_THERE = [False, False, True] + [False] * 197
OWN = [f"own{n}" for n in range(200)]
CROWDED = [*OWN[:100], *["default"] * 100]


def digits_beside(inside: list[int], others: list[int]) -> CampaignProfile:
    measured = accounts_with("handle_digits", inside, others)
    return replace(measured, members=members(handle_digits=inside))


def pictures_beside(inside: list[str], others: list[str]) -> CampaignProfile:
    return replace(accounts_with("avatar", inside, others), members=members(avatar=inside))


def followers_beside(inside: list[int], others: list[int]) -> CampaignProfile:
    return replace(accounts_with("followers", inside, others), members=members(followers=inside))


def under_one(venue: str) -> list[dict[str, object]]:
    return days(*range(5), venue=venue)


def under_many() -> list[dict[str, object]]:
    return [post for n in range(5) for post in days(n, venue=f"elsewhere{n}")]


def heard(inside: int, outside: int) -> CampaignProfile:
    """Posts with so many reactions each."""
    return posting(
        days(*range(9), reactions=inside),
        days(*range(9), reactions=outside),
        audience=Audience(0, 72, 72 * inside),
    )


VENUES = (Venue("v", 40, 8),)
EVERY_HOUR = days(*(n + n % 24 / 24 for n in range(48)))
MORNING = (0,) * 8 + (20,) * 9 + (0,) * 7

CASES = [
    ("created-together", created(0, 1, 2, 7, 300, 600, 900, 1200), PRESENT),
    ("created-together", created(0, 1, 2, 7.1, 300, 600, 900, 1200), ABSENT),
    ("created-together", created(0, 1, 2, 3, 300, 600, 900, 1200, 1500), ABSENT),
    ("created-together", created(0, 1, 2), UNKNOWN),
    ("created-together", plain(), UNKNOWN),
    ("numbered-names", known(handle_digits=[4, 5, 8, 8, 0, 0, 3, 3]), PRESENT),
    ("numbered-names", known(handle_digits=[4, 5, 8, 3, 0, 0, 3, 3]), ABSENT),
    ("numbered-names", known(handle_digits=[8, 8, 8] + [None] * 5), UNKNOWN),
    ("picture-families", accounts_with("avatar_family", ["p"] * 3 + OWN[:5], None), PRESENT),
    ("picture-families", accounts_with("avatar_family", OWN[:8], None), ABSENT),
    ("eyes-in-one-place", accounts_with("on_template", True, None), PRESENT),
    ("eyes-in-one-place", accounts_with("on_template", FEW_THERE[:8], None), ABSENT),
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
"""What members alone show, where a case holds nobody to compare them with."""

BESIDE_OTHERS = [
    ("created-together", created_among([3.0] * 4 + SPREAD[:4], SPREAD), PRESENT),
    # Everybody came in those days.
    ("created-together", created_among([3.0] * 8, [3.0] * 150 + SPREAD[:50]), ABSENT),
    ("numbered-names", digits_beside([4] * 4 + [0] * 4, [0] * 197 + [4] * 3), PRESENT),
    ("numbered-names", digits_beside([4] * 8, [4] * 150 + [0] * 50), ABSENT),  # all have them
    ("numbered-names", digits_beside([4] * 3 + [0] * 5, [0] * 200), ABSENT),  # three are too few
    ("naming-grammar", accounts_with("handle_shape", ["L5_L5d4"] * 4 + NAMES[:4], NAMES), PRESENT),
    ("naming-grammar", accounts_with("handle_shape", ["L3d4", "L4d4", "L5d4", "L6d4"] * 2, NAMES),
     PRESENT),  # letters may differ in number
    ("naming-grammar", accounts_with("handle_shape", NAMES[:8], NAMES), ABSENT),
    ("naming-grammar", accounts_with("handle_shape", "L5d4", "L5d4"), ABSENT),
    ("naming-grammar", accounts_with("handle_shape", [f"L{n}" for n in range(3, 11)], NAMES),
     ABSENT),  # letters alone
    ("naming-grammar", accounts_with("handle_shape", "L5d4", None), UNKNOWN),
    ("naming-grammar", accounts_with("handle_shape", "L5d4", "L3", size=29), UNKNOWN),
    ("naming-grammar", plain(), UNKNOWN),
    ("one-picture", pictures_beside(["a", "a", "b", "b", *OWN[:4]], OWN), PRESENT),
    ("one-picture", pictures_beside(["default"] * 5 + OWN[:3], CROWDED), ABSENT),
    ("copied-bios", accounts_with("bio_hash", ["a", "a", "b", "b", *OWN[:4]], OWN), PRESENT),
    ("copied-bios", accounts_with("bio_hash", ["default"] * 5 + OWN[:3], CROWDED), ABSENT),
    ("copied-bios", accounts_with("bio_hash", ["a"] * 3 + [None] * 5, OWN), UNKNOWN),
    ("copied-bios", accounts_with("bio_hash", "a", None), UNKNOWN),
    ("picture-families", accounts_with("avatar_family", ["p"] * 5 + OWN[:3], OWN), PRESENT),
    ("picture-families", accounts_with("avatar_family", "p", ["p"] * 90 + OWN[:110]), ABSENT),
    ("picture-families", plain(), UNKNOWN),
    ("eyes-in-one-place", accounts_with("on_template", True, FEW_THERE), PRESENT),
    ("eyes-in-one-place", accounts_with("on_template", FEW_THERE[:8], FEW_THERE), ABSENT),
    # Others have aligned portraits as well: it says nothing of the members.
    ("eyes-in-one-place", accounts_with("on_template", True, True), ABSENT),
    ("eyes-in-one-place", accounts_with("on_template", [True] * 3 + [None] * 5, None), UNKNOWN),
    ("eyes-in-one-place", plain(), UNKNOWN),
    ("one-host", accounts_with("host", ["own.example"] * 4 + OWN[:4], OWN), PRESENT),
    ("one-host", accounts_with("host", "big.example", ["big.example"] * 150 + OWN[:50]), ABSENT),
    ("one-host", accounts_with("host", "own.example", None), UNKNOWN),
    ("one-host", plain(), UNKNOWN),
    ("dormant", posting(AWAKE, EVERY_DAY), PRESENT),
    ("dormant", posting(AWAKE, AWAKE), ABSENT),  # everybody came back
    ("dormant", posting(days(*range(-90, 10, 33), *range(10)), EVERY_DAY), UNKNOWN),
    ("dormant", posting(days(*range(10)), EVERY_DAY), UNKNOWN),
    ("dormant", posting(EVERY_DAY, EVERY_DAY), ABSENT),
    ("taken-over", posting(ENGLISH_THEN_FRENCH, days(*range(-30, 20), lang="en")), PRESENT),
    ("taken-over", posting(ENGLISH_THEN_FRENCH, ENGLISH_THEN_FRENCH), ABSENT),
    ("taken-over", posting(days(*range(-30, 20), lang="fr"), ENGLISH_THEN_FRENCH), ABSENT),
    ("taken-over", posting(days(*range(50), lang="fr"), ENGLISH_THEN_FRENCH), UNKNOWN),
    ("little-of-their-own", posting(days(*range(9), shared=True), EVERY_DAY), PRESENT),
    ("little-of-their-own", posting(EVERY_DAY, EVERY_DAY, filler=0.0), ABSENT),
    ("placed-together", posting(under_one("v"), under_many(), venues=VENUES), PRESENT),
    ("placed-together", posting(under_one("v"), under_one("v"), venues=VENUES), ABSENT),
    ("no-audience", heard(0, 3), PRESENT),
    ("no-audience", heard(0, 0), ABSENT),
    ("few-followers", followers_beside([3] * 4 + [900] * 4, [900] * 200), PRESENT),
    ("few-followers", followers_beside([3] * 8, [3] * 150 + [900] * 50), ABSENT),
    ("follower-misfit", followed(50_000, spread=1.1), PRESENT),
    ("follower-misfit", followed(0, spread=1.1), PRESENT),
    ("follower-misfit", outlets(), UNKNOWN),
    ("follower-misfit", followed(100, spread=1.1), ABSENT),
    ("follower-misfit", accounts_with("followers", 100, 100), UNKNOWN),  # no age
    ("follower-misfit", plain(), UNKNOWN),
    ("closed-ring", linked(ring(returned=True)), PRESENT),
    ("closed-ring", linked(ring(returned=False)), ABSENT),
    ("closed-ring", linked([]), UNKNOWN),
    ("in-shifts", posting(days(*(n + 0.4 for n in range(20))), EVERY_HOUR, hours=MORNING), PRESENT),
    ("in-shifts", posting(EVERY_HOUR, EVERY_HOUR, hours=MORNING), ABSENT),
    ("posting-ceiling", posting(EIGHT_A_DAY, ONE_TO_TEN_A_DAY), PRESENT),
    ("posting-ceiling", posting(ONE_TO_TEN_A_DAY, ONE_TO_TEN_A_DAY), ABSENT),
    ("posting-ceiling", posting(EIGHT_A_DAY, EIGHT_A_DAY), ABSENT),  # the platform's own limit
    ("posting-ceiling", posting(days(*range(7)), EVERY_DAY), UNKNOWN),
    ("one-client", posting(days(1, client="Desk"), days(1, client="Phone")), PRESENT),
    ("one-client", posting(days(1, client="Phone"), days(1, client="Phone")), ABSENT),
    ("one-client", posting(days(1, client="Phone"), days(1)), UNKNOWN),
    ("one-client", posting(days(1), days(1)), UNKNOWN),
]  # fmt: skip
CASES += BESIDE_OTHERS


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


@pytest.mark.parametrize(("indicator", "profile", "seen"), BESIDE_OTHERS)
def test_a_sign_that_can_be_compared_says_how_common_it_is(
    indicator: str, profile: CampaignProfile, seen: Seen
) -> None:
    sign = INDICATORS[indicator].look(profile)
    rate = sign.base_rate
    if seen is UNKNOWN:
        assert rate is None
    else:
        assert rate is not None
        assert 0 < rate.members_known <= len(profile.sample)
        assert 30 <= rate.others_known <= len(profile.others)
        assert (
            f"Of {rate.others_known} other accounts of the case: {rate.others_with}"
            in sign.sentence
        )
        assert rate.beyond is (seen is PRESENT)


def test_where_nobody_can_be_compared_the_sentence_says_so() -> None:
    sign = INDICATORS["few-followers"].look(known(followers=3))
    assert "too few other accounts" in sign.sentence
    assert sign.base_rate is None


def test_every_indicator_names_innocent_causes() -> None:
    for indicator in INDICATORS.values():
        assert indicator.innocent, indicator.id
        assert indicator.look(plain()).innocent == indicator.innocent


@pytest.mark.parametrize("size", range(2, FEWEST_ACCOUNTS))
def test_fewer_than_four_accounts_never_look_alike_in_what_they_are(size: int) -> None:
    alike = members(size, created_at=START, handle_digits=8, followers=0)
    seen = {each.id: each.look(plain(size, members=alike)).seen for each in INDICATORS.values()}
    for indicator in ("created-together", "numbered-names", "few-followers"):
        assert seen[indicator] is UNKNOWN


def test_an_unknown_indicator_is_refused() -> None:
    with pytest.raises(KeyError, match="created_together"):
        INDICATORS["created_together"]
