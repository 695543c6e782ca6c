"""Where the accounts of a campaign stand in its picture: a spring layout, the same every time."""

from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from demasque.findings import CORE_MEMBERS, CampaignFindings
from demasque.publish.drawing.naming import short
from demasque.publish.drawing.spring_layout import spring_layout

EDGES: Final = 1_500
"""Ties drawn: the strongest ones."""

LABELS: Final = 24
"""Accounts whose label is drawn: where there are more, labels would cover each other."""

WIDTH: Final = 640
HEIGHT: Final = 420
_MARGIN: Final = 36


@dataclass(frozen=True)
class Node:
    """One account in the picture, in SVG units."""

    account: str
    label: str
    x: float
    y: float
    radius: float
    platform: int  # number of its platform among the campaign's, from 0
    labelled: bool


@dataclass(frozen=True)
class Edge:
    """One tie in the picture; ``weight`` runs from 0 (weakest drawn) to 1."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float


@dataclass(frozen=True)
class Network:
    """The picture of one campaign's ties."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    accounts_left_out: int
    ties_left_out: int
    width: int = WIDTH
    height: int = HEIGHT


def network(found: CampaignFindings) -> Network:
    """Lay out the ties of a campaign; large campaigns lose their weakest ties and accounts."""
    profile, ties = found.profile, found.core
    members = profile.members[:CORE_MEMBERS]
    accounts = [member.account for member in members]
    number = {account: n for n, account in enumerate(accounts)}
    rows = np.array([number[a] for a in ties["account_a"].to_pylist()], dtype=np.int64)
    columns = np.array([number[b] for b in ties["account_b"].to_pylist()], dtype=np.int64)
    bits = ties["bits"].to_numpy()
    places = _places(rows, columns, bits, len(accounts))
    platforms = {platform: n for n, (platform, _) in enumerate(profile.platforms)}
    nodes = tuple(
        Node(
            member.account,
            short(member.account),
            x=float(places[n, 0]),
            y=float(places[n, 1]),
            radius=round(3 + min(6.0, sqrt(member.posts) / 3), 1),
            platform=platforms.get(member.platform, 0),
            labelled=len(members) <= LABELS,
        )
        for n, member in enumerate(members)
    )
    shown = min(len(bits), EDGES)
    edges = tuple(_edges(places, rows[:shown], columns[:shown], bits[:shown]))
    return Network(nodes, edges, len(profile.members) - len(members), profile.pairs - shown)


def _edges(
    places: npt.NDArray[np.float64],
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    bits: npt.NDArray[np.float64],
) -> list[Edge]:
    # Weakest first, so that the strongest lie on top.
    weight = np.log1p(bits)
    low, high = (float(weight.min()), float(weight.max())) if len(bits) else (0.0, 0.0)
    span = (high - low) or 1.0
    return [
        Edge(
            x1=float(places[rows[n], 0]),
            y1=float(places[rows[n], 1]),
            x2=float(places[columns[n], 0]),
            y2=float(places[columns[n], 1]),
            weight=round((float(weight[n]) - low) / span, 1) if high > low else 0.5,
        )
        for n in reversed(range(len(bits)))
    ]


def _places(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    bits: npt.NDArray[np.float64],
    count: int,
) -> npt.NDArray[np.float64]:
    """Return x and y of each account, fitted to the picture and rounded to a tenth."""
    start = np.array([_sunflower(n, count) for n in range(count)])
    if count > 2:
        graph = sparse.coo_matrix((np.sqrt(bits), (rows, columns)), shape=(count, count))
        graph = sparse.csr_matrix(graph + graph.T)
        start = spring_layout(graph, start)
    low, high = start.min(axis=0), start.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    inner = np.array([WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN])
    placed = (start - low) / span * inner + _MARGIN
    placed = np.where(high > low, placed, inner / 2 + _MARGIN)
    return np.asarray(np.round(placed, 1))


def _sunflower(n: int, count: int) -> tuple[float, float]:
    """Spread points evenly over a disc: a start that is the same every time."""
    radius, angle = sqrt((n + 0.5) / max(count, 1)), n * pi * (3 - sqrt(5))
    return radius * cos(angle), radius * sin(angle)
