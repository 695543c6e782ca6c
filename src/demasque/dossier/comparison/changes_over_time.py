"""What stayed, changed and is new from the group that began earlier to the one that began later."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.dossier.comparison.case_groups import CaseSide
from demasque.dossier.comparison.comparison_values import CHANGES
from demasque.dossier.comparison.group_uses import Floats, GroupUses
from demasque.dossier.comparison.prepared_sides import Side
from demasque.dossier.signatures.signature_names import shown_name

COUNTED: Final = ("words", "media", "sites", "hashtags", "sources")
"""Classes whose features are hashes: how many stayed, are gone and are new is told."""

TOLD: Final = ("languages", "platforms", "hours", "venues")
"""Classes whose values are told with their shares of posts."""

LEAST_USERS: Final = 3
"""Accounts of a group that a feature characterises it by; as in a signature."""

LEAST_SHARE: Final = 0.02
"""Share of posts from which a language, platform or venue is one of a group's."""

MOVED: Final = 0.10
"""Change of a share of posts from which it is told as a change, not as what stayed."""

DIGITS: Final = 4


def changes_between(one: Side, other: Side) -> pa.Table:
    """What stayed, is gone and is new, as ``CHANGES``; the side that began first is the earlier."""
    earlier, later = sorted((one, other), key=_began)
    rows = [
        *(row for kind in COUNTED for row in _counted(kind, earlier, later)),
        *(row for kind in TOLD for row in _told(kind, earlier, later)),
    ]
    return pa.Table.from_pylist(rows, CHANGES)


def _began(side: Side) -> float:
    if isinstance(side, CaseSide):
        return float(side.features.first_at[side.rows[0]].min())
    return side.signature.first_at.timestamp()


def _counted(kind: str, earlier: Side, later: Side) -> Iterator[dict[str, Any]]:
    before, after = (_own(side.uses(kind)) for side in (earlier, later))
    if not before or not after:
        return
    stayed = len(before & after)
    for change, features, share_before, share_after in (
        ("stayed", stayed, stayed / len(before), stayed / len(after)),
        ("gone", len(before) - stayed, 1 - stayed / len(before), None),
        ("new", len(after) - stayed, None, 1 - stayed / len(after)),
    ):
        yield {
            "class": kind,
            "value": None,
            "earlier": None if share_before is None else round(share_before, DIGITS),
            "later": None if share_after is None else round(share_after, DIGITS),
            "change": change,
            "features": features,
        }


def _own(uses: GroupUses) -> set[str]:
    own = uses.users[0]
    return set(uses.names.take(pa.array(own.indices[own.data >= LEAST_USERS])).to_pylist())


def _told(kind: str, earlier: Side, later: Side) -> Iterator[dict[str, Any]]:
    before, after = (_shares(kind, side.uses(kind)) for side in (earlier, later))
    if not before or not after:
        return
    for value in sorted({*before, *after}):
        share_before, share_after = before.get(value, 0.0), after.get(value, 0.0)
        if max(share_before, share_after) >= LEAST_SHARE:
            yield {
                "class": kind,
                "value": value,
                "earlier": round(share_before, DIGITS),
                "later": round(share_after, DIGITS),
                "change": _change(share_before, share_after),
                "features": 1,
            }


def _shares(kind: str, uses: GroupUses) -> dict[str, float]:
    """Shares of a group's posts; of hours of the week, those of the day."""
    values: Floats = np.asarray(uses.users[0].toarray(), dtype=float).ravel()
    names = uses.names.to_pylist()
    if kind == "platforms":
        values = np.where(np.asarray(pc.match_substring(uses.names, " > ")), 0.0, values)
    if kind == "hours":
        names = [f"{int(name) % 24:02d}" for name in names]
    total = float(values.sum())
    shares: dict[str, float] = {}
    # A stranger's file may call a language or a platform anything.
    for name, value in zip((shown_name(name, "") for name in names), values.tolist(), strict=True):
        if value > 0:
            shares[name] = shares.get(name, 0.0) + value / total
    return shares


def _change(before: float, after: float) -> str:
    if before < LEAST_SHARE:
        return "new"
    if after < LEAST_SHARE:
        return "gone"
    if abs(after - before) < MOVED:
        return "stayed"
    return "more" if after > before else "less"
