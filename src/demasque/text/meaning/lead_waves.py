"""Which messages went round together? Families that leads join, gathered round exemplars.

As in copy families, what merely chains is not joined: the family whose leads hold most posts takes
those that it leads to, then the next one left (:mod:`demasque.text.copies.families`).
"""

from collections.abc import Mapping
from typing import Final

import pyarrow as pa

WAVES: Final = pa.schema(
    [
        pa.field("wave", pa.int64(), nullable=False),  # from 1, that of most posts first
        pa.field("place", pa.int64(), nullable=False),  # from 1, the family used first
        pa.field("family", pa.int64(), nullable=False),
        pa.field("cosine", pa.float32(), nullable=False),  # to the wave's exemplar, itself 1
    ]
)

Neighbours = dict[int, dict[int, float]]


def waves(families: pa.Table, leads: pa.Table) -> pa.Table:
    """Group families by :data:`LEADS` between them, as :data:`WAVES`; one row per family.

    `families` has columns family, posts and first_at; leads to others are passed over. Families
    without leads, and those whose leads were all taken by likelier company, are in no wave. A wave
    is as uncertain as its leads: something to read, and never evidence.
    """
    columns = (families[name].to_pylist() for name in ("family", "posts", "first_at"))
    known = {family: (posts, first) for family, posts, first in zip(*columns, strict=True)}
    posts = {family: each[0] for family, each in known.items()}
    groups = _gathered(_neighbours(leads, posts), posts)
    groups.sort(key=lambda group: (-sum(posts[each] for each in group), min(group)))
    rows = [
        {"wave": n, "place": place, "family": family, "cosine": group[family]}
        for n, group in enumerate(groups, 1)
        for place, family in enumerate(sorted(group, key=lambda each: (known[each][1], each)), 1)
    ]
    return pa.Table.from_pylist(rows, schema=WAVES)


def _neighbours(leads: pa.Table, known: Mapping[int, int]) -> Neighbours:
    found: Neighbours = {}
    columns = (leads[name].to_pylist() for name in ("family_a", "family_b", "cosine"))
    for a, b, cosine in zip(*columns, strict=True):
        if a in known and b in known:
            found.setdefault(a, {})[b] = found.setdefault(b, {})[a] = cosine
    return found


def _gathered(neighbours: Neighbours, posts: Mapping[int, int]) -> list[dict[int, float]]:
    """Groups of two families and more, each with its members' cosine to the exemplar."""
    held = {
        family: posts[family] + sum(posts[n] for n in near) for family, near in neighbours.items()
    }
    taken: set[int] = set()
    groups = []
    for family in sorted(held, key=lambda each: (-held[each], -posts[each], each)):
        free = {n: cosine for n, cosine in neighbours[family].items() if n not in taken}
        if family not in taken and free:
            groups.append({family: 1.0, **free})
            taken |= groups[-1].keys()
    return groups
