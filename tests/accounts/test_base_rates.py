"""Base rates are what they say: fast counts agree with slow ones, and chance is called chance."""

from collections import Counter
from datetime import timedelta
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from demasque.accounts.base_rates.base_rate import SURPRISING, BaseRate
from demasque.accounts.base_rates.change_points import BLOCKS, change_points
from demasque.accounts.base_rates.common_value import commonest
from demasque.accounts.base_rates.copied_values import copied
from demasque.accounts.base_rates.creation_scan import WIDTHS, creation_burst
from demasque.accounts.base_rates.exact_test import hypergeometric, stratified_tail
from demasque.accounts.base_rates.random_groups import comparable, p_value, random_groups
from demasque.campaigns import AccountSample
from made_profiles import START, sample

COUNTS = st.integers(0, 8)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_one_platform_is_fishers_test(a: int, b: int, c: int, d: int) -> None:
    expected = fisher_exact([[a, b], [c, d]], alternative="greater").pvalue
    assert stratified_tail([(a, a + b, c, c + d)]) == pytest.approx(expected)


@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=2, max_size=2))
def test_two_platforms_are_every_pair_of_outcomes(tables: list[tuple[int, int, int, int]]) -> None:
    strata = [(a, a + b, c, c + d) for a, b, c, d in tables]
    (a, n, c, m), (a2, n2, c2, m2) = strata
    slow = sum(
        comb(n, k) * comb(m, a + c - k) * comb(n2, k2) * comb(m2, a2 + c2 - k2)
        for k in range(min(n, a + c) + 1)
        for k2 in range(min(n2, a2 + c2) + 1)
        if k + k2 >= a + a2
    ) / (comb(n + m, a + c) * comb(n2 + m2, a2 + c2))
    assert stratified_tail(strata) == pytest.approx(slow)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_the_probabilities_of_all_outcomes_sum_to_one(a: int, b: int, c: int) -> None:
    population = a + b
    assert hypergeometric(min(c, population), a, population).sum() == pytest.approx(1)


@given(
    st.lists(st.sampled_from("abcde"), min_size=4, max_size=12),
    st.lists(st.sampled_from("abcdefgh"), min_size=30, max_size=40),
)
def test_the_commonest_value_pays_for_every_value_that_could_have_been_it(
    inside: list[str], outside: list[str]
) -> None:
    found = commonest(
        sample([{}] * len(inside)), {n: {v} for n, v in enumerate(inside)},
        sample([{}] * len(outside)), {n: {v} for n, v in enumerate(outside)},
    )  # fmt: skip
    assert found is not None
    here, there = Counter(inside), Counter(outside)
    each = {
        v: stratified_tail([(here[v], len(inside), there[v], len(outside))])
        for v in {*inside, *outside}
    }
    assert found.rate.members_with == here[found.value]
    assert found.rate.others_with == there[found.value]
    assert each[found.value] <= found.rate.p + 1e-12
    bonferroni = {v: p * len(each) for v, p in each.items()}
    if min(bonferroni.values()) <= SURPRISING:
        assert each[found.value] == min(each.values())
        assert found.rate.p <= bonferroni[found.value] + 1e-12


def test_a_value_of_one_account_each_costs_nothing() -> None:
    names = [f"own{n}" for n in range(500)]
    inside = {n: {"same"} if n < 4 else {names[n]} for n in range(8)}
    found = commonest(
        sample([{}] * 8), inside, sample([{}] * 500), {n: {v} for n, v in enumerate(names)}
    )
    assert found is not None
    assert (found.value, found.rate.beyond) == ("same", True)


@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(12, 40))
@settings(max_examples=20)
def test_a_random_group_has_nobody_twice_and_the_members_platforms(
    seed: int, size: int, others: int
) -> None:
    strata = [(size, np.arange(others)), (2, np.arange(others, 2 * others))]
    groups = random_groups(strata, seed, 40)
    assert groups.shape == (40, size + 2)
    assert all(len(set(group)) == size + 2 for group in groups.tolist())
    assert ((groups < others).sum(axis=1) == size).all()
    assert (groups == random_groups(strata, seed, 40)).all()


def test_every_account_is_in_as_many_random_groups() -> None:
    drawn = np.bincount(random_groups([(5, np.arange(50))], 1, 2_000).ravel(), minlength=50)
    assert abs(drawn - 200).max() < 60  # 4 standard deviations


def test_platforms_with_too_few_others_are_left_out() -> None:
    inside = sample([{"platform": "x"}] * 5 + [{"platform": "y"}] * 5)
    around = sample([{"platform": "x"}] * 40 + [{"platform": "y"}] * 29)
    everybody = np.ones(10, dtype=bool), np.ones(69, dtype=bool)
    chosen, strata = comparable(inside, everybody[0], around, everybody[1])
    assert chosen.tolist() == [0, 1, 2, 3, 4]
    assert [(size, len(there)) for size, there in strata] == [(5, 40)]


def test_p_counts_what_was_seen_among_what_was_drawn() -> None:
    assert p_value(3, np.array([1, 2, 3, 4])) == 3 / 5
    assert p_value(5, np.array([1, 2, 3, 4])) == 1 / 5


