"""From tied pairs to campaigns: number the accounts, divide them, name and order what comes out."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.campaigns.division.community import Labels, communities, network
from demasque.campaigns.division.stability import stability
from demasque.campaigns.lasting_names import EarlierNames, add_changes, earlier_names
from demasque.campaigns.overview import overview
from demasque.case import CaseTables
from demasque.progress import Progress, quiet
from demasque.schema import ATTACHED, CAMPAIGNS, MEMBERSHIPS, NAME_CHANGES


def find_campaigns(store: CaseTables, seed: int = 0, progress: Progress = quiet) -> pa.Table:
    """Divide the tied accounts into campaigns; fills ``campaigns`` and ``memberships``.

    Empties ``attached``: see :func:`demasque.campaigns.attach_accounts`. What became of the
    campaigns of the detection before goes into ``name_changes``.

    Reads ``strengths`` (the evidence of all kinds, fused per pair). Campaigns of three accounts and
    more come first, then pairs; within each, the largest sum of bits first. In a fresh case they
    are named C1, C2 and so on in that order; later a campaign keeps the name that most of its
    accounts had (:mod:`demasque.campaigns.lasting_names`). The same strengths, seed and earlier
    names give the same campaigns.

    Returns:
        The ``campaigns`` table.
    """
    pairs = store.sql(
        "SELECT account_a, account_b, bits FROM strengths WHERE bits > 0 ORDER BY ALL"
    )
    names, rows, columns = _numbered(pairs)
    bits = pairs["bits"].to_numpy()
    progress("campaigns", 0, None)
    tied = network(rows, columns, bits, len(names))
    labels = _ordered(communities(tied, seed), rows, columns, bits)
    stays = stability(tied, labels, seed, progress)
    earlier = earlier_names(store, "C")
    named = _named(names, labels, earlier)
    memberships = _memberships(names, rows, columns, bits, labels, stays, list(named))
    campaigns = overview(store, memberships).cast(CAMPAIGNS)
    found = {"memberships": memberships, "campaigns": campaigns}
    # Who stood with the earlier campaigns says nothing of these.
    store.replace(
        found | {"attached": ATTACHED.empty_table(), "name_changes": NAME_CHANGES.empty_table()}
    )
    add_changes(store, earlier.changes(named))
    return campaigns


def _named(names: list[str], labels: Labels, earlier: EarlierNames) -> dict[str, frozenset[str]]:
    """The accounts of each campaign by its name, in the order of the labels."""
    groups: list[set[str]] = [set() for _ in range(int(labels.max(initial=-1)) + 1)]
    for number in np.flatnonzero(labels >= 0):
        groups[labels[number]].add(names[number])
    whole = [frozenset(group) for group in groups]
    return dict(zip(earlier.of(whole), whole, strict=True))


def _numbered(
    pairs: pa.Table,
) -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    both = pa.chunked_array([*pairs["account_a"].chunks, *pairs["account_b"].chunks], pa.string())
    names = sorted(both.unique().to_pylist())
    value_set = pa.array(names, pa.string())
    rows = pa.compute.index_in(pairs["account_a"], value_set).to_numpy().astype(np.int64)
    columns = pa.compute.index_in(pairs["account_b"], value_set).to_numpy().astype(np.int64)
    return names, rows, columns


def _ordered(
    labels: Labels,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    bits: npt.NDArray[np.float64],
) -> Labels:
    """Renumber: pairs after larger ones, then most bits first, then the lowest account first."""
    if not (labels >= 0).any():
        return labels
    inside = (labels[rows] == labels[columns]) & (labels[rows] >= 0)
    count = int(labels.max()) + 1
    total = np.bincount(labels[rows[inside]], weights=bits[inside], minlength=count)
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    first = np.full(count, len(labels))
    np.minimum.at(first, labels[labels >= 0], np.flatnonzero(labels >= 0))
    order = np.lexsort((first, -total, sizes == 2, sizes == 0))
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    return np.where(labels >= 0, rank[np.maximum(labels, 0)], -1)


def _memberships(
    names: list[str],
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    bits: npt.NDArray[np.float64],
    labels: Labels,
    stays: npt.NDArray[np.float64],
    campaigns: list[str],
) -> pa.Table:
    inside = labels[rows] == labels[columns]
    ends = np.concatenate([rows[inside], columns[inside]])
    partners = np.bincount(ends, minlength=len(names))
    strongest = np.zeros(len(names))
    np.maximum.at(strongest, ends, np.concatenate([bits[inside], bits[inside]]))
    records = list(_records(names, labels, strongest, partners, stays, campaigns))
    return pa.Table.from_pylist(records, MEMBERSHIPS)


def _records(
    names: list[str],
    labels: Labels,
    strongest: npt.NDArray[np.float64],
    partners: npt.NDArray[np.int64],
    stays: npt.NDArray[np.float64],
    campaigns: list[str],
) -> Iterator[Mapping[str, Any]]:
    """Yield members, campaign by campaign, in each the most strongly tied first."""
    members = np.flatnonzero(labels >= 0)
    for number in members[np.lexsort((members, -strongest[members], labels[members]))]:
        yield {
            "campaign": campaigns[labels[number]],
            "account": names[number],
            "bits": float(strongest[number]),
            "partners": int(partners[number]),
            "stability": float(stays[number]),
        }
