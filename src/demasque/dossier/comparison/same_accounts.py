"""Whether a signature seems to be of the very accounts that it is compared with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import numpy as np

from demasque.dossier.comparison.case_groups import CaseGroup, CaseSide, rows_of_group
from demasque.dossier.comparison.signature_side import SignatureSide
from demasque.dossier.signatures.account_features import AccountFeatures, account_features
from demasque.dossier.signatures.group_features import Ints, features_of_groups
from demasque.dossier.signatures.signature_making import day_of
from demasque.dossier.signatures.signature_values import Signature
from demasque.progress import Progress, quiet

_OF_POSTS: Final = ("hours", "languages", "names")
"""Classes that follow from accounts and their posts alone, whatever a detection found in them."""

Told = tuple[int, int, datetime, datetime, frozenset[tuple[str, str, int]]]
"""Accounts, posts, first and last day, and features with the number of accounts that have each."""


def same_accounts(one: SignatureSide | CaseSide, other: SignatureSide | CaseSide) -> bool:
    """Whether two sides have equally many accounts and posts, of the same days, hours and names.

    Of two cases it is not asked here: there the accounts themselves are compared.
    """
    k = max(
        (side.signature.k for side in (one, other) if isinstance(side, SignatureSide)), default=0
    )
    if not k:
        return False
    told, again = (
        _signature_told(side.signature, k)
        if isinstance(side, SignatureSide)
        else _case_told(side.features, side.rows[0], k)
        for side in (one, other)
    )
    return told == again and bool(told[-1])


def of_other_accounts(
    mine: CaseGroup, signatures: Sequence[Signature], progress: Progress = quiet
) -> tuple[Signature, ...]:
    """The signatures that do not seem to be of the accounts of ``mine``."""
    features = account_features(mine.store, progress)
    rows = rows_of_group(mine, features)
    return tuple(
        each
        for each in signatures
        if _signature_told(each, each.k) != _case_told(features, rows, each.k)
    )


def _signature_told(signature: Signature, k: int) -> Told:
    features = frozenset(
        (row["class"], row["feature"], row["accounts"])
        for row in signature.features.to_pylist()
        if row["class"] in _OF_POSTS and row["accounts"] >= k
    )
    return (
        signature.accounts, signature.posts, signature.first_at, signature.last_at, features,
    )  # fmt: skip


def _case_told(features: AccountFeatures, rows: Ints, k: int) -> Told:
    if not len(rows):
        return 0, 0, day_of(0), day_of(0), frozenset()
    told = frozenset(
        (each.kind, name, count)
        for each in features_of_groups(features, rows[np.newaxis], k)
        if each.kind in _OF_POSTS
        for name, count in zip(
            each.names.take(each.feature).to_pylist(), each.accounts.tolist(), strict=True
        )
    )
    return (
        len(rows),
        int(features.posts[rows].sum()),
        day_of(int(features.first_at[rows].min())),
        day_of(int(features.last_at[rows].max())),
        told,
    )
