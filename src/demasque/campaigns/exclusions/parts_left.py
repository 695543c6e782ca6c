"""Into which parts does a campaign fall without some accounts, and how are these called?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from demasque.campaigns.lasting_names import earlier_names
from demasque.case import CaseStore


def parts_left(pairs: pa.Table) -> list[frozenset[str]]:
    """Accounts that chains of ties join, the largest part first, of equal ones that of most bits.

    ``pairs`` has columns ``account_a``, ``account_b``, ``bits``.
    """
    if not pairs.num_rows:
        return []
    both = pa.chunked_array([*pairs["account_a"].chunks, *pairs["account_b"].chunks], pa.string())
    names = pa.array(sorted(both.unique().to_pylist()), pa.string())
    rows, columns = (
        pc.index_in(pairs[side], names).to_numpy().astype(np.int64)
        for side in ("account_a", "account_b")
    )
    tied = sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(names),) * 2)
    count, labels = connected_components(tied, directed=False)
    bits = np.bincount(labels[rows], weights=pairs["bits"].to_numpy(), minlength=count)
    parts: list[list[str]] = [[] for _ in range(count)]
    for name, label in zip(names.to_pylist(), labels.tolist(), strict=True):
        parts[label].append(name)
    order = sorted(range(count), key=lambda n: (-len(parts[n]), -bits[n], parts[n][0]))
    return [frozenset(parts[n]) for n in order]


def names_of_parts(
    store: CaseStore, parts: Sequence[frozenset[str]], found: Mapping[str, str]
) -> dict[str, str]:
    """The campaign of each account now; ``found`` has the one that detection put it into.

    Of the parts of a campaign the first keeps the name. Any other has the name that most of its
    accounts had before as a part of their own, or a number that nothing in the case ever had.
    """
    named: dict[str, str] = {}
    taken: set[str] = set()
    loose = []
    for part in parts:
        campaign = found[min(part)]
        if campaign in taken:
            loose.append(part)
        else:
            taken.add(campaign)
            named |= dict.fromkeys(part, campaign)
    earlier = earlier_names(store, "C")
    in_use = set(found.values())
    past = {name: whose for name, whose in earlier.past.items() if name not in in_use}
    highest = max([earlier.highest, *(int(name[1:]) for name in in_use)])
    names = replace(earlier, current={}, past=past, highest=highest).of(loose)
    for name, part in zip(names, loose, strict=True):
        named |= dict.fromkeys(part, name)
    return named
