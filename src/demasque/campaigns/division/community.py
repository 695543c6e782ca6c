"""Which tied accounts belong together: Leiden communities of one connected part at a time.

Two groups that a few weak ties connect must come out as two, or a fan club would stand accused
beside an operation; one loosely knit group must come out as one, or its size would be hidden.
Plain modularity over the whole network does neither: its null model spans all accounts, so what
one corner looks like moves the cut in another, and at resolution 1 it tears any sparse group apart.
Here each connected part is judged by itself, and so is each piece it falls into, at a resolution
that a part wired at random does not reach: a random graph of mean degree c can be cut in halves
through 1/2 - 0.763/sqrt(c) of its ties (Dembo, Montanari and Sen, Annals of Probability 45, 2017),
and only a cut through less than half as much counts. Two equal halves then part when less than
``resolution / 2`` of the strength of all ties runs between them.

Leiden: Traag, Waltman and van Eck, Scientific Reports 9, 5233 (2019), compiled
in :mod:`demasque.campaigns.division.leiden`. All parts are divided at once, each at its own price.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from demasque.campaigns.division.leiden import leiden

HIGHEST_RESOLUTION: Final = 0.3
LOWEST_RESOLUTION: Final = 0.02

_CUT: Final = 0.7632
_WHOLE: Final = 3
"""Accounts that a part has at most without being divided."""

Labels = npt.NDArray[np.int64]


class TieNetwork(NamedTuple):
    """Tied accounts, each tie from both of its ends, in the order of these."""

    accounts: int
    ends: npt.NDArray[np.int64]
    others: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    ties: npt.NDArray[np.int64]
    """Which tied pair each is, as they were given."""

    def only(self, kept: npt.NDArray[np.bool_]) -> "TieNetwork":
        """The same accounts with a part of the ties."""
        return self._replace(
            ends=self.ends[kept],
            others=self.others[kept],
            weights=self.weights[kept],
            ties=self.ties[kept],
        )

    @property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where the ties of each account begin, and where the last one's end."""
        each = np.bincount(self.ends, minlength=self.accounts)
        return np.concatenate(([0], np.cumsum(each)))


def network(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    bits: npt.NDArray[np.float64],
    accounts: int,
) -> TieNetwork:
    """Lay out tied pairs, once for all divisions of them.

    Args:
        rows: number of the first account of each tied pair.
        columns: number of the second account of each tied pair, another one.
        bits: strength of each tied pair, above 0.
        accounts: how many accounts there are; numbers run from 0.
    """
    ends, others = np.concatenate((rows, columns)), np.concatenate((columns, rows))
    order = np.lexsort((others, ends))
    ties = np.tile(np.arange(len(rows)), 2)[order]
    # The square root keeps the order of strengths but not their range: beyond a few hundred bits
    # more evidence says that a pair posted more, and one such pair would secede from its group.
    return TieNetwork(accounts, ends[order], others[order], np.sqrt(bits)[ties], ties)


def communities(tied: TieNetwork, seed: int = 0) -> Labels:
    """Give each account the number of its community, -1 where nothing ties it.

    Args:
        tied: who is tied to whom.
        seed: the order in which Leiden visits accounts follows from it.

    Returns:
        int64 labels; numbers carry no order and communities have two accounts or more.
    """
    groups = _connected(tied)
    while len(tied.ends):
        tied = tied.only(np.bincount(groups)[groups[tied.ends]] > _WHOLE)
        found = leiden(tied.starts, tied.others, tied.weights, _prices(tied, groups), seed)
        inside = found[tied.ends] == found[tied.others]
        again = _connected(tied.only(inside))
        divided = _in_divided(tied, groups, again)
        # Judged again by itself: beside many others two groups would count as one too easily.
        groups = np.where(divided, groups.max() + 1 + again, groups)
        tied = tied.only(inside & divided[tied.ends])
    _, groups, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    return np.where(sizes[groups] > 1, groups, -1).astype(np.int64)


def _connected(tied: TieNetwork) -> Labels:
    matrix = sparse.csr_matrix(
        (tied.weights, tied.others, tied.starts), shape=(tied.accounts, tied.accounts)
    )
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def _in_divided(tied: TieNetwork, groups: Labels, again: Labels) -> npt.NDArray[np.bool_]:
    """Which accounts are in a group that came apart."""
    apart = again[tied.ends] != again[tied.others]
    return np.bincount(groups[tied.ends[apart]], minlength=groups.max() + 1)[groups] > 0


def _prices(tied: TieNetwork, groups: Labels) -> npt.NDArray[np.float64]:
    """What each account pays: half the resolution at which a random group as dense falls apart.

    That over the strength of the accounts of the group; 0 where nothing ties an account.
    """
    strength = np.bincount(tied.ends, tied.weights, tied.accounts)
    squares = np.bincount(tied.ends, tied.weights**2, tied.accounts)
    price = np.zeros(tied.accounts)
    some = strength > 0
    inside = groups[some]
    # How many equal ties would count as much: a dominant tie makes a neighbourhood sparser.
    degree = strength[some] ** 2 / squares[some]
    mean = np.bincount(inside, degree)[inside] / np.bincount(inside)[inside]
    resolution = np.clip((1 - 2 * _CUT / np.sqrt(mean)) / 2, LOWEST_RESOLUTION, HIGHEST_RESOLUTION)
    price[some] = resolution / np.bincount(inside, strength[some])[inside]
    return price
