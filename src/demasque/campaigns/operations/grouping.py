"""Linked campaigns to operations: each campaign must resemble the operation, not one of it."""

from collections.abc import Iterable, Sequence
from typing import Final

LEAST_LINKED: Final = 0.5
"""Of the pairs between two groups of campaigns, the share that must be linked to make them one."""


def grouped(
    campaigns: Sequence[str], linked: Iterable[tuple[str, str, float]]
) -> list[tuple[str, ...]]:
    """Put campaigns together, the most alike first.

    Average linkage: two groups become one when at least half of the pairs between them are linked.
    So a chain, in which each is linked to the next alone, stays in pieces.

    Args:
        campaigns: all of them, strongest first.
        linked: pairs with the strength of their link.

    Returns:
        Groups, each in the order of ``campaigns``, in the order of their first ones. Every
        campaign is in one, maybe alone.
    """
    strength: dict[frozenset[str], float] = {frozenset(p[:2]): p[2] for p in linked}
    groups: list[tuple[str, ...]] = [(name,) for name in campaigns]
    while best := _best(groups, strength):
        first, second = best
        merged = tuple(name for name in campaigns if name in (*groups[first], *groups[second]))
        groups = [g for n, g in enumerate(groups) if n not in best]
        groups.append(merged)
        groups.sort(key=lambda group: campaigns.index(group[0]))
    return groups


def _best(
    groups: Sequence[tuple[str, ...]], strength: dict[frozenset[str], float]
) -> tuple[int, int] | None:
    """The two groups that are most alike, of those that may become one."""
    place = {name: n for n, group in enumerate(groups) for name in group}
    between: dict[tuple[int, int], list[float]] = {}
    for pair, how in strength.items():
        a, b = sorted(place[name] for name in pair)
        if a != b:
            between.setdefault((a, b), []).append(how)
    candidates = [
        (-sum(found) / (len(groups[a]) * len(groups[b])), a, b)
        for (a, b), found in between.items()
        if len(found) >= LEAST_LINKED * len(groups[a]) * len(groups[b])
    ]
    return min(candidates)[1:] if candidates else None
