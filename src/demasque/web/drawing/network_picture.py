"""The picture of a campaign's network: still, for every browser, and as data for one that moves."""

from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np

from demasque.findings import DrawnTies, LaidOutNetwork

NODES: Final = 500
"""Accounts in the still picture: the most strongly tied, with what of the ties is among them."""

WIDTH: Final = 900
HEIGHT: Final = 640
_MARGIN: Final = 24
_LEVELS: Final = 3

SHAPES: Final = ("circle", "square", "triangle", "diamond", "cross")
"""Shapes of platforms, beside their colours; the last stands for all without one of their own."""


@dataclass(frozen=True)
class PlatformMark:
    """How accounts of a platform are marked. ``number``: of its shape and colour, from 0."""

    name: str
    accounts: int
    number: int
    shape: str  # path about the origin


@dataclass(frozen=True)
class NodeMark:
    """One account in the still picture, as a path of SVG."""

    account: str
    number: int
    path: str
    confirmed: bool


@dataclass(frozen=True)
class StillNetwork:
    """The still picture. ``edges`` are paths of ties, the weakest third first."""

    nodes: tuple[NodeMark, ...]
    edges: tuple[str, ...]
    ties: int
    width: int = WIDTH
    height: int = HEIGHT


def platform_marks(network: LaidOutNetwork, drawn: DrawnTies) -> tuple[PlatformMark, ...]:
    """The platforms of the accounts shown, those of most accounts first."""
    platforms = network.nodes["platform"].to_numpy(zero_copy_only=False)
    names, counts = np.unique(platforms[drawn.shown], return_counts=True)
    order = np.lexsort((names, -counts))
    last = len(SHAPES) - 1
    return tuple(
        PlatformMark(str(names[n]), int(counts[n]), min(place, last), _shape(min(place, last), 4))
        for place, n in enumerate(order)
    )


def still_network(
    network: LaidOutNetwork, drawn: DrawnTies, marks: tuple[PlatformMark, ...]
) -> StillNetwork:
    """Draw the most strongly tied accounts shown."""
    shown = drawn.shown[:NODES]
    number = {mark.name: mark.number for mark in marks}
    nodes = network.nodes.take(shown).to_pylist()
    at = network.at * [WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN] + _MARGIN
    placed = tuple(
        NodeMark(
            node["account"],
            number[node["platform"]],
            _shape(number[node["platform"]], _radius(node["posts"]), *at[row]),
            node["decision"] == "confirm",
        )
        for row, node in zip(shown.tolist(), nodes, strict=True)
    )
    pairs = network.pairs.take(drawn.rows)
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    inside = np.isin(a, shown) & np.isin(b, shown)
    return StillNetwork(placed, _lines(at, a[inside], b[inside], pairs, inside), int(inside.sum()))


def network_data(
    network: LaidOutNetwork, drawn: DrawnTies, marks: tuple[PlatformMark, ...]
) -> dict[str, Any]:
    """The same as data for the moving picture: columns of nodes, and edges by place in these."""
    nodes = network.nodes.take(drawn.shown)
    number = {mark.name: mark.number for mark in marks}
    pairs = network.pairs.take(drawn.rows)
    at = network.at[drawn.shown]
    level = _level(pairs["bits"].to_numpy())
    ends = [np.searchsorted(drawn.shown, pairs[name].to_numpy()).tolist() for name in ("a", "b")]
    return {
        "account": nodes["account"].to_pylist(),
        "platform": [number[name] for name in nodes["platform"].to_pylist()],
        "confirmed": [decision == "confirm" for decision in nodes["decision"].to_pylist()],
        "size": [_radius(posts) for posts in nodes["posts"].to_pylist()],
        "x": at[:, 0].tolist(),
        "y": (1 - at[:, 1]).tolist(),
        "edges": [list(edge) for edge in zip(*ends, level.tolist(), strict=True)],
    }


def _radius(posts: int) -> float:
    return round(3 + min(6.0, sqrt(posts) / 3), 1)


def _level(bits: Any) -> Any:
    """Thirds of ties by strength: 0 for the weakest."""
    if not len(bits):
        return np.zeros(0, dtype=np.int64)
    return np.searchsorted(np.quantile(bits, [1 / 3, 2 / 3]), bits, side="left")


def _lines(at: Any, a: Any, b: Any, pairs: Any, inside: Any) -> tuple[str, ...]:
    level = _level(pairs["bits"].to_numpy())[inside]
    at = np.round(at, 1)
    return tuple(
        "".join(
            f"M{at[one, 0]:g} {at[one, 1]:g}L{at[other, 0]:g} {at[other, 1]:g}"
            for one, other in zip(a[level == each], b[level == each], strict=True)
        )
        for each in range(_LEVELS)
    )


def _shape(number: int, radius: float, x: float = 0, y: float = 0) -> str:
    """A path of the shape, of about the same area as the circle of this radius."""
    x, y, r = round(x, 1), round(y, 1), radius
    match SHAPES[number]:
        case "circle":
            return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"
        case "square":
            s = round(r * 0.89, 1)
            return f"M{x - s:g} {y - s:g}h{2 * s:g}v{2 * s:g}h{-2 * s:g}z"
        case "triangle":
            s = round(r * 1.35, 1)
            return f"M{x:g} {y - s:g}l{s:g} {1.75 * s:g}h{-2 * s:g}z"
        case "diamond":
            s = round(r * 1.25, 1)
            return f"M{x:g} {y - s:g}l{s:g} {s:g}l{-s:g} {s:g}l{-s:g} {-s:g}z"
        case _:
            s, w = round(r * 1.2, 1), round(r * 0.4, 1)
            arm = round(s - w, 1)
            return (
                f"M{x - w:g} {y - s:g}h{2 * w:g}v{arm:g}h{arm:g}v{2 * w:g}h{-arm:g}v{arm:g}"
                f"h{-2 * w:g}v{-arm:g}h{-arm:g}v{-2 * w:g}h{arm:g}z"
            )
