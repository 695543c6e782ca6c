"""Who stands with a group: those who do are attached, and nobody for being beside a wrong one."""

import math
from pathlib import Path

import numpy as np
import pytest
from at_work import beside, kept_apart

from demasque.campaigns import attach, find_campaigns
from demasque.coordination import detect
from demasque.schema import EVENTS, POSTS, TRACES
from demasque.simulate import SCENES, EventWorld, audiences, deal, events, plant
from hand_made import case_of, rows

RATE = 0.05


def operation(seed: int, accounts: int = 300) -> EventWorld:
    world = events(seed, accounts, 12 * accounts)
    return plant(world, seed, accounts=10, waves=12, jitter_seconds=30)


@pytest.mark.parametrize("seed", range(6))
def test_who_meets_members_on_several_rare_traces_is_attached(seed: int) -> None:
    world, apart = kept_apart(operation(seed), seed, meets=8, minutes=20)
    who, found = beside(world, world.labels)
    assert apart in who
    assert found.group.tolist() == [0] * len(who)


def test_who_is_attached_is_right_at_the_rate() -> None:
    """One that stands close to a group is close to all of it, and lets no other pass with it."""
    right = wrong = 0
    for seed in range(12):
        world, first = kept_apart(operation(100 + seed), seed, meets=6, minutes=20)
        world, second = kept_apart(world, 100 + seed, meets=6, minutes=20)
        who = set(beside(world, world.labels, fdr=RATE)[0])
        right += len(who & {first, second})
        wrong += len(who - {first, second})
    assert right >= 18
    # One more than the rate has, for chance.
    assert wrong <= RATE * (right + wrong) + 1


def test_each_account_is_attached_once_and_nobody_who_is_tied() -> None:
    world, apart = kept_apart(operation(1), 1, meets=8, minutes=10)
    members = sorted(world.labels)
    halves = frozenset(members[:5]), frozenset(members[5:])
    who, found = beside(world, *halves, fdr=RATE)
    assert apart in who
    assert len(set(who)) == len(who)
    assert not world.labels & set(who)
    assert np.all(found.log10_q <= math.log10(RATE))
    strict, _ = beside(world, *halves, fdr=RATE / 10)
    assert set(strict) <= set(who)


def test_the_same_seed_attaches_the_same() -> None:
    world, _ = kept_apart(operation(2), 2, meets=6, minutes=20)
    one, again = (beside(world, world.labels, seed=7) for _ in range(2))
    assert one[0] == again[0]
    assert one[1].log10_q.tolist() == again[1].log10_q.tolist()


def random_group(world: EventWorld, size: int, seed: int) -> frozenset[int]:
    drawn = np.random.default_rng([seed, 4]).choice(np.unique(world.account_id), size, False)
    return frozenset(drawn.tolist())


def of_one_community(world: EventWorld, size: int) -> frozenset[int]:
    """The most active of those who mostly share what the largest community shares."""
    own = np.zeros((world.accounts, int(world.topic.max()) + 1), dtype=np.int64)
    shared = world.topic >= 0
    np.add.at(own, (world.account_id[shared], world.topic[shared]), 1)
    largest = np.bincount(own.argmax(axis=1)[own.any(axis=1)]).argmax()
    inside = np.flatnonzero((own.argmax(axis=1) == largest) & own.any(axis=1))
    return frozenset(inside[np.argsort(-own[inside, largest], kind="stable")][:size].tolist())


def test_wrong_seeds_attach_nobody_or_hardly_anybody() -> None:
    """Random groups, communities and fans of a star: in at most the rate of the worlds, anybody.

    Nothing is true in them, so a false discovery rate is the share of worlds with any.
    """
    anybody = []
    for seed in range(8):
        organic = events(seed, 300, 3_600)
        circles = events(seed, 300, 3_600, SCENES["communities"])
        fans = audiences(seed, 200, stars=8)
        anybody += [
            bool(beside(organic, random_group(organic, 20, seed), fdr=RATE)[0]),
            bool(beside(circles, of_one_community(circles, 20), fdr=RATE)[0]),
            bool(beside(fans, random_group(fans, 20, seed), fdr=RATE)[0]),
        ]
    assert sum(anybody) <= max(RATE * len(anybody), 1)


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_attached_once_accounts_are_dealt_at_random(seed: int) -> None:
    world, _ = kept_apart(operation(seed), seed, meets=6, minutes=20)
    for within in ("all", "hour"):
        assert beside(deal(world, seed, within), world.labels, fdr=RATE)[0] == []


def test_no_groups_nobody_attached() -> None:
    assert beside(operation(3))[0] == []


def test_what_attach_keeps_is_what_was_shared_with_the_campaign(tmp_path: Path) -> None:
    # With as few meetings as these no tie makes it a member.
    world, apart = kept_apart(operation(6), 6, meets=4, minutes=20)
    with case_of(tmp_path, as_tables(world)) as store:
        detect(store, fdr=0.001)
        find_campaigns(store)
        kept = attach(store, fdr=0.01).to_pylist()
        members = {row["account"] for row in store.sql("FROM memberships").to_pylist()}
        times = store.sql('SELECT account, trace, "at" FROM events').to_pylist()
        assert kept == store.sql("FROM attached ORDER BY rowid").to_pylist()
    assert f"a{apart}" not in members
    (row,) = [row for row in kept if row["account"] == f"a{apart}"]
    assert row["q"] <= RATE
    assert not members & {one["account"] for one in kept}
    own = [(one["trace"], one["at"]) for one in times if one["account"] == row["account"]]
    theirs = [(one["trace"], one["at"]) for one in times if one["account"] in members]
    near = {
        trace
        for trace, at in own
        for other, when in theirs
        if other == trace and abs((at - when).total_seconds()) <= row["window_seconds"]
    }
    assert row["shared"] == len(near)
    assert row["expected"] < row["shared"]


def as_tables(world: EventWorld) -> dict[str, object]:
    """The world as a case's tables, every trace a link."""
    posts, found = [], []
    numbers = zip(world.account_id, world.trace_id, world.posted_at, strict=True)
    for n, (account, trace, second) in enumerate(numbers):
        at = np.datetime64(int(second), "s").item()
        who = {"post": f"p{n:06d}", "account": f"a{account}"}
        rest = {"posted_at": at, "time_precision": "second", "platform": "x", "kind": "original"}
        posts.append(who | rest)
        found.append(who | {"kind": "url", "trace": int(trace), "at": at})
    traces = [
        {"kind": "url", "trace": int(one), "value": f"url {one}"} for one in set(world.trace_id)
    ]
    return {
        "posts": rows(POSTS, posts),
        "events": rows(EVENTS, found),
        "traces": rows(TRACES, traces),
    }
