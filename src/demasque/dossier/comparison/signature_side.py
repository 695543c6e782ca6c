"""A signature, as one side of a comparison."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from demasque.dossier.comparison.group_uses import Floats, GroupUses, Ints
from demasque.dossier.signatures.account_features import SHARES
from demasque.dossier.signatures.signature_values import Signature


@dataclass(frozen=True)
class SignatureSide:
    """What a signature holds, class by class, in the same form as what a case does."""

    signature: Signature

    @property
    def draws(self) -> int:
        """How many random groups there are."""
        return self.signature.draws

    def uses(self, kind: str) -> GroupUses:
        """One class: the group, and random groups of its case, as far as the file tells of them."""
        own = _of_class(self.signature.features, kind)
        drawn = _of_class(self.signature.background, kind)
        names = pc.unique(pa.concat_arrays([_names(own), _names(drawn)]))
        names = names.take(pc.sort_indices(names))
        size, k = self.signature.accounts, self.signature.k
        row = np.concatenate(
            [np.zeros(own.num_rows, np.int64), drawn["draw"].to_numpy().astype(np.int64) + 1]
        )
        column = np.concatenate([_columns(own, names), _columns(drawn, names)])
        entry = np.concatenate([_entries(own, kind, size), _entries(drawn, kind, size)])
        shape = (1 + self.draws, len(names))
        users = sparse.csr_matrix((entry, (row, column)), shape=shape)
        users.sort_indices()
        others = np.full(len(names), np.nan)
        # Fewer than k others are not told: half of what it may be at most.
        told = own["others"].to_numpy(zero_copy_only=False).astype(float)
        others[_columns(own, names)] = np.where(np.isnan(told), (k - 1) / 2, told)
        return GroupUses(names, users, size, others, self.signature.outside or 0)


def _of_class(table: pa.Table, kind: str) -> pa.Table:
    return table.filter(pc.equal(table["class"], kind))


def _names(table: pa.Table) -> pa.Array:
    return table["feature"].combine_chunks()


def _columns(table: pa.Table, names: pa.Array) -> Ints:
    columns: Ints = (
        pc.index_in(_names(table), names).to_numpy(zero_copy_only=False).astype(np.int64)
    )
    return columns


def _entries(table: pa.Table, kind: str, size: int) -> Floats:
    """Numbers of accounts; in classes of shares what the accounts' shares add up to."""
    values = table["share" if kind in SHARES else "accounts"].to_numpy(zero_copy_only=False)
    entries: Floats = values.astype(float) * (size if kind in SHARES else 1)
    return entries
