"""What every form is made of: one campaign with all that people said, and its rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import demasque
from demasque.assessment import Rung
from demasque.case import CaseStore
from demasque.findings import (
    HandedCampaign,
    handed_campaigns,
    member_accounts,
    member_posts,
    read_findings,
    shared_traces,
)
from handed_case import ROUNDS, SITE, HandedCase, handed_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> HandedCase:
    return handed_case(tmp_path_factory.mktemp("handed"))


@pytest.fixture(scope="module")
def store(case: HandedCase) -> Iterator[CaseStore]:
    with CaseStore.open(case.path) as store:
        yield store


def handed(store: CaseStore, name: str = "C1") -> HandedCampaign:
    found = handed_campaigns(read_findings(store))
    return next(each for each in found if each.campaign == name)


def test_a_persons_judgement_says_how_far_one_may_go_where_there_is_one(
    store: CaseStore,
) -> None:
    judged, other = handed(store), handed(store, "C2")
    assert [each.rung for each in judged.judgements] == [Rung.SAME_OPERATION]
    assert judged.rung is Rung.SAME_OPERATION
    assert other.judgements == ()
    assert other.rung is other.found.assessment.rung
    assert other.rung.by_program


def test_bodies_are_named_and_persons_are_counted(store: CaseStore) -> None:
    campaign = handed(store)
    assert {each.name for each in campaign.organisations} == {
        "Ministry of Minutes",
        "The Example Gazette",
    }
    targets = campaign.found.anatomy.placement.targets
    assert campaign.others_targeted == len(targets) - len(campaign.organisations) > 0


def test_rows_are_of_members_only(store: CaseStore, case: HandedCase) -> None:
    accounts = member_accounts(store, "C1").read_all()
    assert accounts["account"].to_pylist() == sorted(case.members)
    posts = member_posts(store, "C1").read_all()
    assert set(posts["account"].to_pylist()) == set(case.members)
    assert posts.num_rows == sum(accounts["posts"].to_pylist())
    # Each member writes its message and something of its own in each round.
    assert sum(posts["shared"].to_pylist()) == len(case.members) * ROUNDS
    times = posts["posted_at"].to_pylist()
    assert times == sorted(times)


def test_what_members_share_is_counted_among_members(store: CaseStore, case: HandedCase) -> None:
    links = shared_traces(store, "C1", "url").read_all().to_pylist()
    assert {row["value"] for row in links} == {
        f"{SITE}{turn}".removeprefix("https://") for turn in range(ROUNDS)
    }
    assert {row["accounts"] for row in links} == {len(case.members)}
    assert shared_traces(store, "C1", "media").read_all().num_rows == 0


def test_once_a_member_is_excluded_nothing_counts_it(tmp_path: Path) -> None:
    made = handed_case(tmp_path)
    gone = made.members[0]
    with demasque.open_case(made.path) as opened:
        opened.decide(gone, "exclude", by="B. Reader, Example Office", because="A newsroom.")
    with CaseStore.open(made.path) as store:
        assert gone not in member_accounts(store, "C1").read_all()["account"].to_pylist()
        assert gone not in member_posts(store, "C1").read_all()["account"].to_pylist()
        links = shared_traces(store, "C1", "url").read_all()
        assert set(links["accounts"].to_pylist()) == {len(made.members) - 1}
