"""An adversary who has the platform's export and packages of open data, and tries to trace back.

The adversary knows the rules and all of the export, and who might be a member; not the secret of
the draws. Attacks are those of Hundepool et al., Statistical Disclosure Control (2012): linear
programs over what is published, differences of two releases, looking up.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
SLACK = 18
"""What accounts may be more than published, and the most of a row that is missing."""

CELLS = {"days": ("platform", "day"), "hours": ("hour",), "languages": ("language",),
         "platforms": ("platform",)}  # fmt: skip


def activity(posts: Iterable[Mapping[str, Any]]) -> dict[str, dict[tuple[Any, ...], int]]:
    """Posts by account and cell, exactly, as whoever has the export knows them."""
    known: dict[str, dict[tuple[Any, ...], int]] = defaultdict(lambda: defaultdict(int))
    for post in posts:
        at, mine = post["posted_at"], known[post["account"]]
        mine["days", post["platform"], at.date().isoformat()] += 1
        mine["hours", at.hour] += 1
        mine["languages", post["lang"]] += 1
        mine["platforms", post["platform"]] += 1
    return known


def published(rows: Rows, campaign: str, column: str) -> dict[tuple[Any, ...], int]:
    """One column of a package, by the cells of ``activity``."""
    return {
        (table, *(row[key] for key in keys)): row[column]
        for table, keys in CELLS.items()
        for row in rows[table]
        if row["campaign"] == campaign and row[column] is not None
    }


def who_left(
    before: Mapping[tuple[Any, ...], int],
    after: Mapping[tuple[Any, ...], int],
    known: Mapping[str, Mapping[tuple[Any, ...], int]],
    cap: int,
) -> dict[str, float]:
    """Score each account by how well its leaving explains the difference of two packages.

    The log-likelihood of a normal difference with the account's own posts, each cell's at most
    ``cap``, as its mean: the best linear guess where noise is the same everywhere.
    """
    cells = sorted(before.keys() | after.keys(), key=str)
    change = np.array([before.get(cell, 0) - after.get(cell, 0) for cell in cells], float)
    spread = max(float(change.var()), 1e-9) if cells else 1.0
    scores = {}
    for account, own in known.items():
        expected = np.array([min(own.get(cell, 0), cap) for cell in cells], float)
        scores[account] = float(change @ expected - 0.5 * expected @ expected) / spread
    return scores


def found_at_once(scores: Mapping[str, float], account: str) -> float:
    """How probably an account is named first: one among those that score best, or not at all."""
    best = max(scores.values())
    first = [name for name, score in scores.items() if score == best]
    return account in first and 1 / len(first)


def platform_intervals(
    rows: Rows,
    campaign: str,
    platforms: Sequence[str],
    days: Sequence[str],
    slack: int = SLACK,
) -> dict[tuple[str, ...], tuple[float, float]]:
    """Between what numbers the counted accounts of each missing row must lie, by linear programs.

    Known: platforms add up to at most what the campaign has; a day holds no more of a platform than
    the platform has; an account posted on a day or more. ``slack`` is 0 for exact numbers.
    """
    cells = [(p,) for p in platforms] + [(p, d) for p in platforms for d in days]
    at = {cell: n for n, cell in enumerate(cells)}
    given = {(r["platform"],): r["accounts_at_least"] for r in rows["platforms"]
             if r["campaign"] == campaign}  # fmt: skip
    given |= {(r["platform"], r["day"]): r["accounts_at_least"] for r in rows["days"]
              if r["campaign"] == campaign}  # fmt: skip
    bounds = [(given[cell], given[cell] + slack) if cell in given else (0, SLACK) for cell in cells]
    whole = next(r["accounts_at_least"] for r in rows["campaigns"] if r["campaign"] == campaign)
    limits: list[tuple[NDArray[np.float64], float]] = [
        (_sum(at, [(p,) for p in platforms], []), whole + slack)
    ]
    for p in platforms:
        limits += [(_sum(at, [(p, d)], [(p,)]), 0.0) for d in days]
        limits.append((_sum(at, [(p,)], [(p, d) for d in days]), 0.0))
    matrix, right = np.array([each for each, _ in limits]), np.array([n for _, n in limits])
    found = {}
    for cell in cells:
        if cell not in given:
            aim = _sum(at, [cell], [])
            low = linprog(aim, A_ub=matrix, b_ub=right, bounds=bounds)
            high = linprog(-aim, A_ub=matrix, b_ub=right, bounds=bounds)
            assert low.status == high.status == 0, (low.message, high.message)
            found[cell] = float(low.fun), float(-high.fun)
    return found


def _sum(
    at: Mapping[tuple[str, ...], int],
    plus: Sequence[tuple[str, ...]],
    minus: Sequence[tuple[str, ...]],
) -> NDArray[np.float64]:
    row = np.zeros(len(at))
    row[[at[cell] for cell in plus]] = 1
    row[[at[cell] for cell in minus]] = -1
    return row


def looked_up(
    carriers: Mapping[str, set[str]], members: set[str], rows: Iterable[str]
) -> dict[str, float]:
    """By site or hash that is published: how probably one of its carriers is a member."""
    return {value: len(carriers[value] & members) / len(carriers[value]) for value in rows}
