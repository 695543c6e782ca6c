"""What organic event tables, planted groups and dealt slots promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.errors import UsageError
from demasque.simulate import SCENES, EventWorld, Habits, deal, events, plant

NAMES = ("account_id", "trace_id", "posted_at", "topic")


def same(one: EventWorld, other: EventWorld) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in NAMES)


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_has_the_events_asked_for(scene: str) -> None:
    made = events(4, 300, 5_000, SCENES[scene])
    assert len(made) == 5_000
    assert [getattr(made, name).dtype for name in NAMES] == ["int32", "int32", "int64", "int32"]
    assert (np.diff(made.posted_at) >= 0).all()
    assert 0 <= made.account_id.min() <= made.account_id.max() < 300
    assert made.posted_at.max() - made.posted_at.min() < SCENES[scene].days * 86_400
    assert not made.labels


def test_same_seed_same_events() -> None:
    assert same(events(1, 200, 3_000), events(1, 200, 3_000))
    assert not same(events(1, 200, 3_000), events(2, 200, 3_000))


def test_table_has_the_columns_of_find_ties() -> None:
    table = events(1, 50, 500).table()
    assert table.column_names == ["account_id", "trace_id", "posted_at", "post_id"]
    assert len(set(table["post_id"].to_pylist())) == 500


def test_times_are_rounded_down_when_asked() -> None:
    made = events(1, 100, 2_000, Habits(round_seconds=60))
    assert (made.posted_at % 60 == 0).all()
    assert (events(1, 100, 2_000).posted_at % 60 != 0).any()


def test_smaller_tail_is_more_viral() -> None:
    calm = Habits(solo=0, rare=0, cascades=0, viral_tail=3.0, bursts=0)
    wild = Habits(solo=0, rare=0, cascades=0, viral_tail=0.7, bursts=0)
    top = [np.bincount(events(1, 500, 10_000, habits).trace_id).max() for habits in (calm, wild)]
    assert top[0] * 3 < top[1]


def test_heavy_posters_can_be_switched_off() -> None:
    most = [
        np.bincount(events(1, 500, 10_000, Habits(heavy_posters=spread)).account_id).max()
        for spread in (0.0, 1.5)
    ]
    assert most[0] < 60 < 150 < most[1]


def test_people_of_a_community_meet_more_often() -> None:
    habits = Habits(communities=10, loyalty=1.0, solo=0, rare=0, cascades=0)
    made = events(1, 400, 8_000, habits)
    topics = [np.unique(made.topic[made.account_id == account]) for account in range(50)]
    assert all(len(topic) <= 1 for topic in topics)


def test_in_a_cascade_nobody_reposts_twice() -> None:
    made = events(1, 100, 5_000, Habits(solo=0, rare=0, cascades=1.0))
    pairs = made.account_id.astype(np.int64) << 32 | made.trace_id
    assert len(np.unique(pairs)) == len(pairs)


@pytest.mark.parametrize(
    "bad", [{"solo": 0.9, "rare": 0.2}, {"cascades": -0.1}, {"days": 0}, {"round_seconds": 0}]
)
def test_impossible_habits_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        Habits(**bad)  # type: ignore[arg-type]


def test_empty_worlds_are_refused() -> None:
    with pytest.raises(UsageError):
        events(1, 1, 100)
    with pytest.raises(UsageError):
        events(1, 100, 0)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    accounts=st.integers(2, 30),
    waves=st.integers(1, 15),
    jitter=st.integers(0, 600),
    pieces=st.integers(1, 3),
)
def test_planted_accounts_act_within_the_jitter(
    seed: int, accounts: int, waves: int, jitter: int, pieces: int
) -> None:
    before = events(7, 100, 1_000)
    after = plant(before, seed, accounts, waves, jitter, pieces)
    assert len(after) == 1_000 + accounts * waves * pieces
    assert len(after.labels) == accounts
    new = after.trace_id > before.trace_id.max()
    assert set(after.account_id[new].tolist()) == after.labels
    for trace in np.unique(after.trace_id[new]):
        at = after.posted_at[after.trace_id == trace]
        assert len(at) == accounts
        assert at.max() - at.min() <= jitter


def test_planted_accounts_keep_their_ordinary_life() -> None:
    before = events(7, 100, 1_000)
    after = plant(before, 1, 10, 5)
    old = after.trace_id <= before.trace_id.max()
    assert np.array_equal(np.bincount(after.account_id[old]), np.bincount(before.account_id))


def test_waves_can_ride_on_what_is_popular() -> None:
    before = events(7, 100, 1_000)
    after = plant(before, 1, 10, 5, popular=1.0)
    assert set(after.trace_id.tolist()) == set(before.trace_id.tolist())


def test_two_groups_do_not_overlap() -> None:
    once = plant(events(7, 100, 1_000), 1, 10)
    twice = plant(once, 2, 10)
    assert once.labels < twice.labels
    assert len(twice.labels) == 20


def test_more_accounts_than_there_are_cannot_be_planted() -> None:
    with pytest.raises(UsageError, match="free"):
        plant(events(7, 10, 100), 1, 11)
    with pytest.raises(UsageError):
        plant(events(7, 10, 100), 1, 2, waves=0)


@pytest.mark.parametrize("within", ["all", "hour", "topic"])
def test_dealing_keeps_slots_and_numbers_of_posts(within: str) -> None:
    made = plant(events(3, 100, 2_000), 1, 10)
    dealt = deal(made, 5, within)  # type: ignore[arg-type]
    assert np.array_equal(dealt.trace_id, made.trace_id)
    assert np.array_equal(dealt.posted_at, made.posted_at)
    assert np.array_equal(np.bincount(dealt.account_id), np.bincount(made.account_id))
    assert not np.array_equal(dealt.account_id, made.account_id)
    assert not dealt.labels


def test_dealing_within_the_hour_keeps_everyones_hours() -> None:
    made = events(3, 100, 2_000)
    dealt = deal(made, 5, "hour")
    hour = made.posted_at // 3_600
    before = sorted(zip(made.account_id.tolist(), hour.tolist(), strict=True))
    assert before == sorted(zip(dealt.account_id.tolist(), hour.tolist(), strict=True))
