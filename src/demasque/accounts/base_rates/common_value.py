"""The value that members have in common most surprisingly: a pattern of names, a client, a host."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from demasque.accounts.base_rates.base_rate import (
    FEWEST_BEARERS,
    FEWEST_OTHERS,
    SURPRISING,
    BaseRate,
)
from demasque.accounts.base_rates.exact_test import stratified_tail
from demasque.campaigns import AccountSample

Values = Mapping[int, Iterable[str]]
"""By account (its row), the values that it has; an account without an entry is not known."""

Counts = tuple[int, ...]
"""One number for each platform that can be compared."""


@dataclass(frozen=True)
class CommonValue:
    """A value that members share, and its base rate, whose p is over all values."""

    value: str
    rate: BaseRate


def commonest(
    members: AccountSample, inside: Values, others: AccountSample, outside: Values
) -> CommonValue | None:
    """Find the value that members share most beyond others; None where nobody can be compared.

    The p of one value is exact (:func:`stratified_tail`). Over all values it is Bonferroni's over
    those that could be found at all, given how many accounts have them (Tarone 1990): a value that
    one account has cannot, and costs nothing. Where none could, it is the commonest, with p 1.
    """
    known = Counter(members.platform[row] for row in inside)
    around = Counter(others.platform[row] for row in outside)
    compared = sorted(p for p in known if around[p] >= FEWEST_OTHERS)
    here, there = _by_value(members, inside, compared), _by_value(others, outside, compared)
    if not here:
        return None
    sizes = tuple(known[p] for p in compared), tuple(around[p] for p in compared)
    none = (0,) * len(compared)
    counted = {v: (here.get(v, none), there.get(v, none)) for v in sorted({*here, *there})}
    smallest = _smallest(counted, sizes)
    tests = _tests(list(smallest.values()))
    possible = [value for value in here if smallest[value] * tests <= SURPRISING]
    p = {value: min(1.0, tests * _tail(counted[value], sizes)) for value in possible}
    value = min(p or here, key=lambda v: (p.get(v, 1.0), -sum(here[v]), v))
    members_with, others_with = (sum(counts) for counts in counted[value])
    corrected = p.get(value, 1.0)
    rate = BaseRate(members_with, sum(sizes[0]), others_with, sum(sizes[1]), corrected)
    return CommonValue(value, rate)


def _by_value(sample: AccountSample, values: Values, platforms: list[str]) -> dict[str, Counts]:
    place = {platform: n for n, platform in enumerate(platforms)}
    counted: dict[str, list[int]] = defaultdict(lambda: [0] * len(platforms))
    for row, each in values.items():
        if sample.platform[row] in place:
            for value in set(each):
                counted[value][place[sample.platform[row]]] += 1
    return {value: tuple(counts) for value, counts in counted.items()}


def _tail(counts: tuple[Counts, Counts], sizes: tuple[Counts, Counts]) -> float:
    (with_it, others_with), (known, others_known) = counts, sizes
    return stratified_tail(zip(with_it, known, others_with, others_known, strict=True))


def _smallest(
    counted: Mapping[str, tuple[Counts, Counts]], sizes: tuple[Counts, Counts]
) -> dict[str, float]:
    """Return each value's p if as many members as possible had it; many values have one total.

    What too few accounts have to be found in any event has 1.
    """
    found: dict[Counts, float] = {}
    smallest = {}
    for value, (with_it, others_with) in counted.items():
        total = tuple(a + b for a, b in zip(with_it, others_with, strict=True))
        if sum(total) < FEWEST_BEARERS:
            found[total] = 1.0
        if total not in found:
            most = tuple(min(n, known) for n, known in zip(total, sizes[0], strict=True))
            rest = tuple(n - m for n, m in zip(total, most, strict=True))
            found[total] = _tail((most, rest), sizes)
        smallest[value] = found[total]
    return smallest


def _tests(smallest: list[float]) -> int:
    """Return Tarone's number of tests: the fewest k of which at most k could be surprising."""
    ranked = np.sort(np.asarray(smallest))
    tests = 1
    while np.searchsorted(ranked, SURPRISING / tests, side="right") > tests:
        tests += 1
    return tests
