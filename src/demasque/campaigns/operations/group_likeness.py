"""How alike are two groups of accounts, and how alike would chance have made them?

The profile of a group is the mean of its accounts' features, each weighted by its rarity among
other accounts (in bits); the likeness of two groups is the cosine of their profiles, from 0 to 1
(TF-IDF and the vector space model: Salton, Wong and Yang, CACM 18, 1975). An account counts once
for a feature, however often it used it.

Chance is random groups of the same sizes (:mod:`demasque.campaigns.operations.parties`), in three
ways: both groups random, which says what homophily and activity give; and either campaign against
random groups in the place of the other, which says how alike it is to anybody. The largest of the
three p-values counts: p = (1 + as alike or more) / (1 + draws), with the upper end of its 95 %
Monte Carlo interval (Clopper and Pearson 1934).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final

import numpy as np
from scipy import sparse
from scipy.special import betaincinv

from demasque.campaigns.operations.common_features import compare_rows
from demasque.campaigns.operations.parties import Draws, Floats, Ints, Parties

FEW_FEATURES: Final = 128
"""Features so few that tables with nothing left out are quicker than sparse ones."""

OWN: Final = 3
"""Times as many accounts of the two groups as others that use a thing that is their own."""


@dataclass(frozen=True)
class Profiles:
    """Of groups, one a row: how many accounts have each feature, and 1 over the profile's length.

    ``random`` groups were drawn from accounts outside all campaigns.
    """

    users: sparse.csr_matrix
    scale: Floats
    random: bool

    @cached_property
    def dense(self) -> Floats:
        """The same as ``users``, with nothing left out."""
        return np.asarray(self.users.toarray())


@dataclass(frozen=True)
class LinkFeatures:
    """What accounts did of one class of link.

    ``matrix`` has a row for each account, as numbered in ``Parties``, and a column for each
    feature, of weight ``weights`` and had by ``others`` accounts outside all campaigns. ``alone``
    is the square of the length of what each account did that nobody else did.

    With ``owned``, two groups are alike by what is their own: things of whose users they are
    ``OWN`` times as many as the others. And with fewer than ``least_shared`` of them they are not
    alike at all: of two groups that did little, one thing would be most.
    """

    link: str
    matrix: sparse.csr_matrix
    weights: Floats
    others: Floats
    alone: Floats
    owned: bool = False
    least_shared: int = 1

    def profiles(self, groups: Draws, random: bool) -> Profiles:
        """Profiles of groups, one a row."""
        count, size = groups.shape
        ends = np.arange(count + 1) * size
        shape = (count, self.matrix.shape[0])
        chosen = sparse.csr_matrix((np.ones(groups.size), groups.ravel(), ends), shape=shape)
        users = sparse.csr_matrix(chosen @ self.matrix)
        users.sort_indices()
        squares = (users.data * self.weights[users.indices]) ** 2
        length = np.sqrt(np.bincount(_rows(users), squares, count) + self.alone[groups].sum(axis=1))
        scale = np.divide(1.0, length, out=np.zeros(count), where=length > 0)
        return Profiles(users, scale, random)

    def alike(self, a: Profiles, b: Profiles) -> tuple[Floats, Ints]:
        """Likeness and number of things shared, row by row; ``b`` may have one row for all."""
        if not self.owned and self.matrix.shape[1] <= FEW_FEATURES:
            both = self._dense(a) * self._dense(b)
            return both.sum(axis=1), np.count_nonzero(both, axis=1)
        product, shared = compare_rows(
            a.users,
            b.users,
            self.weights**2,
            self.others,
            OWN if self.owned else 0.0,
            (a.random, b.random),
        )
        likeness = product * a.scale * b.scale
        return np.where(shared >= self.least_shared, likeness, 0.0), shared

    def _dense(self, profiles: Profiles) -> Floats:
        scaled: Floats = profiles.dense * self.weights * profiles.scale[:, None]
        return scaled


def _rows(matrix: sparse.csr_matrix) -> Ints:
    rows: Ints = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return rows


@dataclass(frozen=True)
class Chance:
    """What random groups say of an observed likeness."""

    expected: float  # the largest of the three means
    p: float
    p_high: float


@dataclass(frozen=True)
class Comparer:
    """Compares campaigns by one class of link; profiles of random groups are made when needed."""

    features: LinkFeatures
    parties: Parties
    draws: int
    seed: int
    _random: dict[tuple[str, int], Profiles] = field(default_factory=dict, compare=False)

    @cached_property
    def own(self) -> Mapping[str, Profiles]:
        """Profiles of the campaigns."""
        return {
            name: self.features.profiles(members[None], random=False)
            for name, members in self.parties.members.items()
        }

    def likeness(self, one: str, other: str) -> tuple[float, int]:
        """Likeness of two campaigns, and how many things they share."""
        likeness, shared = self.features.alike(self.own[one], self.own[other])
        return float(likeness[0]), int(shared[0])

    def chance(self, one: str, other: str, observed: float) -> Chance:
        """What random groups give."""
        a, b = self._drawn(one, 0), self._drawn(other, 1)
        alike = self.features.alike
        by_chance = [alike(*pair)[0] for pair in ((a, b), (a, self.own[other]), (b, self.own[one]))]
        # What is equal but for rounding is as alike.
        reached = max(int((each >= observed - 1e-9).sum()) for each in by_chance)
        return Chance(
            expected=max(float(each.mean()) for each in by_chance),
            p=(1 + reached) / (1 + self.draws),
            p_high=upper_end(reached, self.draws),
        )

    def _drawn(self, campaign: str, half: int) -> Profiles:
        key = campaign, half
        if key not in self._random:
            groups = self.parties.draws(campaign, half, self.draws, self.seed)
            self._random[key] = self.features.profiles(groups, random=True)
        return self._random[key]


@cache
def upper_end(reached: int, draws: int) -> float:
    """The upper end of the 95 % interval of a share of which ``reached`` of ``draws`` were seen."""
    return float(betaincinv(reached + 1, draws - reached, 0.975)) if reached < draws else 1.0
