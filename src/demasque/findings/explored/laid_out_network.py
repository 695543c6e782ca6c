"""Who is tied to whom in one campaign, where each stands in its picture, and who met when?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.case import CaseStore
from demasque.coordination import tie_posts_query
from demasque.findings.dossier.accounts_set_aside import EXCLUDED
from demasque.findings.networks.backbone import backbone_order
from demasque.findings.networks.network_places import network_places

FIRST_NODES: Final = 2_000
"""Accounts that are drawn first, the most strongly tied: a browser moves them without a wait."""

MOST_NODES: Final = 10_000
"""Accounts that are drawn on request: three times as many took a browser seconds for a step."""

EDGES_DRAWN: Final = 1_500
"""Ties drawn at least where there are as many, as in the report's picture."""

EDGES_PER_NODE: Final = 3
"""Ties drawn for each account where these are more: a backbone of more hides the accounts."""

_MEMBERS: Final = f"""
    members AS (
        SELECT account, bits, partners, decision
        FROM memberships LEFT JOIN decided USING (account)
        WHERE campaign = $1 AND account NOT IN ({EXCLUDED})
    ),
    placed AS (
        SELECT *, row_number() OVER (ORDER BY bits DESC, account) - 1 AS place
        FROM members ORDER BY place LIMIT $2
    )"""

_NODES: Final = f"""
    WITH {_MEMBERS}
    SELECT account, bits, partners, decision, coalesce(platform, 'unknown') AS platform,
           coalesce(posts, 0) AS posts
    FROM placed LEFT JOIN (
        SELECT account, min(platform) AS platform, count(*) AS posts
        FROM posts WHERE account IN (SELECT account FROM placed) GROUP BY account
    ) USING (account) ORDER BY place"""

_PAIRS: Final = f"""
    WITH {_MEMBERS}
    SELECT a.place AS a, b.place AS b, s.bits, kinds
    FROM strengths s JOIN placed a ON a.account = account_a JOIN placed b ON b.account = account_b
    ORDER BY s.bits DESC, a, b"""

_COUNTS: Final = f"""
    WITH {_MEMBERS}
    SELECT (SELECT count(*) FROM members) AS accounts,
           (SELECT count(*) FROM strengths WHERE account_a IN (SELECT account FROM members)
              AND account_b IN (SELECT account FROM members)) AS pairs,
           $2::BIGINT AS asked"""

_MET: Final = f"""
    WITH {_MEMBERS},
    own_ties AS (
        SELECT * FROM ties WHERE account_a IN (SELECT account FROM placed)
          AND account_b IN (SELECT account FROM placed)
    ),
    used AS (
        SELECT * FROM events WHERE account IN (SELECT account FROM placed)
          AND "at" >= $3::TIMESTAMPTZ AND "at" < $4::TIMESTAMPTZ
    )
    SELECT DISTINCT a.place AS a, b.place AS b
    FROM ({tie_posts_query("own_ties", "used")}) met
    JOIN placed a ON a.account = met.account_a JOIN placed b ON b.account = met.account_b"""

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class LaidOutNetwork:
    """The tied members of a campaign, or the most strongly tied of them, in a picture.

    ``nodes`` is a table ``account, bits, partners, decision, platform, posts``, most strongly tied
    first; ``pairs`` one ``a, b, bits, kinds`` of all ties among them, the strongest first, where a
    and b are rows of ``nodes``. ``at`` has x and y of each node, within 0 and 1.
    """

    campaign: str
    nodes: pa.Table
    pairs: pa.Table
    at: NDArray[np.float64]
    accounts: int  # members in all
    ties: int  # tied pairs among all of them


@dataclass(frozen=True)
class DrawnTies:
    """Which ties are drawn: ``rows`` of ``pairs``, what holds the network up first.

    ``met`` are rows of all pairs that could be drawn, the strongest first; ``shown`` rows of
    ``nodes``, in their order.
    """

    rows: Numbers
    met: Numbers
    shown: Numbers


def laid_out_network(store: CaseStore, campaign: str, most: int = FIRST_NODES) -> LaidOutNetwork:
    """Lay out the tied members of a campaign, without accounts that people excluded.

    Args:
        store: a case with findings.
        campaign: the name of one of its campaigns; one that it has not has no nodes.
        most: accounts at most, the most strongly tied.
    """
    asked = (campaign, most)
    nodes, pairs = store.sql(_NODES, asked), store.sql(_PAIRS, asked)
    counts = store.sql(_COUNTS, asked).to_pylist()[0]
    a, b, bits = _ends(pairs)
    places = network_places(a, b, bits, nodes.num_rows)
    return LaidOutNetwork(campaign, nodes, pairs, places, counts["accounts"], counts["pairs"])


def drawn_ties(
    store: CaseStore,
    network: LaidOutNetwork,
    since: datetime | None = None,
    until: datetime | None = None,
) -> DrawnTies:
    """Choose the ties to draw: those that hold the network up, of all times or of a stretch.

    A tie is of a stretch where both accounts left the same in it, within the tie's window of each
    other; ``until`` is out. Accounts without such a tie are not shown then.
    """
    a, b, bits = _ends(network.pairs)
    nodes = network.nodes.num_rows
    rows = np.arange(len(a))
    if since is not None or until is not None:
        rows = rows[_met_in(store, network, since, until)]
    inside = np.ones(len(rows), dtype=np.bool_)
    most = max(EDGES_DRAWN, EDGES_PER_NODE * nodes)
    order = backbone_order(a[rows], b[rows], bits[rows], inside)[:most]
    tied = np.unique(np.concatenate([a[rows], b[rows]]))
    narrowed = since is not None or until is not None
    return DrawnTies(rows[order], rows, tied if narrowed else np.arange(nodes))


def _met_in(
    store: CaseStore, network: LaidOutNetwork, since: datetime | None, until: datetime | None
) -> NDArray[np.bool_]:
    nodes = network.nodes.num_rows
    stretch = (since or "-infinity", until or "infinity")
    met = store.sql(_MET, (network.campaign, nodes, *stretch))
    a, b, _ = _ends(network.pairs)
    # Ties name a pair in the order of strengths: one number stands for both ends.
    wanted = met["a"].to_numpy() * nodes + met["b"].to_numpy()
    return np.isin(a * nodes + b, wanted)


def _ends(pairs: pa.Table) -> tuple[Numbers, Numbers, NDArray[np.float64]]:
    a, b = (pairs[name].to_numpy().astype(np.int64) for name in ("a", "b"))
    return a, b, pairs["bits"].to_numpy().astype(np.float64)
