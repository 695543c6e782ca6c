"""Which accounts stand in both of two cases? Seen with both keys, in memory, and only counted.

Each case has a key of its own, so that an account's pseudonyms differ. Where both keys are at hand
the raw ids of both cases are read from the evidence and compared as (platform, id).
"""

from dataclasses import dataclass

import numpy as np

from demasque.case import CaseStore
from demasque.dossier.comparison.case_groups import rows_of
from demasque.dossier.comparison.group_uses import Ints
from demasque.dossier.signatures.account_features import AccountFeatures
from demasque.errors import DemasqueError
from demasque.ingest import reveal
from demasque.progress import Progress, quiet


@dataclass(frozen=True)
class AccountsInBoth:
    """Rows of the one case and of the other that are one account, pair by pair."""

    one: Ints
    other: Ints


def accounts_in_both(
    one: CaseStore,
    one_features: AccountFeatures,
    other: CaseStore,
    other_features: AccountFeatures,
    progress: Progress = quiet,
) -> AccountsInBoth | None:
    """Accounts with posts in both cases; None where a key is not at hand."""
    if one is other:
        every = np.arange(len(one_features.accounts))
        return AccountsInBoth(every, every)
    try:
        raw = [reveal(store, "account", progress) for store in (one, other)]
    except DemasqueError:
        return None
    joined = raw[0].join(
        raw[1], ["platform", "raw"], join_type="inner", left_suffix="", right_suffix="_other"
    )
    rows_one = rows_of(one_features, joined["pseudonym"].combine_chunks())
    rows_other = rows_of(other_features, joined["pseudonym_other"].combine_chunks())
    posted = (rows_one >= 0) & (rows_other >= 0)
    order = np.argsort(rows_one[posted], kind="stable")
    return AccountsInBoth(rows_one[posted][order], rows_other[posted][order])
