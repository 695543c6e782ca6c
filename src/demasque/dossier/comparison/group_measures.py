"""How alike are two groups, by one class of link? Each measure goes from 0 to 1.

===========  ====================================================================================
reach        what accounts make: the share of a group's accounts that made three things or more
             which the other group made too, and hardly anybody else; the smaller of both shares
presence     which accounts they are: the share of a group that stands in the other as well
profile      what a circle shares: cosine of the groups' profiles, weighted by rarity (TF-IDF:
             Salton, Wong and Yang, CACM 18, 1975), over what hardly anybody else has
overlap      how work is done: the part that two distributions have in common, 1 minus their
             total variation distance
===========  ====================================================================================

Hardly anybody else: those of the two groups who have a thing are ``OWN`` times as many as the
accounts outside that do, of both cases. So what everybody of the day says, tags and links is no
likeness.

One thing in common may be an occasion, such as a greeting on a holiday, an anniversary, or what a
charity hands out; that the same accounts made three is none. A signature says of each thing how
many made it, and not who: there the mean number of things an account made stands in, as if nobody
had made more than three.
"""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from demasque.dossier.comparison.group_uses import Floats, GroupUses, Ints, PairedUses
from demasque.dossier.signatures.feature_names import SKETCH

OWN: Final = 3
"""Times as many accounts of the two groups as others that have a thing that is their own."""

LEAST_SHARED: Final = 3
"""Distinct things that both groups have, below which they are not alike; and how many of them an
account has to have made. With 1 or 2, halves of one parliament reach what halves of an operation
do (docs/dossier.md)."""

LEAST_USUAL: Final = 0.01
"""Added to the usual share of a value that it is measured by: a rare one is not all."""

Measure = Callable[[PairedUses, Ints, Ints], Floats]
"""Likeness of groups two by two: rows of the one side, and of the other."""

_OF_MESSAGE: Final = SKETCH + 1
"""Features of a message in a signature: its shingles and itself."""


def reach(pair: PairedUses, rows_a: Ints, rows_b: Ints) -> Floats:
    """The smaller share of accounts that made three of what the other group made too."""
    return _smaller(pair, rows_a, rows_b, LEAST_SHARED, 1)


def reach_of_words(pair: PairedUses, rows_a: Ints, rows_b: Ints) -> Floats:
    """The same of words, of which a signature holds several features a message."""
    return _smaller(pair, rows_a, rows_b, LEAST_SHARED, 1 if pair.exact else _OF_MESSAGE)


def presence(pair: PairedUses, rows_a: Ints, rows_b: Ints) -> Floats:
    """The smaller share of accounts that are of the other group too, where they are three."""
    return _smaller(pair, rows_a, rows_b, 1, 1)


def profile(pair: PairedUses, rows_a: Ints, rows_b: Ints) -> Floats:
    """Cosine of the weighted profiles, over what is the two groups' own."""
    found = np.zeros(len(rows_a))
    for number, (a, b, shared) in enumerate(_shared(pair, rows_a, rows_b)):
        length = pair.lengths[0][a] * pair.lengths[1][b]
        if len(shared) >= LEAST_SHARED and length > 0:
            both = _of_row(pair.a, a, shared) * _of_row(pair.b, b, shared)
            found[number] = float((both * pair.weights[shared] ** 2).sum() / length)
    return found


def overlap(pair: PairedUses, rows_a: Ints, rows_b: Ints) -> Floats:
    """The part of the two distributions that is common to both."""
    a, b = _shares(pair.a, pair.totals[0])[rows_a], _shares(pair.b, pair.totals[1])[rows_b]
    common: Floats = np.minimum(a, b).sum(axis=1)
    return common


def departure(pair: PairedUses, rows_a: Ints, rows_b: Ints) -> Floats:
    """Whether the two distributions depart alike, each from what is usual for its random groups.

    Groups that post more have smoother distributions, and overlap more for it. Noise of the one
    does not hang together with noise of the other, so that this sum of products, in the manner of
    chi squared, is no larger for it. It has no scale: it serves for p alone.
    """
    a, b = _shares(pair.a, pair.totals[0]), _shares(pair.b, pair.totals[1])
    usual_a, usual_b = a[1:].mean(axis=0), b[1:].mean(axis=0)
    weights = (usual_a + usual_b) / 2 + LEAST_USUAL
    sums: Floats = ((a[rows_a] - usual_a) * (b[rows_b] - usual_b) / weights).sum(axis=1)
    return sums


def own_things(pair: PairedUses) -> Ints:
    """What the two groups themselves share and hardly anybody else has, as columns."""
    ((_, _, shared),) = _shared(pair, np.zeros(1, np.int64), np.zeros(1, np.int64))
    return shared


def _smaller(pair: PairedUses, rows_a: Ints, rows_b: Ints, each: int, features: int) -> Floats:
    """``each``: things an account has to have; ``features``: how many of them make one thing."""
    found = np.zeros(len(rows_a))
    for number, (a, b, shared) in enumerate(_shared(pair, rows_a, rows_b)):
        if len(shared) < LEAST_SHARED * features:
            continue
        if pair.exact:
            shares = pair.a.having(a, shared, each), pair.b.having(b, shared, each)
        else:
            things = each * features
            shares = (
                pair.a.uses_each(a, shared) / things,
                pair.b.uses_each(b, shared) / things,
            )
        found[number] = min(*shares, 1.0)
    return found


def _shared(pair: PairedUses, rows_a: Ints, rows_b: Ints) -> Iterator[tuple[int, int, Ints]]:
    """For groups two by two: the features that are their own, as columns."""
    for a, b in zip(rows_a.tolist(), rows_b.tolist(), strict=True):
        in_a, of_a = _row(pair.a, a)
        in_b, of_b = _row(pair.b, b)
        both, at_a, at_b = np.intersect1d(in_a, in_b, assume_unique=True, return_indices=True)
        users = of_a[at_a] + of_b[at_b]
        # Whoever was drawn into a random group is no longer one of the others.
        drawn = of_a[at_a] * (a > 0) + of_b[at_b] * (b > 0)
        own = users >= OWN * np.maximum(pair.others[both] - drawn, 0.0)
        yield a, b, both[own]


def _row(uses: GroupUses, row: int) -> tuple[Ints, Floats]:
    begin, end = uses.users.indptr[row], uses.users.indptr[row + 1]
    return uses.users.indices[begin:end], uses.users.data[begin:end]


def _of_row(uses: GroupUses, row: int, columns: Ints) -> Floats:
    indices, data = _row(uses, row)
    values: Floats = data[np.searchsorted(indices, columns)]
    return values


def _shares(uses: GroupUses, totals: Floats) -> Floats:
    """Each group's distribution; a group of which nothing is known has none of anything."""
    counts = np.asarray(uses.users.toarray(), dtype=float)
    shares: Floats = np.divide(
        counts, totals[:, None], out=np.zeros_like(counts), where=totals[:, None] > 0
    )
    return shares
