"""Random groups: others like the members, never members themselves, the same for the same seed."""

import numpy as np
import pyarrow as pa
import pytest

from demasque.dossier import random_groups
from demasque.dossier.signatures.account_features import AccountFeatures

DAY = 86_400


def many_accounts(count: int, seed: int = 0) -> AccountFeatures:
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 30 * DAY, count)
    return AccountFeatures(
        accounts=pa.array([f"a_{n}" for n in range(count)]),
        platform=pa.array(rng.choice(["x", "y"], count)),
        lang=pa.array([[None, "en", "fr"][n] for n in rng.integers(0, 3, count)], pa.string()),
        posts=rng.integers(1, 500, count),
        first_at=first,
        last_at=first + rng.integers(0, 30 * DAY, count),
        classes={},
    )


def test_nobody_of_the_group_nor_of_those_left_out_is_drawn_and_nobody_twice() -> None:
    group, without = np.arange(0, 40), np.arange(40, 60)
    drawn = random_groups(many_accounts(400), group, 50, seed=3, without=without)
    assert drawn.shape == (50, 40)
    assert drawn.min() >= 60
    assert all(len(set(row)) == 40 for row in drawn.tolist())


def test_those_drawn_are_like_the_members() -> None:
    features = many_accounts(3_000)
    group = np.flatnonzero(
        np.asarray(pa.compute.equal(features.lang, "fr").fill_null(False))
        & np.asarray(pa.compute.equal(features.platform, "y"))
        & (features.posts > 300)
    )[:20]
    drawn = random_groups(features, group, 99, seed=1).ravel()
    assert set(features.lang.take(pa.array(drawn)).to_pylist()) == {"fr"}
    assert set(features.platform.take(pa.array(drawn)).to_pylist()) == {"y"}
    assert features.posts[drawn].mean() == pytest.approx(features.posts[group].mean(), rel=0.25)


def test_the_same_seed_draws_the_same() -> None:
    features, group = many_accounts(300), np.arange(30)
    assert np.array_equal(
        random_groups(features, group, 20, 5), random_groups(features, group, 20, 5)
    )
    assert not np.array_equal(
        random_groups(features, group, 20, 5), random_groups(features, group, 20, 6)
    )


@pytest.mark.parametrize(("accounts", "size"), [(60, 20), (200, 150), (100, 0)])
def test_of_too_few_others_nothing_is_drawn(accounts: int, size: int) -> None:
    assert random_groups(many_accounts(accounts), np.arange(size), 20, 0).shape == (0, size)
