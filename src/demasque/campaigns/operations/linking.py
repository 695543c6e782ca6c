"""Which links there are between two campaigns, and whether they make them one operation.

Contents weigh most. Two campaigns are linked when two classes of contents are beyond chance of
which one is what accounts make themselves (words, clips); or three classes of contents; or, besides
one of conduct, one of what they make that is a large part of it. Conduct alone links nobody, nor do
hashtags with sources: people of one circle share these too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, sqrt
from typing import Final

from demasque.campaigns.operations.conduct import CONDUCT
from demasque.campaigns.operations.contents import CONTENTS
from demasque.campaigns.operations.group_likeness import Chance, Comparer

CLASS_P: Final = 0.005
"""Upper end of the p of a class of link that counts."""

PAIR_P: Final = 0.01
"""P of the two strongest classes together, for all pairs and classes tried (Bonferroni)."""

LEAST_SHARED: Final = 3
"""Distinct things that both use, for a class of contents to count: one may be a single occasion."""

LEAST_LIKENESS: Final = 0.05
"""Likeness of contents below which no draws are made: the two are nearly all different."""

MADE: Final = ("texts", "media")
"""Classes that speak of what accounts make; links, hashtags and sources speak of interests too."""

STRONG: Final = 0.25
"""Likeness of what accounts make that needs only conduct besides."""

FEWEST_DRAWS: Final = 999


@dataclass(frozen=True)
class ClassLink:
    """Two campaigns compared by one class.

    ``chance`` is None where nothing is known of it, and where contents have too little in common
    for it to be asked.
    """

    link: str
    shared: int
    likeness: float
    chance: Chance | None

    @property
    def counted(self) -> bool:
        """Whether the class speaks for one operation."""
        if self.chance is None or self.chance.p_high > CLASS_P:
            return False
        floor = self.shared >= LEAST_SHARED and self.likeness >= LEAST_LIKENESS
        return floor or self.link in CONDUCT


@dataclass(frozen=True)
class PairLinks:
    """Two campaigns compared; ``tried`` is how many tests were made of all pairs."""

    one: str
    other: str
    links: tuple[ClassLink, ...]
    tried: int

    @property
    def p(self) -> float | None:
        """Of the two strongest classes that count, corrected; None where fewer than two do."""
        strengths = sorted(link.chance.p for link in self.links if link.counted and link.chance)
        return min(1.0, strengths[0] * strengths[1] * self.tried) if len(strengths) > 1 else None

    @property
    def joined(self) -> bool:
        """Whether the two are linked."""
        contents = [link for link in self.links if link.counted and link.link in CONTENTS]
        conduct = [link for link in self.links if link.counted and link.link in CONDUCT]
        made = [link for link in contents if link.link in MADE]
        strong = any(link.likeness >= STRONG for link in made)
        enough = len(contents) > 2 or (len(contents) > 1 and made) or (strong and conduct)
        return bool(enough) and self.p is not None and self.p <= PAIR_P


def number_of_tests(campaigns: int) -> int:
    """How many pairs of campaigns times pairs of classes there are to be tried."""
    classes = comb(len(CONTENTS), 2) + len(CONTENTS) * len(CONDUCT)
    return comb(campaigns, 2) * classes


def draws_for(campaigns: int) -> int:
    """Random groups enough for two classes that none of them reaches to be beyond chance."""
    return max(FEWEST_DRAWS, int(sqrt(number_of_tests(campaigns) / PAIR_P)) + 1)


def compare_all(comparers: Sequence[Comparer], campaigns: Sequence[str]) -> Iterator[PairLinks]:
    """Compare every two campaigns that share contents enough to be asked about."""
    tried = number_of_tests(len(campaigns))
    for one, other in combinations(campaigns, 2):
        found = [
            ClassLink(each.features.link, shared, alike, None)
            for each in comparers
            for alike, shared in [each.likeness(one, other)]
            if alike > 0
        ]
        if any(_worth_asking(link) for link in found):
            yield PairLinks(one, other, tuple(_judged(comparers, one, other, found)), tried)


def _worth_asking(link: ClassLink) -> bool:
    enough = link.likeness >= LEAST_LIKENESS and link.shared >= LEAST_SHARED
    return link.link in CONTENTS and enough


def _judged(
    comparers: Sequence[Comparer], one: str, other: str, found: Sequence[ClassLink]
) -> Iterator[ClassLink]:
    by_link = {each.features.link: each for each in comparers}
    for link in found:
        comparer = by_link[link.link]
        known = comparer.parties.alike and (link.link in CONDUCT or _worth_asking(link))
        chance = comparer.chance(one, other, link.likeness) if known else None
        yield ClassLink(link.link, link.shared, link.likeness, chance)
