"""In what order accounts are to be looked at: by their partners, not by how much they post."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.coordination.strength.account_ranking import (
    FEWEST_TIED,
    PARTNERS,
    POWERS,
    USUAL_POWER,
    account_bits,
)
from demasque.coordination.strength.judging_strength import GatheredPairs

NOBODY = np.zeros(6, dtype=np.bool_)
NAMES = pa.array([f"a{n}" for n in range(6)])


def gathered(accounts: int, **bits: float) -> GatheredPairs:
    """Pairs written as `p01=3.5`: accounts 0 and 1 (one digit each)."""
    keys = {int(name[1]) * accounts + int(name[2]): value for name, value in bits.items()}
    key = np.array(sorted(keys), dtype=np.int64)
    return GatheredPairs(key, np.array([keys[one] for one in key.tolist()]))


def ranked(scales, activity, tied=NOBODY, names=NAMES):
    table = account_bits(scales, np.asarray(activity, dtype=np.float64), tied, names)
    return dict(zip(*table.to_pydict().values(), strict=True))


def test_bits_of_both_scales_add_up_over_the_three_closest_partners() -> None:
    close = gathered(6, p01=4.0, p02=3.0, p03=2.0, p04=1.0)
    wide = gathered(6, p01=5.0, p05=2.5)
    found = ranked([close, wide], [10] * 6)
    assert found["a0"] == pytest.approx(9.0 + 3.0 + 2.5)
    assert found["a1"] == pytest.approx(9.0)
    assert found["a5"] == pytest.approx(2.5)


def test_of_two_equal_pairs_the_one_that_posts_less_comes_first() -> None:
    found = ranked([gathered(6, p01=8.0, p23=8.0)], [2, 2, 200, 200, 1, 1])
    assert found["a0"] == found["a1"] > found["a2"] == found["a3"]
    usual = np.sqrt(4.0 * 40_000.0)
    assert found["a0"] == pytest.approx(8.0 / (4.0 / usual) ** USUAL_POWER)


@pytest.mark.parametrize("power", [POWERS[0], POWERS[-1]])
def test_tied_accounts_say_how_much_posting_counts(power: float) -> None:
    """The tied have the same strength a pair as others, and post less; or post more, but by far."""
    accounts = 2 * FEWEST_TIED
    names = pa.array([f"a{n:02d}" for n in range(accounts)])
    tied = np.arange(accounts) < FEWEST_TIED
    keys = np.arange(0, accounts, 2, dtype=np.int64) * (accounts + 1) + 1
    quiet = power > 0
    activity = np.where(tied, 3.0 if quiet else 400.0, 100.0)
    # The quiet ones are a little weaker, and only the largest power puts them all in front.
    ratio = (3.0 / 100.0) ** (2 * (POWERS[-1] + POWERS[-2]) / 2) if quiet else 1.1
    bits = np.where(tied[::2], 10.0 * ratio, 10.0)
    found = ranked([GatheredPairs(keys, bits)], activity, tied, names)
    usual = np.exp(np.log(activity[::2] ** 2).mean())
    expected = bits / (activity[::2] ** 2 / usual) ** power
    assert [found[f"a{n:02d}"] for n in range(0, accounts, 2)] == pytest.approx(expected.tolist())


def test_nobody_shares_anything() -> None:
    assert ranked([gathered(6)], [1] * 6) == {}


PAIR_BITS = st.dictionaries(
    st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda two: two[0] < two[1]),
    st.one_of(st.sampled_from([0.0, 0.5, 7.25]), st.floats(-2.0, 60.0)),
)


@given(st.lists(PAIR_BITS, max_size=3), st.lists(st.integers(1, 500), min_size=9, max_size=9))
def test_an_accounts_number_is_that_of_sorting_all_its_pairs(by_scale, activity) -> None:
    scales = [gathered(9, **{f"p{a}{b}": v for (a, b), v in bits.items()}) for bits in by_scale]
    names = pa.array([f"a{n}" for n in range(9)])
    found = ranked(scales, activity, np.zeros(9, dtype=np.bool_), names)
    pairs = sorted({pair for bits in by_scale for pair in bits})
    product = {(a, b): activity[a] * activity[b] for a, b in pairs}
    usual = np.exp(np.log(list(product.values())).mean()) if pairs else 1.0
    for account in range(9):
        own = [
            sum(bits.get(pair, 0.0) for bits in by_scale) / (product[pair] / usual) ** USUAL_POWER
            for pair in pairs
            if account in pair
        ]
        number = sum(sorted(own, reverse=True)[:PARTNERS])
        assert found.get(f"a{account}", 0.0) == pytest.approx(max(number, 0.0), rel=1e-12, abs=1e-9)
