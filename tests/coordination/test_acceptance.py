"""The acceptance test of any null: slots dealt to accounts at random are nobody's doing."""

import numpy as np
import pytest
from real_data import NAMES, real_world

import demasque
from demasque.simulate import SCENES, deal, events, plant

WINDOWS = ["60s", "10min", "1h"]


def ties(world):
    return demasque.find_ties(world.table(), windows=WINDOWS).num_rows


@pytest.fixture(scope="module")
def planted():
    return plant(events(3, 1_000, 12_000, SCENES["everything"]), 3, accounts=12, waves=10)


@pytest.mark.parametrize("within", ["all", "hour"])
@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_found_in_a_world_dealt_at_random(planted, within, seed):
    assert ties(deal(planted, seed, within)) == 0


def test_what_was_dealt_away_is_found_where_it_was_planted(planted):
    found = demasque.find_ties(planted.table(), windows=WINDOWS)
    tied = set(found["account_a"].to_pylist()) | set(found["account_b"].to_pylist())
    assert tied >= planted.labels
    assert len(tied - planted.labels) <= 2


@pytest.mark.parametrize("within", ["all", "hour"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_real_sets_dealt_at_random(name, within):
    world = real_world(name)
    assert [ties(deal(world, seed, within)) for seed in (7, 8)] == [0, 0]


def test_the_real_order_has_ties():
    assert ties(real_world("german links")) > 100


def test_dealing_moves_events(planted):
    assert not np.array_equal(deal(planted, 0, "hour").account_id, planted.account_id)
