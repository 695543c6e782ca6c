"""All kinds together: strength ties only what chance and the pair's own homophily leave open."""

import math

import numpy as np
import pytest
from at_work import MINUTE, WIDE, at_work

from demasque.coordination.engines.memory import MemoryCaseEngine
from demasque.coordination.strength.joint import JointTies, joint_ties
from demasque.coordination.strength.judging_strength import StrengthJudge
from demasque.simulate import EventWorld, audiences, events, plant

WINDOWS = (MINUTE, 10 * MINUTE)


def together(
    world: EventWorld, fdr: float = 0.01, wide: tuple[int, ...] = ()
) -> tuple[JointTies, np.ndarray]:
    """What strength ties, and the names of the accounts."""
    posts, kind = at_work(world, WINDOWS, wide)
    engine = MemoryCaseEngine()
    strengths = StrengthJudge(posts, [kind], engine, 0).gathered()
    return joint_ties(posts, [kind], strengths, fdr, 0, engine), posts.names


def with_everybody_in_the_crowd(world: EventWorld, fdr: float = 0.01) -> set[int]:
    """Whose pairs strength ties where chance is made of all posts, the operation's too."""
    posts, kind = at_work(world, WINDOWS)
    judge = StrengthJudge(posts, [kind], MemoryCaseEngine(), 0)
    pairs, everybody = judge.gathered(), np.ones(len(posts.names), dtype=np.bool_)
    log10_q = judge.log10_q(pairs, everybody, judge.permutations)
    return accounts_of(pairs.key[log10_q <= math.log10(fdr)], posts.names)


def accounts_of(pairs: np.ndarray, names: np.ndarray) -> set[int]:
    return set(names[np.unique(np.divmod(pairs, len(names)))].tolist())


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nobody_is_tied_for_answering_the_same_stars_within_minutes(seed: int) -> None:
    """Permuting breaks audiences up, so their strengths outdo every permuted pair's."""
    assert len(together(audiences(seed, median=120.0, quickness=0.0))[0].pairs) == 0


def test_a_group_that_acts_together_is_tied_in_an_audience_too() -> None:
    world = plant(audiences(5), 5, accounts=12, waves=10, jitter_seconds=30)
    found, names = together(world)
    pairs = [set(pair) for pair in names[np.array(np.divmod(found.pairs, len(names)))].T.tolist()]
    assert len(world.labels & set().union(*pairs)) >= 11
    assert sum(not pair <= world.labels for pair in pairs) <= 0.05 * len(pairs)


def test_what_is_tied_its_own_kind_finds_surprising() -> None:
    world = plant(events(3, 600, 8_000), 3, accounts=10, waves=8, jitter_seconds=60)
    found, names = together(world, fdr=0.1)
    assert len(found.pairs)
    assert np.all(found.log10_q <= math.log10(0.1))
    assert np.all(np.diff(found.pairs) > 0)
    (part,) = found.parts
    assert set(part.key(len(names)).tolist()) == set(found.pairs.tolist())
    assert np.all(part.log10_p <= math.log10(0.1))
    assert np.all(part.pairs.shared > part.expected)


def test_an_operation_that_wrote_much_of_the_data_does_not_hide_behind_itself() -> None:
    """It is found nearly whole, or not at all: in one of these four worlds no round gets begun.

    With its own posts in the crowd at most three quarters of it were ever found.
    """
    whole = 0
    for seed in range(4):
        organic = events(seed, 400, 3_200)
        world = plant(organic, seed, accounts=120, waves=20, jitter_seconds=60, participation=0.5)
        assert len(organic) < 0.75 * len(world)
        accounts = accounts_of(*pairs_and_names(world, WIDE))
        assert len(accounts - world.labels) <= 0.05 * len(accounts)
        whole += len(accounts & world.labels) >= 0.95 * len(world.labels)
        assert len(with_everybody_in_the_crowd(world) & world.labels) <= 0.75 * len(world.labels)
    assert whole >= 3


@pytest.mark.parametrize("seed", range(4))
def test_waves_that_take_ten_minutes_are_tied(seed: int) -> None:
    world = plant(events(seed, 400, 4_000), seed, accounts=8, waves=10, jitter_seconds=600)
    found, names = together(world, wide=WIDE)
    assert accounts_of(found.pairs, names) >= world.labels


def test_the_wide_scale_finds_what_is_too_slow_for_the_close_one() -> None:
    close = slow = 0
    for seed in range(4):
        world = plant(events(seed, 400, 4_000), seed, accounts=8, waves=6, jitter_seconds=1_200)
        close += len(world.labels & accounts_of(*pairs_and_names(world, ())))
        slow += len(world.labels & accounts_of(*pairs_and_names(world, WIDE)))
    assert slow >= 0.9 * 4 * 8
    assert close <= 0.5 * slow


def pairs_and_names(world: EventWorld, wide: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    found, names = together(world, wide=wide)
    return found.pairs, names


def test_organic_worlds_have_no_ties_at_either_scale() -> None:
    assert [len(together(events(seed, 400, 4_000), wide=WIDE)[0].pairs) for seed in range(4)] == (
        [0, 0, 0, 0]
    )


def test_q_does_not_depend_on_the_rate_that_is_asked_for() -> None:
    world = plant(events(7, 300, 3_000), 7, accounts=8, waves=6, jitter_seconds=120)
    loose, strict = (together(world, fdr, WIDE)[0] for fdr in (0.1, 0.01))
    kept = loose.log10_q <= math.log10(0.01)
    assert len(strict.pairs)
    assert strict.pairs.tolist() == loose.pairs[kept].tolist()
    assert strict.log10_q.tolist() == loose.log10_q[kept].tolist()


def test_no_pairs_no_ties() -> None:
    world = events(1, 20, 30)
    assert len(together(world)[0].pairs) == 0
