"""Techniques of DISARM: what is measured proposes, under conditions that are written down."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from demasque.accounts import INDICATORS
from demasque.assessment import Assessment, Rung, assess
from demasque.campaigns import (
    Anatomy,
    CampaignProfile,
    anatomies,
    find_campaigns,
    place_campaigns,
    profiles,
)
from demasque.case import CaseStore
from demasque.dossier import (
    CampaignTechnique,
    Policy,
    TechniqueStanding,
    campaign_techniques,
    decide,
    earlier_techniques,
    policy_of,
    settle,
    technique_named,
)
from demasque.dossier.techniques.disarm_register import ATTRIBUTION, techniques
from demasque.dossier.techniques.observables import OBSERVABLES, markdown_rows
from demasque.errors import UsageError
from hand_made import case_of, world

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data" / "disarm"
REGISTER = ROOT / "src" / "demasque" / "dossier" / "techniques" / "register"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("case"), world()) as store:
        find_campaigns(store)
        place_campaigns(store)
        yield store


@pytest.fixture(scope="module")
def measured(store: CaseStore) -> tuple[CampaignProfile, Anatomy, Assessment]:
    (profile,) = profiles(store, ["C1"])
    return profile, anatomies(store, ["C1"])["C1"], assess(profile)


def proposed(
    store: CaseStore, profile: CampaignProfile, anatomy: Anatomy, assessment: Assessment
) -> tuple[CampaignTechnique, ...]:
    (found,) = campaign_techniques(store, [(profile, anatomy, assessment)]).values()
    return found


def at_rung(
    store: CaseStore, measured: tuple[CampaignProfile, Anatomy, Assessment], rung: Rung
) -> dict[str, CampaignTechnique]:
    profile, anatomy, assessment = measured
    found = proposed(store, profile, anatomy, replace(assessment, rung=rung))
    return {each.technique.id: each for each in found}


def test_the_register_is_that_of_version_1_6() -> None:
    known = techniques()
    assert len(known) == 391
    assert len({each.tactic for each in known.values()}) == 16
    assert list(known) == sorted(known)
    assert len({each.stix_id for each in known.values()}) == 391
    assert technique_named("t0084.001").french == "Avoir recours au copypasta"
    assert technique_named("Use Copypasta").id == "T0084.001"
    assert technique_named("harceler").id == "T0048"
    assert known["T0049.002"].french is None  # the French name means another thing
    assert known["T0049.002"].named("fr") == "Flood Existing Hashtag"


def test_it_ships_under_its_own_licence() -> None:
    licence = (REGISTER / "LICENCE").read_text("utf-8")
    for word in ("DISARM Foundation", "Attribution-ShareAlike 4.0", "49df5f649e16", "Changes:"):
        assert word in licence
    assert "CC BY-SA 4.0" in ATTRIBUTION


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published register is not beside the project")
def test_every_id_is_the_published_one() -> None:
    with (SHARED / "disarm_red_v1.6_en_fr.csv").open(encoding="utf-8") as file:
        published = {row["disarm_id"]: row for row in csv.DictReader(file)}
    assert published.keys() == techniques().keys()
    for each in techniques().values():
        row = published[each.id]
        assert (each.name, each.tactic) == (row["name_en"], row["tactic_id"])
        assert (each.stix_id, each.misp_uuid or "") == (row["stix_id"], row["misp_galaxy_uuid"])
    with (SHARED / "spamouflage_disarm_map.csv").open(encoding="utf-8") as file:
        mapped = {row["disarm_id"]: row["tool_policy"] for row in csv.DictReader(file)}
    assert {each: policy_of(each).value for each in mapped} == mapped


def test_a_technique_without_a_policy_needs_an_analyst() -> None:
    assert policy_of("T0002") is Policy.NEVER
    assert policy_of("T0057") is Policy.ANALYST


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("T0084.01", "T0084.001 Use Copypasta"),
        ("copypasta", "T0084.001 Use Copypasta"),
        ("T0090", "T0146 + T0143.002"),
        ("t0103.001", "nothing of the same meaning"),
        ("", "The nearest"),
    ],
)
def test_an_unknown_technique_is_answered_with_what_may_be_meant(word: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        technique_named(word)
    assert message in str(error.value)
    assert not earlier_techniques().keys() & techniques().keys()


def test_only_what_may_be_suggested_is_proposed() -> None:
    for each in OBSERVABLES:
        assert policy_of(each.technique) is Policy.SUGGEST, each.technique
        assert each.rung > Rung.OBSERVATION
    assert [each.technique for each in OBSERVABLES] == sorted(e.technique for e in OBSERVABLES)


def test_names_that_accuse_wait_for_signs_of_inauthenticity() -> None:
    rungs = {each.technique: each.rung for each in OBSERVABLES}
    accusing = [each for each in rungs if {"Inauthentic", "Bots", "Automated"} & {
        *techniques()[each].name.split()
    }]  # fmt: skip
    assert len(accusing) == 3
    assert all(rungs[each] is Rung.INDICATORS for each in accusing)


def test_the_documented_conditions_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "handover.md").read_text("utf-8")
    assert "\n".join(markdown_rows()) in page
    named = {word.strip(",") for each in OBSERVABLES for word in each.asks.split() if "-" in word}
    assert named - {"look-alike"} <= INDICATORS.keys()
    unmeasured = [
        each.id
        for each in techniques().values()
        if policy_of(each.id) is Policy.SUGGEST
        and each.id not in {o.technique for o in OBSERVABLES}
    ]
    assert all(f"{each} (" in " ".join(page.split()) for each in unmeasured), unmeasured


def test_a_proposal_says_what_was_measured_and_which_posts_show_it(
    store: CaseStore, measured: tuple[CampaignProfile, Anatomy, Assessment]
) -> None:
    found = at_rung(store, measured, Rung.COORDINATION)
    copied = found["T0084.001"]
    assert copied.seen == "They post 7 messages as their own that fellow members post too."
    assert (copied.standing, copied.policy) == (TechniqueStanding.PROPOSED, Policy.SUGGEST)
    assert (copied.by, copied.because, copied.at) == (None, None, None)
    texts = store.sql(
        "SELECT account, text FROM posts WHERE post IN (SELECT unnest(?::VARCHAR[]))",
        [list(copied.posts)],
    ).to_pylist()
    assert 2 <= len(texts) <= 10
    assert copied.posts == tuple(sorted(copied.posts))
    assert all(row["account"].startswith("op") for row in texts)
    assert not any("Filler" in row["text"] for row in texts)
    under = store.sql(
        "SELECT DISTINCT venue FROM posts WHERE post IN (SELECT unnest(?::VARCHAR[]))",
        [list(found["T0116"].posts)],
    )
    assert under["venue"].to_pylist() == ["ministry"]
    assert list(found) == sorted(found)


def test_what_the_name_of_a_technique_says_has_to_be_found_first(
    store: CaseStore, measured: tuple[CampaignProfile, Anatomy, Assessment]
) -> None:
    assert at_rung(store, measured, Rung.OBSERVATION) == {}
    lower, higher = (
        at_rung(store, measured, rung) for rung in (Rung.COORDINATION, Rung.INDICATORS)
    )
    assert "T0116" in lower
    assert "T0116.001" not in lower
    assert {"T0116", "T0116.001"} <= higher.keys()


def test_a_group_that_shares_links_shows_no_copied_words(store: CaseStore) -> None:
    (office,) = profiles(store, ["C2"])
    parts = anatomies(store, ["C2"])["C2"]
    raised = replace(assess(office), rung=Rung.INDICATORS)
    assert proposed(store, office, parts, raised) == ()


def test_nobody_excluded_is_in_a_sample_or_a_count(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        decide(store, "op003", "exclude", "A. Example, an office", "Known to us.")
        settle(store)
        (profile,) = profiles(store, ["C1"])
        parts, judged = anatomies(store, ["C1"])["C1"], assess(profile)
        found = proposed(store, profile, parts, replace(judged, rung=Rung.INDICATORS))
        posts = sorted({post for each in found for post in each.posts})
        accounts = store.sql(
            "SELECT DISTINCT account FROM posts WHERE post IN (SELECT unnest(?::VARCHAR[]))",
            [posts],
        )["account"].to_pylist()
    assert "op003" not in accounts
    assert len(accounts) == 7


def test_letters_of_another_script_are_seen_in_shared_words(tmp_path: Path) -> None:
    tables = world()
    posts = tables["posts"].to_pylist()
    for row in posts:
        if row["account"] in ("op001", "op002") and "committee" in (row["text"] or ""):
            row["text"] = row["text"].replace("committee", "c\N{CYRILLIC SMALL LETTER O}mmittee")
    tables["posts"] = tables["posts"].from_pylist(posts, tables["posts"].schema)
    with case_of(tmp_path, tables) as store:
        find_campaigns(store)
        (profile,) = profiles(store, ["C1"])
        parts, judged = anatomies(store, ["C1"])["C1"], assess(profile)
        found = {
            each.technique.id: each
            for each in proposed(store, profile, parts, replace(judged, rung=Rung.COORDINATION))
        }
        assert found.keys() >= {"T0084.001"}
        disguised = found.get("T0049.004")
    changed = sum("\N{CYRILLIC SMALL LETTER O}" in (row["text"] or "") for row in posts)
    assert (disguised is not None) == (changed >= 3)
