"""The lower of two tiers: accounts that stand with a campaign beyond chance, and are no members.

Members are tied, pair by pair; every figure of a campaign, its narratives and its judgement rest on
them alone. Attached accounts are kept in a table of their own, so that nothing mixes the two.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from demasque.campaigns.overview import BY_EVIDENCE
from demasque.case import CaseStore
from demasque.coordination import ReadOnce, Window, stand_with
from demasque.progress import Progress, quiet
from demasque.schema import ATTACHED

ATTACHED_RATE: Final = 5
"""How many times the false discovery rate of ties that of attached accounts is."""

_APART: Final = """
    SELECT account FROM memberships UNION ALL SELECT account FROM set_aside
    UNION ALL SELECT account FROM decided WHERE decision = 'exclude'"""


def attach(
    store: CaseStore,
    windows: Sequence[Window] | None = None,
    fdr: float = 0.01,
    kinds: Sequence[str] | None = None,
    seed: int = 0,
    memory: str | int | None = None,
    progress: Progress = quiet,
    read: ReadOnce | None = None,
) -> pa.Table:
    """Find and keep the accounts that stand with the case's campaigns; fills ``attached``.

    The options are those of the detection that found the campaigns. Attached accounts are held to
    a rate of their own, five times that of the ties. ``read`` has what that detection read.
    """
    groups: dict[str, list[str]] = {}
    members = store.sql("SELECT campaign, account FROM memberships ORDER BY ALL")
    for row in members.to_pylist():
        groups.setdefault(row["campaign"], []).append(row["account"])
    rate = min(ATTACHED_RATE * fdr, 0.5)
    found = stand_with(store, groups, windows, rate, kinds, seed, memory, progress, read)
    return attach_accounts(store, found)


def attach_accounts(store: CaseStore, found: pa.Table) -> pa.Table:
    """Keep the accounts that stand with campaigns, in place of earlier ones; fills ``attached``.

    Args:
        store: an open case whose campaigns were found.
        found: columns of ``demasque.schema.ATTACHED``; any number of rows an account.

    Returns:
        The table that was kept, by campaign, the strongest first, then the smallest q first.
        Members of any campaign are left out, and so are accounts that were members or are excluded
        by people's decisions. Of an account's rows the one of the smallest q stays;
        of equal ones that of the smallest p, then of the first campaign, then of the first kind of
        trace by name.

    Raises:
        ValueError: a campaign is not in the case, or a value is missing.
    """
    rows = found.select(ATTACHED.names).cast(ATTACHED).to_pylist()
    known = store.sql(f"SELECT campaign FROM campaigns ORDER BY {BY_EVIDENCE}")
    place = {campaign: n for n, campaign in enumerate(known["campaign"].to_pylist())}
    unknown = {row["campaign"] for row in rows} - place.keys()
    if unknown:
        raise ValueError(f"not among the campaigns: {sorted(unknown)}")
    apart = set(store.sql(_APART)["account"].to_pylist())
    best: dict[str, Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: _by_evidence(row, place)):
        if row["account"] not in apart:
            best.setdefault(row["account"], row)
    kept = sorted(best.values(), key=lambda row: (place[row["campaign"]], row["q"], row["account"]))
    attached = pa.Table.from_pylist(kept, ATTACHED)
    store.replace({"attached": attached})
    return attached


def _by_evidence(row: Mapping[str, Any], place: Mapping[str, int]) -> tuple[float, float, int, str]:
    return row["q"], row["log10_p"], place[row["campaign"]], row["kind"]