def _created(days: list[int]) -> AccountSample:
    return sample([{"created_at": START - timedelta(days=day)} for day in days])


@given(
    st.lists(st.integers(0, 900), min_size=4, max_size=12),
    st.lists(st.integers(0, 900), min_size=30, max_size=60),
)
@settings(max_examples=30, deadline=None)
def test_the_burst_is_the_window_of_the_largest_likelihood(
    inside: list[int], outside: list[int]
) -> None:
    found = creation_burst(
        _created([float(d) for d in inside]), _created(list(map(float, outside)))
    )
    assert found is not None
    size = min(len(inside), len(outside) // 2)
    dates = [-86_400.0 * day for day in inside[:size]]
    background = [-86_400.0 * day for day in outside]
    best = 0.0
    for first in dates:
        for width in WIDTHS:
            k = sum(first <= date <= first + width for date in dates)
            share = (sum(first <= d <= first + width for d in background) + 0.5) / (
                len(background) + 1
            )
            if k > size * share:
                rest = (size - k) * np.log((1 - k / size) / (1 - share)) if k < size else 0.0
                best = max(best, k * np.log(k / size / share) + rest)
    start = found.first - START.timestamp()
    k = sum(start <= date <= start + found.seconds for date in dates)
    assert found.rate.members_with == k
    share = (found.rate.others_with + 0.5) / (len(background) + 1)
    rest = (size - k) * np.log((1 - k / size) / (1 - share)) if k < size else 0.0
    if best > 0:
        assert k * np.log(k / size / share) + rest == pytest.approx(best)


@given(st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=6, max_size=12))
@settings(max_examples=30, deadline=None)
def test_copied_values_are_those_of_two_accounts_or_more(values: list[str | None]) -> None:
    inside = sample([{"bio_hash": value} for value in values])
    rate = copied(inside, sample([{"bio_hash": f"own{n}"} for n in range(60)]), "bio_hash")
    known = [value for value in values if value is not None]
    if known:
        assert rate is not None
        assert rate.members_with == sum(n for n in Counter(known).values() if n > 1)
        assert (rate.members_known, rate.others_with) == (len(known), 0)


@given(st.lists(st.sampled_from(["en", "fr", "de"]), min_size=BLOCKS * 2, max_size=BLOCKS * 2))
@settings(max_examples=30, deadline=None)
def test_the_change_point_is_the_cut_of_the_largest_chi_square(langs: list[str]) -> None:
    posts = [{"row": 0, "at": 14_400 * 6 * n, "lang": lang} for n, lang in enumerate(langs)]
    found = change_points(sample([{}], posts))
    names = sorted(set(langs))
    each = len(langs) // BLOCKS

    def chi_square(cut: int) -> float:
        sides = langs[: cut * each], langs[cut * each :]
        table = [[side.count(name) for name in names] for side in sides]
        return float(chi2_contingency(table, correction=False).statistic) if len(names) > 1 else 0.0

    cut = found.at[0] / (14_400 * 6) / each
    assert chi_square(round(cut)) == pytest.approx(max(map(chi_square, range(1, BLOCKS))))


def test_an_account_that_stays_the_same_changes_seldom_and_one_that_changes_is_seen() -> None:
    rng = np.random.default_rng(1)
    posts = []
    for row in range(400):
        when = np.sort(rng.integers(0, 100 * 86_400, 60))
        turned = (row >= 200) & (when > 50 * 86_400)
        spoken = np.where(turned, "fr", rng.choice(["en", "es"], 60, p=[0.8, 0.2]))
        posts += [
            {"row": row, "at": int(at), "lang": str(lang)}
            for at, lang in zip(when, spoken, strict=True)
        ]
    found = change_points(sample([{}] * 400, posts))
    assert (found.p[:200] <= 0.01).mean() <= 0.04
    assert (found.p[200:] <= 0.01).mean() >= 0.95
    assert abs(np.median(found.at[200:]) / 86_400 - 50) < 5


def test_an_account_of_few_posts_has_no_change_point() -> None:
    few = sample([{}], [{"row": 0, "at": n, "lang": "en"} for n in range(2 * BLOCKS - 1)])
    assert len(change_points(few).rows) == 0
    assert len(change_points(sample([])).rows) == 0


def test_a_large_difference_is_needed_and_a_surprising_one() -> None:
    assert BaseRate(20, 40, 20, 1_000, 1e-9).beyond
    assert not BaseRate(20, 40, 20, 1_000, 0.01).beyond  # it may be chance
    assert not BaseRate(300, 400, 500, 1_000, 1e-9).beyond  # others bear it nearly as often
    assert not BaseRate(5, 40, 1, 1_000, 1e-9).beyond  # few members bear it
    assert not BaseRate(3, 4, 1, 1_000, 1e-9).beyond  # three accounts
    assert BaseRate(0, 0, 0, 0, 1.0).share == 0.0


def test_all_pairs_of_a_value_are_told_from_single_ones() -> None:
    pairs = sum(a == b for a, b in combinations("aabbc", 2))
    rate = copied(
        sample([{"avatar": v} for v in "aabbc"]),
        sample([{"avatar": f"own{n}"} for n in range(40)]),
        "avatar",
    )
    assert rate is not None
    assert (pairs, rate.members_with) == (2, 4)
