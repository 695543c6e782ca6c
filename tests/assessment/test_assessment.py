"""The program says no more than it may, and always puts the innocent explanations on the table."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.extract import extract_from_dir
from hypothesis import given
from hypothesis import strategies as st

import demasque
from demasque.accounts import INDICATORS, Seen
from demasque.assessment import (
    HYPOTHESES,
    Confidence,
    Likelihood,
    Rung,
    Standing,
    assess,
)
from demasque.campaigns import CampaignProfile, Sharing, find_campaigns
from demasque.campaigns.measuring import profile
from demasque.wording import LANGUAGES, catalogue
from hand_made import case_of, world

PACKAGE = Path(demasque.__file__).parent


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CampaignProfile]:
    with case_of(tmp_path_factory.mktemp("world"), world()) as store:
        find_campaigns(store)
        return {campaign: profile(store, campaign) for campaign in ("C1", "C2")}


@pytest.fixture(scope="module")
def operation(measured: dict[str, CampaignProfile]) -> CampaignProfile:
    return measured["C1"]


@pytest.fixture(scope="module")
def office(measured: dict[str, CampaignProfile]) -> CampaignProfile:
    return measured["C2"]


def sharing(seen: CampaignProfile, **changed: object) -> CampaignProfile:
    return replace(seen, sharing=replace(seen.sharing, **changed))


def standing(seen: CampaignProfile, hypothesis: str) -> Standing:
    return next(w.standing for w in assess(seen).hypotheses if w.hypothesis == hypothesis)


def test_an_operation_with_signs_of_different_sorts_stands_on_rung_two(
    operation: CampaignProfile,
) -> None:
    judged = assess(operation)
    assert judged.rung is Rung.INDICATORS
    assert len({sign.family for sign in judged.present}) >= 2
    assert judged.likelihood is Likelihood.ALMOST_CERTAIN


def test_an_office_sharing_its_own_links_stays_on_rung_one(office: CampaignProfile) -> None:
    judged = assess(office)
    assert judged.rung is Rung.COORDINATION
    assert standing(office, "staff") is Standing.SUPPORTED


def test_a_supported_innocent_explanation_keeps_it_on_rung_one(operation: CampaignProfile) -> None:
    selling = sharing(operation, shop_like=7, domains=(("shop.example", 40),))
    assert standing(selling, "spam") is Standing.SUPPORTED
    assert assess(selling).rung is Rung.COORDINATION


def test_signs_of_one_sort_do_not_suffice(operation: CampaignProfile) -> None:
    plain = replace(operation, venues=(), platforms=(("x", 112),))
    bare = sharing(plain, crossing=0)
    members = tuple(replace(m, followers=5_000) for m in bare.members)
    bare = replace(bare, members=members, filler=0.5, hours=(5,) * 24)
    assert {sign.family for sign in assess(bare).present} == {"accounts"}
    assert assess(bare).rung is Rung.COORDINATION


def test_a_few_accounts_never_climb_to_rung_two(operation: CampaignProfile) -> None:
    pair = replace(operation, members=operation.members[:2])
    assert assess(pair).rung is Rung.COORDINATION
    assert assess(pair).confidence is Confidence.LOW


def test_what_the_export_does_not_say_counts_on_neither_side(office: CampaignProfile) -> None:
    silent = replace(
        office,
        members=tuple(
            replace(m, created_at=None, followers=None, avatar=None, handle_digits=None)
            for m in office.members
        ),
    )
    seen = {sign.indicator: sign.seen for sign in assess(silent).signs}
    for indicator in ("created-together", "numbered-names", "one-picture", "few-followers"):
        assert seen[indicator] is Seen.UNKNOWN


def test_every_explanation_and_every_indicator_is_always_reported(
    operation: CampaignProfile, office: CampaignProfile
) -> None:
    for seen in (operation, office):
        judged = assess(seen)
        assert [w.hypothesis for w in judged.hypotheses] == [h.id for h in HYPOTHESES]
        assert [s.indicator for s in judged.signs] == list(INDICATORS)


@given(
    bits=st.floats(0, 5_000),
    filler=st.floats(0, 1),
    coarse=st.floats(0, 1),
    gap=st.none() | st.floats(0, 1e6),
    counts=st.lists(st.integers(0, 500), min_size=6, max_size=6),
)
def test_the_program_never_climbs_above_rung_two(
    operation: CampaignProfile,
    bits: float,
    filler: float,
    coarse: float,
    gap: float | None,
    counts: list[int],
) -> None:
    members = tuple(replace(member, bits=bits) for member in operation.members)
    traces, posts, texts, crossing, shop, outsiders = counts
    shared = Sharing(traces, posts, 0, texts, crossing, (), shop, outsiders, gap, None)
    judged = assess(
        replace(operation, members=members, filler=filler, coarse_times=coarse, sharing=shared)
    )
    assert judged.rung.by_program
    assert judged.rung <= Rung.COORDINATION or all(
        weighed.standing is not Standing.SUPPORTED for weighed in judged.hypotheses
    )


def test_weak_ground_lowers_confidence_and_says_why(operation: CampaignProfile) -> None:
    coarse = replace(operation, coarse_times=1.0)
    shaky = replace(operation, members=tuple(replace(m, stability=0.3) for m in operation.members))
    assert assess(coarse).confidence <= Confidence.MODERATE
    assert assess(shaky).confidence is Confidence.LOW
    assert all(assess(seen).limits for seen in (coarse, shaky))


def test_reacting_to_others_alone_is_weaker_ground(operation: CampaignProfile) -> None:
    kinds = [replace(operation.ties[0], kind=kind) for kind in ("reply", "repost")]
    before, judged = assess(operation), assess(replace(operation, ties=tuple(kinds)))
    assert judged.likelihood == before.likelihood - 1
    assert judged.confidence is Confidence.LOW
    assert any("faithful audience" in catalogue("en").say(limit) for limit in judged.limits)
    mixed = replace(operation, ties=(*kinds, replace(operation.ties[0], kind="text")))
    assert assess(mixed).likelihood == before.likelihood


def test_the_scales_know_their_algebra() -> None:
    assert Confidence.HIGH & Confidence.LOW is Confidence.LOW
    assert [Likelihood.of(p).opposite for p in (0.01, 0.5, 0.99)] == [7, 4, 1]
    assert Likelihood.of(0) is Likelihood.ALMOST_NO_CHANCE
    assert Likelihood.of(1) is Likelihood.ALMOST_CERTAIN
    assert Rung.ATTRIBUTION.capped() is Rung.INDICATORS
    assert [rung.by_program for rung in Rung] == [True, True, True, False, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_likelihood_and_confidence_never_share_a_sentence(
    language: str, operation: CampaignProfile
) -> None:
    words = catalogue(language)
    likelihoods = {words.say(degree.words) for degree in Likelihood}
    judged = assess(operation)
    sentence = words.say(judged.confidence_sentence)
    assert not any(degree in sentence for degree in likelihoods)
    assert "confi" not in words.say(judged.likelihood_sentence).lower()


def _machine_sentences() -> list[str]:
    keywords = {"plural": (1, 2), "counted": (1, 2)} | dict.fromkeys(("text", "Sentence"))
    english: set[str | tuple[str, ...]] = set()
    rooms = [(room, "python") for room in ("accounts", "assessment", "findings", "publish")]
    for room, method in (*rooms, ("publish", "jinja2")):
        pattern = "**.py" if method == "python" else "**.html"
        found = extract_from_dir(PACKAGE / room, [(pattern, method)], keywords=keywords)
        english |= {sentence for _, _, sentence, _, _ in found}
    forms = [form for entry in english for form in ([entry] if isinstance(entry, str) else entry)]
    assert len(forms) > 200  # the extraction still finds them
    return forms + [catalogue("fr").text(form) for form in forms]


def test_the_machine_names_no_country_and_calls_nobody_names() -> None:
    names = {"bot", "bots", "fake", "fakes", "troll", "trolls", "robot", "robots", "faux", "fausse"}
    countries = {
        name
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2
    }
    for sentence in _machine_sentences():
        words = set(re.findall(r"\w+", sentence.lower()))
        assert not words & names, sentence
        assert not [name for name in countries if re.search(rf"\b{re.escape(name)}\b", sentence)]
