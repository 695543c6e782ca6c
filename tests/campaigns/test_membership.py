"""Who becomes a member of a campaign, and who does not."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from demasque.campaigns import find_campaigns
from demasque.campaigns.division.community import communities, network
from demasque.campaigns.division.stability import LEFT_OUT, RESAMPLES, stability
from demasque.schema import STRENGTHS
from hand_made import case_of, rows, world

Tie = tuple[str, str, float]
CLIQUE = "abcdefgh"
OTHERS = "stuvwxyz"


def everybody(names: str, bits: float = 40.0) -> list[Tie]:
    return [(a, b, bits) for n, a in enumerate(names) for b in names[n + 1 :]]


def found(folder: Path, ties: list[Tie], seed: int = 0) -> dict[str, set[str]]:
    """The campaigns of accounts tied like this, by name."""
    strengths = rows(
        STRENGTHS,
        [
            {"account_a": f"op{a}", "account_b": f"op{b}", "bits": bits, "kinds": ["text"]}
            for a, b, bits in ties
        ],
    )
    names = sorted({f"op{end}" for a, b, _ in ties for end in (a, b)})
    old = world()["posts"].to_pylist()[1]
    posts = [old | {"post": f"p{name}", "account": name} for name in names]
    tables = {"strengths": strengths, "posts": rows(world()["posts"].schema, posts)}
    with case_of(folder, tables) as store:
        find_campaigns(store, seed)
        members = store.sql("SELECT campaign, account FROM memberships").to_pylist()
    campaigns: dict[str, set[str]] = {}
    for row in members:
        campaigns.setdefault(row["campaign"], set()).add(row["account"].removeprefix("op"))
    return campaigns


def test_two_groups_that_one_weak_tie_joins_stay_apart(tmp_path: Path) -> None:
    campaigns = found(tmp_path, [*everybody(CLIQUE), *everybody(OTHERS), ("h", "s", 5.0)])
    assert sorted(campaigns.values(), key=min) == [set(CLIQUE), set(OTHERS)]


def test_two_halves_that_are_tied_throughout_are_one_campaign(tmp_path: Path) -> None:
    between = [(a, b, 40.0) for a in CLIQUE for b in OTHERS]
    campaigns = found(tmp_path, [*everybody(CLIQUE), *everybody(OTHERS), *between])
    assert campaigns == {"C1": set(CLIQUE + OTHERS)}


def test_an_account_tied_to_one_member_only_is_a_member_but_counts_one_partner(
    tmp_path: Path,
) -> None:
    assert found(tmp_path, [*everybody("abc"), ("c", "d", 15.0)]) == {"C1": set("abcd")}


def test_ties_of_no_strength_make_nobody_a_member(tmp_path: Path) -> None:
    assert found(tmp_path, [*everybody("abc"), ("c", "d", 0.0), ("e", "f", 0.0)]) == {
        "C1": set("abc")
    }


def test_accounts_that_share_things_without_a_tie_are_in_no_campaign(tmp_path: Path) -> None:
    tables = world()
    events = [
        row | ({"trace": 999} if str(row["account"]).startswith("bystander") else {})
        for row in tables["events"].to_pylist()
    ]
    with case_of(tmp_path, tables | {"events": rows(tables["events"].schema, events)}) as store:
        find_campaigns(store)
        accused = set(store.sql("SELECT account FROM memberships")["account"].to_pylist())
    assert not {name for name in accused if name.startswith(("bystander", "ministry"))}


def test_no_account_is_in_two_campaigns(tmp_path: Path) -> None:
    ties = [*everybody(CLIQUE), *everybody(OTHERS), ("a", "s", 10.0), ("b", "t", 10.0)]
    campaigns = found(tmp_path, ties)
    assert sum(map(len, campaigns.values())) == len(set().union(*campaigns.values())) == 16


def test_campaigns_are_named_by_the_sum_of_their_bits(tmp_path: Path) -> None:
    campaigns = found(tmp_path, [*everybody("abc", 10), *everybody("xyz", 90), ("p", "q", 999)])
    assert campaigns == {"C1": set("xyz"), "C2": set("abc"), "C3": set("pq")}


def test_of_equal_campaigns_the_lowest_account_comes_first(tmp_path: Path) -> None:
    ties = [*everybody("xyz"), *everybody("abc")]
    assert found(tmp_path, ties) == {"C1": set("abc"), "C2": set("xyz")}


def test_members_stand_by_their_strongest_tie_with_their_partners(tmp_path: Path) -> None:
    tables = world()
    extra = {"account_a": "office2", "account_b": "zlast", "bits": 15.0, "kinds": ["text"]}
    old = tables["posts"].to_pylist()
    posts = [*old, old[1] | {"post": "pz", "account": "zlast"}]
    tables["strengths"] = rows(STRENGTHS, [*tables["strengths"].to_pylist(), extra])
    tables["posts"] = rows(tables["posts"].schema, posts)
    query = "SELECT account, bits, partners FROM memberships WHERE campaign = 'C2'"
    with case_of(tmp_path, tables) as store:
        find_campaigns(store)
        members: pa.Table = store.sql(query)
    assert [tuple(row.values()) for row in members.to_pylist()] == [
        ("office1", 21.0, 2),
        ("office2", 21.0, 3),
        ("office0", 20.0, 2),
        ("zlast", 15.0, 1),
    ]


def test_a_pair_stays_as_often_as_its_only_tie_is_drawn() -> None:
    one = (np.array([0]), np.array([1]), np.array([20.0]))
    stays = stability(network(*one, 2), np.array([0, 0]))
    assert stays[0] == stays[1] == pytest.approx(1 - LEFT_OUT, abs=0.2)
    assert stays[0] * RESAMPLES == int(stays[0] * RESAMPLES)


def test_stability_of_nothing_is_nothing() -> None:
    none = np.empty(0, np.int64)
    assert stability(network(none, none, np.empty(0), 0), none).tolist() == []
    alone = np.full(3, -1, np.int64)
    assert np.isnan(stability(network(none, none, np.empty(0), len(alone)), alone)).all()


def test_a_bridge_between_two_groups_is_less_stable_than_either() -> None:
    a, b = np.triu_indices(8, 1)
    rows_ = np.concatenate([a, a + 8, [0, 8]])
    columns = np.concatenate([b, b + 8, [16, 16]])
    bits = np.concatenate([np.full(56, 40.0), [20.0, 20.0]])
    tied = network(rows_, columns, bits, 17)
    labels = communities(tied)
    stays = stability(tied, labels)
    assert stays[16] < stays[:16].min()


def test_stability_is_counted_for_whoever_waits() -> None:
    seen: list[tuple[str, int, int | None]] = []
    one = (np.array([0]), np.array([1]), np.array([20.0]))
    stability(network(*one, 2), np.array([0, 0]), progress=lambda *step: seen.append(step))
    assert seen == [("stability", n + 1, RESAMPLES) for n in range(RESAMPLES)]
