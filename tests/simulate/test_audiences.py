"""Audiences of stars: people who meet again and again, and nobody who acts with anybody."""

import numpy as np
import pytest

from demasque.coordination import find_ties
from demasque.simulate import audiences


def test_the_same_seed_makes_the_same_world() -> None:
    assert audiences(3).table().equals(audiences(3).table())
    assert not audiences(3).table().equals(audiences(4).table())


def test_events_are_in_order_and_of_the_accounts_asked_for() -> None:
    world = audiences(1, accounts=300, stars=4, posts=5)
    assert np.all(np.diff(world.posted_at) >= 0)
    assert world.account_id.max() < 300
    assert not world.labels


def test_the_quicker_the_audience_the_closer_its_reactions() -> None:
    def gap(median: float) -> float:
        world = audiences(2, median=median, quickness=0.0)
        order = np.lexsort((world.posted_at, world.trace_id))
        trace, at = world.trace_id[order], world.posted_at[order]
        return float(np.median(np.diff(at)[np.diff(trace) == 0]))

    assert gap(120.0) < gap(1_200.0)


@pytest.mark.parametrize("seed", [0, 1])
def test_nobody_is_accused_for_following_a_star(seed: int) -> None:
    assert find_ties(audiences(seed).table(), window="60s").num_rows == 0
